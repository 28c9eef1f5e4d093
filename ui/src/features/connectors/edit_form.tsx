import { EuiFlyoutBody, EuiForm, useGeneratedHtmlId } from "@elastic/eui";
import { Outlet, useMatchRoute } from "@tanstack/react-router";
import { useMemo } from "react";
import { FormProvider, useForm } from "react-hook-form";
import { OpenConnectorContext } from "../../components/open_connector";
import { useMay } from "../../host/access";
import { toCommandError } from "../../host/host";
import type { Connector, ConnectorSpec } from "../../wire/types";
import { ConnectorForm } from "./connector_form";
import { draftOf, toRequest, type Draft } from "./draft";
import { EditFooter } from "./edit_footer";
import { EditHeader } from "./edit_header";
import { ReadOnlyNote } from "./read_only_note";
import { UsageLink } from "./usage_link";
import { useDiscardGuard } from "./use_discard_guard";
import { useSaveErrors } from "./use_save_errors";
import { useUpdateConnector } from "./use_update_connector";

type Props = { spec: ConnectorSpec; connector: Connector; title_id: string; on_close: () => void };

export function EditForm({ spec, connector, title_id, on_close }: Props) {
  const form_id = useGeneratedHtmlId();
  const may_update = useMay("connectors_update");
  const is_testing = useMatchRoute()({ to: "/connectors/$connector_id/test" }) !== false;
  const { update, is_saving, was_saved } = useUpdateConnector();
  const form = useForm<Draft>({ defaultValues: draftOf(connector) });
  const { isDirty: is_dirty } = form.formState;
  const errors = useSaveErrors(form);
  const own_path = `/connectors/${connector.id}`;
  const discard_question = useDiscardGuard(is_dirty, (path) => path === own_path || path === `${own_path}/test`);
  const open = useMemo(() => ({ connector, has_unsaved_changes: is_dirty }), [connector, is_dirty]);

  const save = form.handleSubmit(async (draft) => {
    errors.clear();
    try {
      const saved = await update({ id: connector.id, ...toRequest(draft) });
      form.reset(draftOf(saved));
    } catch (error) {
      errors.place(toCommandError(error));
    }
  });

  return (
    <>
      <EditHeader title_id={title_id} connector={connector} is_testing={is_testing} />
      <EuiFlyoutBody>
        {is_testing ? (
          <OpenConnectorContext.Provider value={open}>
            <Outlet />
          </OpenConnectorContext.Provider>
        ) : connector.is_preconfigured ? (
          <ReadOnlyNote connector={connector} />
        ) : (
          <FormProvider {...form}>
            <EuiForm
              component="form"
              id={form_id}
              noValidate
              onSubmit={(event) => {
                event.preventDefault();
                void save();
              }}
            >
              <ConnectorForm
                spec={spec}
                stored={connector}
                read_only={!may_update}
                unplaced_error={errors.unplaced}
              />
            </EuiForm>
          </FormProvider>
        )}
        {is_testing ? null : <UsageLink connector={connector} />}
      </EuiFlyoutBody>
      <EditFooter
        form_id={is_testing || connector.is_preconfigured || !may_update ? null : form_id}
        is_dirty={is_dirty}
        is_saving={is_saving}
        was_saved={was_saved}
        on_close={on_close}
      />
      {discard_question}
    </>
  );
}
