/** Step 2: the form, and a test of what stands in it. Nothing is written until it is saved. */
import { EuiFlyoutBody, useGeneratedHtmlId } from "@elastic/eui";
import { Outlet, useMatchRoute, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { VaultNotice } from "../../../components/vault/vault_notice";
import { toCommandError } from "../../../host/host";
import type { ConnectorSpec } from "../../../wire/types";
import { ConnectorForm, ConnectorFormProvider } from "../form/connector_form";
import { focusFirstError } from "../../../components/fields/focus_first_error";
import { useTakenIds } from "../form/identity_fields";
import { toCreate } from "../form/request";
import { freeId } from "../form/slug";
import { TabOfDraft } from "../form/tab_of_draft";
import { useDiscardGuard } from "../../../components/use_discard_guard";
import { useDraftForm } from "../form/use_draft_form";
import { useSaveErrors } from "../form/use_save_errors";
import type { PasteReport } from "../paste/fill_form";
import type { Begun } from "./create_flyout";
import { CreateFooter } from "./create_footer";
import { CreateHeader } from "./create_header";
import { StartNote } from "./start_note";
import { useCreateConnector } from "./use_create_connector";

const PasteModal = lazy(() => import("../paste/paste_modal"));

type Props = {
  spec: ConnectorSpec;
  kind: string;
  begun: Begun;
  /** What of the address must stay in it, so that the form stays the same one. */
  search: { from?: string; model?: string };
  is_pasting: boolean;
  title_id: string;
};

export function CreateForm({ spec, kind, begun, search, is_pasting, title_id }: Props) {
  const form_id = useGeneratedHtmlId();
  const navigate = useNavigate();
  const taken = useTakenIds();
  const { create } = useCreateConnector();
  const [pasted, setPasted] = useState<PasteReport | null>(null);
  const [saving, setSaving] = useState<"save" | "test" | null>(null);
  const [start] = useState(() => ({
    ...begun.draft,
    id: freeId(begun.draft.name, spec.id_max_chars, taken),
  }));
  const form = useDraftForm(spec, null, start);
  const errors = useSaveErrors(form, spec, form_id);
  const is_testing = useMatchRoute()({ to: "/connectors/_create/$kind/test" }) !== false;
  const own_path = `/connectors/_create/${kind}`;
  const discard_question = useDiscardGuard(
    "connector",
    form.formState.isDirty,
    (path) => path === own_path || path === `${own_path}/test`,
  );

  const params = { kind };
  const showConfiguration = () => navigate({ to: "/connectors/_create/$kind", params, search });

  const save = (then: "save" | "test") =>
    form.handleSubmit(
      async (draft) => {
        errors.clear();
        setSaving(then);
        try {
          const { id } = await create(toCreate(spec, draft));
          // The changes are saved, so the guard has nothing to guard.
          if (then === "save") await navigate({ to: "/connectors", ignoreBlocker: true });
          else {
            const to = { to: "/connectors/$connector_id/test", params: { connector_id: id } } as const;
            await navigate({ ...to, ignoreBlocker: true });
          }
        } catch (error) {
          if (is_testing) await showConfiguration();
          errors.place(toCommandError(error));
        } finally {
          setSaving(null);
        }
      },
      async () => {
        if (is_testing) await showConfiguration();
        focusFirstError(form_id);
      },
    )();

  return (
    <ConnectorFormProvider form={form} spec={spec} stored={null} start={begun.start}>
      <CreateHeader
        spec={spec}
        title_id={title_id}
        is_testing={is_testing}
        on_configure={() => void showConfiguration()}
        on_test={() => void navigate({ to: "/connectors/_create/$kind/test", params, search })}
      />
      <EuiFlyoutBody>
        <VaultNotice />
        {/* It stays while the test is looked at, with all that was typed and chosen in it. */}
        <div hidden={is_testing}>
          <ConnectorForm form_id={form_id} unplaced_error={errors.unplaced} on_submit={() => void save("save")}>
            <StartNote
              copied_from={begun.copied_from}
              preset={begun.preset}
              pasted={pasted}
              on_paste={() =>
                void navigate({ to: "/connectors/_create/$kind", params, search: { ...search, paste: true } })
              }
            />
          </ConnectorForm>
        </div>
        {is_testing ? (
          <TabOfDraft is_dirty show_configuration={() => void showConfiguration()}>
            <Outlet />
          </TabOfDraft>
        ) : null}
      </EuiFlyoutBody>
      <CreateFooter
        form_id={form_id}
        saving={saving}
        on_back={() => void navigate({ to: "/connectors/_create" })}
        on_save_and_test={() => void save("test")}
      />
      {is_pasting ? (
        <Suspense fallback={null}>
          <PasteModal
            on_filled={(report) => {
              setPasted(report);
              void showConfiguration();
            }}
            on_close={() => void showConfiguration()}
          />
        </Suspense>
      ) : null}
      {discard_question}
    </ConnectorFormProvider>
  );
}
