import { EuiFlyoutBody, EuiSpacer, useGeneratedHtmlId } from "@elastic/eui";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { VaultNotice } from "../../../components/vault/vault_notice";
import { useMay } from "../../../host/access";
import { toCommandError } from "../../../host/host";
import type { Connector, ConnectorSpec } from "../../../wire/types";
import { ConnectorForm, ConnectorFormProvider } from "../form/connector_form";
import { draftOf } from "../form/draft";
import { focusFirstError } from "../../../components/fields/focus_first_error";
import { toUpdate } from "../form/request";
import { TabOfDraft } from "../form/tab_of_draft";
import { useDiscardGuard } from "../../../components/use_discard_guard";
import { useDraftForm } from "../form/use_draft_form";
import { useSaveErrors } from "../form/use_save_errors";
import { EditFooter } from "./edit_footer";
import { EditHeader } from "./edit_header";
import { ReadOnlyNote } from "./read_only_note";
import { UsageLink } from "./usage_link";
import { useEditTab } from "./use_edit_tab";
import { useUpdateConnector } from "./use_update_connector";

type Props = { spec: ConnectorSpec; connector: Connector; title_id: string; on_close: () => void };

/** Whether it was ever true since the first render. */
function useEver(is_true: boolean): boolean {
  const [was_true, setTrue] = useState(is_true);
  if (is_true && !was_true) setTrue(true);
  return was_true || is_true;
}

export function EditForm({ spec, connector, title_id, on_close }: Props) {
  const form_id = useGeneratedHtmlId();
  const navigate = useNavigate();
  const may_update = useMay("connectors_update");
  const tab = useEditTab();
  const { update, is_saving, was_saved } = useUpdateConnector();
  const form = useDraftForm(spec, connector, draftOf(spec, connector));
  const { isDirty: is_dirty } = form.formState;
  const errors = useSaveErrors(form, spec, form_id);
  const own_path = `/connectors/${connector.id}`;
  const discard_question = useDiscardGuard(
    "connector",
    is_dirty,
    (path) => path === own_path || path.startsWith(`${own_path}/`),
  );
  const showConfiguration = useCallback(
    () => navigate({ to: "/connectors/$connector_id", params: { connector_id: connector.id } }),
    [navigate, connector.id],
  );
  const is_fixed = connector.is_preconfigured;
  const has_been_shown = useEver(tab === "configuration");

  const save = form.handleSubmit(
    async (draft) => {
      errors.clear();
      try {
        const saved = await update(toUpdate(spec, draft, connector));
        form.reset(draftOf(spec, saved));
      } catch (error) {
        if (tab !== "configuration") await showConfiguration();
        errors.place(toCommandError(error));
      }
    },
    async () => {
      if (tab !== "configuration") await showConfiguration();
      focusFirstError(form_id);
    },
  );

  return (
    <ConnectorFormProvider form={form} spec={spec} stored={connector} read_only={!may_update || is_fixed}>
      <EditHeader title_id={title_id} connector={connector} tab={tab} />
      <EuiFlyoutBody>
        {/* A preconfigured connector has its secrets from its file, and past runs need none. */}
        {is_fixed || tab === "usage" ? null : <VaultNotice />}
        {/* It stays while another tab is looked at, with all that was typed and chosen in it. */}
        <div hidden={tab !== "configuration"}>
          {!has_been_shown ? null : is_fixed ? (
            <ReadOnlyNote connector={connector} spec={spec} />
          ) : (
            <ConnectorForm form_id={form_id} unplaced_error={errors.unplaced} on_submit={() => void save()} />
          )}
          <EuiSpacer size="l" />
          <UsageLink connector={connector} />
        </div>
        {tab === "configuration" ? null : (
          <TabOfDraft is_dirty={is_dirty} show_configuration={() => void showConfiguration()}>
            <Outlet />
          </TabOfDraft>
        )}
      </EuiFlyoutBody>
      <EditFooter
        form_id={is_fixed || !may_update ? null : form_id}
        is_dirty={is_dirty}
        is_saving={is_saving}
        was_saved={was_saved}
        on_close={on_close}
      />
      {discard_question}
    </ConnectorFormProvider>
  );
}
