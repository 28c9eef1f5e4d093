import { EuiSpacer, EuiText } from "@elastic/eui";
import { Figures } from "../../components/figures";
import { formatCount } from "../../lib/numbers";
import type { UsageTotals as Totals } from "../../wire/types";

/** How sure the totals are: a total that hides its guesses is worth less than one that names them. */
function sureness({ requests, estimated_requests, unknown_requests }: Totals): string[] {
  const of = `of ${formatCount(requests)} ${requests === 1 ? "request" : "requests"}`;
  const lines: string[] = [];
  if (estimated_requests > 0) lines.push(`${formatCount(estimated_requests)} ${of} estimated`);
  if (unknown_requests > 0) {
    lines.push(`${formatCount(unknown_requests)} ${of} with unknown token counts, not in these totals`);
  }
  return lines;
}

export function UsageTotals({ totals }: { totals: Totals }) {
  const lines = sureness(totals);
  return (
    <section aria-label="Totals">
      <Figures
        size="l"
        figures={[
          { label: "Prompt tokens", value: formatCount(totals.prompt_tokens), subject: "usagePromptTokens" },
          { label: "Completion tokens", value: formatCount(totals.completion_tokens), subject: "usageCompletionTokens" },
          { label: "Total tokens", value: formatCount(totals.total_tokens), subject: "usageTotalTokens" },
          { label: "Requests", value: formatCount(totals.requests), subject: "usageRequests" },
          { label: "Failed requests", value: formatCount(totals.failures), subject: "usageFailures" },
        ]}
      />
      <EuiSpacer size="s" />
      <EuiText size="xs" color="subdued" data-test-subj="usageSureness">
        <p>{lines.length > 0 ? lines.join(" · ") : "Every count was reported by the service"}</p>
      </EuiText>
    </section>
  );
}
