import { EuiFlyout, useGeneratedHtmlId } from "@elastic/eui";
import { Navigate, useNavigate } from "@tanstack/react-router";
import { mayCall, useAppInfo } from "../../host/access";
import { useCommandQuery } from "../../host/use_command";
import { CreateForm } from "./create_form";
import { FlyoutNotice } from "./flyout_notice";

export function CreateFlyout() {
  const title_id = useGeneratedHtmlId();
  const navigate = useNavigate();
  const info = useAppInfo();
  const { data: spec, error, refetch } = useCommandQuery("connectors_spec", {});
  const close = () => void navigate({ to: "/connectors" });

  if (info && !mayCall(info.role, "connectors_create")) return <Navigate to="/connectors" replace />;
  return (
    // One flyout for all that it may hold: a second one would forget where the focus came from.
    <EuiFlyout size="m" onClose={close} aria-labelledby={title_id} data-test-subj="createConnectorFlyout">
      {spec ? (
        <CreateForm spec={spec} title_id={title_id} on_close={close} />
      ) : (
        <FlyoutNotice title="Create connector" title_id={title_id} error={error} on_retry={refetch} />
      )}
    </EuiFlyout>
  );
}
