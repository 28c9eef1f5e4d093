import { EuiFlexGroup, EuiFlexItem, EuiLoadingSpinner } from "@elastic/eui";
import { Navigate, Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { LoadError } from "../../../components/load_error";
import { PageTitle } from "../../../components/page_title";
import { RouterButton } from "../../../components/router_link";
import { isInTrouble, useVaultStatus } from "../../../components/vault/vault_status";
import { mayCall, useAppInfo, useMay } from "../../../host/access";
import { useCommandQuery } from "../../../host/use_command";
import { ConnectorsList } from "./connectors_list";
import { NoConnectors } from "./no_connectors";
import { PageMenu } from "./page_menu";

/** Most people never see one. */
const PageNotices = lazy(() => import("./page_notices"));

export function ConnectorsPage() {
  const info = useAppInfo();
  const may_create = useMay("connectors_create");
  const may_delete = useMay("connectors_delete");
  const { data: connectors, error, refetch } = useCommandQuery("connectors_list", {});
  // Of its own, so that a run does not fetch 10,000 connectors again, and after the list, which does not wait for it.
  const runs = useCommandQuery("connectors_activity", {}, { enabled: connectors !== undefined });
  const activity = useMemo(
    () => (runs.data ? new Map(runs.data.map((item) => [item.connector_id, item])) : undefined),
    [runs.data],
  );

  // After the list too: it says which keys are missing, and this says why.
  const vault = useVaultStatus(connectors !== undefined).data;

  if (info && !mayCall(info.role, "connectors_list")) return <Navigate to="/usage" replace />;

  const has_any = connectors !== undefined && connectors.length > 0;
  const offers_start = has_any && may_create && connectors.every(({ is_preconfigured }) => is_preconfigured);
  return (
    <>
      <PageTitle
        title="Connectors"
        description="Keep your OpenAI, Azure OpenAI and compatible services in one place, try them, and see what they use."
        actions={
          has_any ? (
            <EuiFlexGroup gutterSize="s" alignItems="center" responsive={false}>
              <EuiFlexItem grow={false}>
                <PageMenu />
              </EuiFlexItem>
              {may_create ? (
                <EuiFlexItem grow={false}>
                  <RouterButton to="/connectors/_create" iconType="plusCircle" data-test-subj="createConnectorButton">
                    Create connector
                  </RouterButton>
                </EuiFlexItem>
              ) : null}
            </EuiFlexGroup>
          ) : null
        }
      />
      {offers_start || runs.error || (info && info.notices.length > 0) || (vault && isInTrouble(vault)) ? (
        <Suspense fallback={null}>
          <PageNotices
            offers_start={offers_start}
            runs_error={connectors ? runs.error : null}
            on_retry_runs={() => void runs.refetch()}
          />
        </Suspense>
      ) : null}
      {connectors ? (
        has_any ? (
          <ConnectorsList connectors={connectors} activity={activity} may_create={may_create} may_delete={may_delete} />
        ) : (
          <NoConnectors may_create={may_create} />
        )
      ) : error ? (
        <LoadError title="Unable to load connectors" error={error} on_retry={() => void refetch()} />
      ) : (
        <EuiLoadingSpinner size="l" aria-label="Loading connectors" data-test-subj="connectorsLoading" />
      )}
      <Outlet />
    </>
  );
}
