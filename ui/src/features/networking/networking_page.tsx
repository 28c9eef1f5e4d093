import { EuiLoadingSpinner } from "@elastic/eui";
import { Navigate } from "@tanstack/react-router";
import { LoadError } from "../../components/load_error";
import { PageTitle } from "../../components/page_title";
import { mayCall, useAppInfo } from "../../host/access";
import { useCommandQuery } from "../../host/use_command";
import { NetworkingForm } from "./networking_form";

export function NetworkingPage() {
  const info = useAppInfo();
  const may_see = info !== undefined && mayCall(info.role, "networking_get");
  const { data, error, refetch } = useCommandQuery("networking_get", {}, { enabled: may_see });
  if (info && !may_see) return <Navigate to="/" replace />;
  return (
    <div css={{ maxWidth: 760 }}>
      <PageTitle
        title="Networking"
        description="How every connection is made. A change counts from the next request on; streams that are running finish as they began."
      />
      {data ? (
        <NetworkingForm status={data} />
      ) : error ? (
        <LoadError title="Unable to load the networking settings" error={error} on_retry={() => void refetch()} />
      ) : (
        <EuiLoadingSpinner size="l" aria-label="Loading" />
      )}
    </div>
  );
}
