import { EuiFlyout, useGeneratedHtmlId } from "@elastic/eui";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useCommandQuery } from "../../../host/use_command";
import type { Connector } from "../../../wire/types";
import { FlyoutNotice } from "../form/flyout_notice";
import { EditForm } from "./edit_form";

export function EditFlyout() {
  const title_id = useGeneratedHtmlId();
  const { connector_id = "" } = useParams({ strict: false });
  const navigate = useNavigate();
  const client = useQueryClient();
  const close = () => void navigate({ to: "/connectors" });
  const spec = useCommandQuery("connectors_spec", {});
  const connector = useCommandQuery("connectors_get", { id: connector_id }, {
    // The list has it already, as a rule: no flicker between the click and the form.
    placeholderData: () =>
      client.getQueryData<Connector[]>(["connectors_list", {}])?.find(({ id }) => id === connector_id),
  });

  return (
    // One flyout for all that it may hold: a second one would forget where the focus came from.
    <EuiFlyout size="m" onClose={close} aria-labelledby={title_id} data-test-subj="editConnectorFlyout">
      {spec.data && connector.data ? (
        <EditForm
          key={connector_id}
          spec={spec.data}
          connector={connector.data}
          title_id={title_id}
          on_close={close}
        />
      ) : (
        <FlyoutNotice
          title="Edit connector"
          title_id={title_id}
          error={connector.error ?? spec.error}
          on_retry={() => Promise.all([spec.refetch(), connector.refetch()])}
        />
      )}
    </EuiFlyout>
  );
}
