import {
  EuiFlyout,
  EuiFlyoutBody,
  EuiFlyoutHeader,
  EuiLoadingSpinner,
  EuiTitle,
  useGeneratedHtmlId,
} from "@elastic/eui";
import { Navigate, useNavigate } from "@tanstack/react-router";
import { LoadError } from "../../../components/load_error";
import { mayCall, useAppInfo } from "../../../host/access";
import { useCommandQuery } from "../../../host/use_command";
import { ImportForm } from "./import_form";

export function ImportFlyout() {
  const title_id = useGeneratedHtmlId();
  const navigate = useNavigate();
  const info = useAppInfo();
  const { data: spec, error, refetch } = useCommandQuery("connectors_spec", {});
  const close = () => void navigate({ to: "/connectors" });

  if (info && !mayCall(info.role, "connectors_import")) return <Navigate to="/connectors" replace />;
  return (
    <EuiFlyout size="m" onClose={close} aria-labelledby={title_id} data-test-subj="importFlyout">
      <EuiFlyoutHeader hasBorder>
        <EuiTitle size="s">
          <h2 id={title_id}>Import connectors</h2>
        </EuiTitle>
      </EuiFlyoutHeader>
      {spec ? (
        <ImportForm max_bytes={spec.max_import_bytes} on_close={close} />
      ) : (
        <EuiFlyoutBody>
          {error ? (
            <LoadError title="Unable to prepare the import" error={error} on_retry={() => void refetch()} />
          ) : (
            <EuiLoadingSpinner size="l" aria-label="Loading" />
          )}
        </EuiFlyoutBody>
      )}
    </EuiFlyout>
  );
}
