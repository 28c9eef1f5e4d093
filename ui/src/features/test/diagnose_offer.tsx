/** Below a run that failed: the way to find out at which layer. */
import { EuiSpacer } from "@elastic/eui";
import { lazy, Suspense } from "react";
import type { RunTarget } from "../../components/open_connector";
import { RouterButtonEmpty } from "../../components/router_link";

/** Needed only where a form fails that is not saved. */
const DiagnosePanel = lazy(() =>
  import("../../components/diagnose/diagnose_panel").then((module) => ({ default: module.DiagnosePanel })),
);

export function DiagnoseOffer({ target }: { target: RunTarget }) {
  return (
    <>
      <EuiSpacer size="m" />
      {target.kind === "stored" ? (
        <RouterButtonEmpty
          to="/connectors/$connector_id/diagnose"
          params={{ connector_id: target.connector_id }}
          iconType="inspect"
          size="s"
          flush="left"
          data-test-subj="diagnoseLink"
        >
          Diagnose connection
        </RouterButtonEmpty>
      ) : (
        <Suspense fallback={null}>
          <DiagnosePanel target={target} />
        </Suspense>
      )}
    </>
  );
}
