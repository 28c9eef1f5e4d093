import { EuiLoadingSpinner } from "@elastic/eui";
import { Navigate, Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { LoadError } from "../../components/load_error";
import { PageTitle } from "../../components/page_title";
import { RouterButton } from "../../components/router_link";
import { mayCall, useAppInfo, useMay } from "../../host/access";
import { useCommandQuery } from "../../host/use_command";
import type { Connector } from "../../wire/types";
import { ConnectorsTable } from "./connectors_table";
import { NoConnectors } from "./no_connectors";

const DeleteModal = lazy(() => import("./delete_modal"));

const by_name = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });

export function ConnectorsPage() {
  const info = useAppInfo();
  const may_create = useMay("connectors_create");
  const may_delete = useMay("connectors_delete");
  const { data, error, refetch } = useCommandQuery("connectors_list", {});
  const [to_delete, setToDelete] = useState<Connector | null>(null);
  const connectors = useMemo(() => data?.toSorted((a, b) => by_name.compare(a.name, b.name)), [data]);

  if (info && !mayCall(info.role, "connectors_list")) return <Navigate to="/usage" replace />;

  return (
    <>
      <PageTitle
        title="Connectors"
        description="Keep your OpenAI, Azure OpenAI and compatible services in one place, try them, and see what they use."
        actions={
          may_create && connectors && connectors.length > 0 ? (
            <RouterButton to="/connectors/create" iconType="plusCircle" data-test-subj="createConnectorButton">
              Create connector
            </RouterButton>
          ) : null
        }
      />
      {connectors ? (
        connectors.length > 0 ? (
          <ConnectorsTable connectors={connectors} may_delete={may_delete} on_delete={setToDelete} />
        ) : (
          <NoConnectors may_create={may_create} />
        )
      ) : error ? (
        <LoadError title="Unable to load connectors" error={error} on_retry={() => void refetch()} />
      ) : (
        <EuiLoadingSpinner size="l" aria-label="Loading connectors" data-test-subj="connectorsLoading" />
      )}
      {to_delete ? (
        <Suspense fallback={null}>
          <DeleteModal connector={to_delete} on_close={() => setToDelete(null)} />
        </Suspense>
      ) : null}
      <Outlet />
    </>
  );
}
