/** The Usage tab: the last seven days of one connector. */
import { EuiLoadingSpinner, EuiSpacer, EuiText } from "@elastic/eui";
import { useState } from "react";
import { Figures } from "../../../components/figures";
import { LoadError } from "../../../components/load_error";
import { useOpenConnector } from "../../../components/open_connector";
import { useCommandQuery } from "../../../host/use_command";
import { formatCount, plural } from "../../../lib/numbers";
import { timeRangeBounds } from "../../../lib/time_range";
import type { Connector, ConnectorActivity, Outcome, UsageTotals } from "../../../wire/types";
import { UsageLink } from "./usage_link";

const OUTCOMES: Record<Outcome, string> = {
  success: "Succeeded",
  failure: "Failed",
  client_abort: "Stopped",
  upstream_cut: "Cut off by the service",
  timeout: "Timed out",
};

const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export function ConnectorUsage() {
  const { connector } = useOpenConnector();
  return connector ? <UsageOf connector={connector} /> : null;
}

function UsageOf({ connector }: { connector: Connector }) {
  const [bounds] = useState(() => timeRangeBounds("7d", new Date()));
  const summary = useCommandQuery("usage_summary", { connector_id: connector.id, ...bounds, time_zone });
  const activity = useCommandQuery("connectors_activity", {});
  const error = summary.error ?? activity.error;
  if (summary.data && activity.data) {
    return (
      <UsagePanel
        connector={connector}
        totals={summary.data.totals}
        activity={activity.data.find(({ connector_id }) => connector_id === connector.id)}
      />
    );
  }
  if (error) {
    return (
      <LoadError
        title="Unable to load the usage"
        error={error}
        on_retry={() => void Promise.all([summary.refetch(), activity.refetch()])}
      />
    );
  }
  return <EuiLoadingSpinner size="l" aria-label="Loading the usage" />;
}

/** How sure the token count is; a sum must not hide its guesses. */
function certainty({ requests, estimated_requests, unknown_requests }: UsageTotals): string {
  const parts = [
    estimated_requests > 0 ? `${plural(estimated_requests, "run", "runs")} with estimated tokens` : null,
    unknown_requests > 0 ? `${plural(unknown_requests, "run", "runs")} with unknown tokens, not in the sum` : null,
  ].filter((part) => part !== null);
  if (parts.length > 0) return `Of these runs: ${parts.join(", ")}.`;
  return requests > 0 ? "Every token count was reported by the service." : "";
}

type PanelProps = { connector: Connector; totals: UsageTotals; activity: ConnectorActivity | undefined };

function UsagePanel({ connector, totals, activity }: PanelProps) {
  return (
    <section aria-label="Usage" data-test-subj="connectorUsage">
      <EuiText size="s">
        <p data-test-subj="usageLastRun">
          {activity
            ? `Last run: ${moment.format(activity.last_run_at_ms)}. ${OUTCOMES[activity.last_outcome]}.`
            : "This connector has not been run yet. Try it on the Test tab."}
        </p>
      </EuiText>
      <EuiSpacer size="m" />
      <Figures
        figures={[
          { label: "Runs, 7 days", value: formatCount(totals.requests), subject: "usageRuns" },
          { label: "Failed runs, 7 days", value: formatCount(totals.failures), subject: "usageFailedRuns" },
          { label: "Tokens, 7 days", value: formatCount(totals.total_tokens), subject: "usageTokens" },
          { label: "API keys bound", value: formatCount(connector.api_keys), subject: "usageApiKeys" },
        ]}
      />
      <EuiSpacer size="s" />
      <EuiText size="xs" color="subdued" data-test-subj="usageCertainty">
        <p>{certainty(totals)}</p>
      </EuiText>
      <EuiSpacer size="l" />
      <UsageLink connector={connector} />
    </section>
  );
}
