import {
  EuiButtonEmpty,
  EuiCallOut,
  EuiFlexGroup,
  EuiFlexItem,
  EuiFlyoutBody,
  EuiFlyoutFooter,
  EuiSpacer,
} from "@elastic/eui";
import { RouterButton } from "../../../components/router_link";
import { plural } from "../../../lib/numbers";
import type { ImportRow } from "../../../wire/types";
import { ImportRows } from "./import_rows";

type Props = { rows: ImportRow[]; on_close: () => void };

export function ImportResult({ rows, on_close }: Props) {
  const count = rows.filter(({ action }) => action === "add" || action === "change").length;
  const without_secrets = rows.filter(({ needs_secrets }) => needs_secrets).length;
  const refused = rows.filter(({ action }) => action === "refuse").length;
  return (
    <>
      <EuiFlyoutBody>
        <EuiCallOut
          announceOnMount
          color="success"
          iconType="check"
          title={`${plural(count, "connector was", "connectors were")} imported`}
          data-test-subj="importDone"
        >
          {refused > 0 ? <p>{plural(refused, "line was", "lines were")} refused. The reasons are in the table.</p> : null}
        </EuiCallOut>
        {without_secrets > 0 ? (
          <>
            <EuiSpacer size="m" />
            <EuiCallOut
              color="warning"
              iconType="warning"
              title={`${plural(without_secrets, "connector has", "connectors have")} sensitive information that require updates.`}
              data-test-subj="importNeedsSecrets"
            >
              <p>Open each of them with Fix and enter what is missing. Until then it cannot run.</p>
            </EuiCallOut>
          </>
        ) : null}
        <EuiSpacer size="l" />
        <ImportRows rows={rows} is_done />
      </EuiFlyoutBody>
      <EuiFlyoutFooter>
        <EuiFlexGroup justifyContent="spaceBetween" responsive={false}>
          <EuiFlexItem grow={false}>
            <EuiButtonEmpty flush="left" onClick={on_close}>
              Close
            </EuiButtonEmpty>
          </EuiFlexItem>
          <EuiFlexItem grow={false}>
            <RouterButton
              to="/connectors"
              search={{
                q: undefined,
                type: undefined,
                page: undefined,
                status: without_secrets > 0 ? "missing" : undefined,
              }}
              data-test-subj="goToConnectors"
            >
              Go to connectors
            </RouterButton>
          </EuiFlexItem>
        </EuiFlexGroup>
      </EuiFlyoutFooter>
    </>
  );
}
