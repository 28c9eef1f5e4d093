import { EuiSpacer, EuiText } from "@elastic/eui";
import { Figures, type Figure } from "../../components/figures";
import { formatCount, formatDuration } from "../../lib/numbers";
import type { RunResult } from "../../wire/types";

const ESTIMATED = "The service did not report this. It was estimated with a tokenizer.";
const UNKNOWN = "unknown: the service did not report it, and it could not be estimated.";

function tokens(label: string, value: number | null, is_estimated: boolean, subject: string): Figure {
  if (value === null) {
    return {
      label,
      subject,
      value: (
        <>
          — <span css={{ fontSize: 12, fontWeight: 400 }}>unknown</span>
        </>
      ),
      note: `${label} are ${UNKNOWN}`,
    };
  }
  return is_estimated
    ? { label, subject, value: `≈ ${formatCount(value)}`, note: ESTIMATED }
    : { label, subject, value: formatCount(value) };
}

export function RunFigures({ result }: { result: RunResult }) {
  const { usage, ttft_ms, duration_ms, http_status, response_model, request_model } = result;
  const is_estimated = usage.source === "estimated";
  const figures: Figure[] = [
    tokens("Prompt tokens", usage.prompt_tokens, is_estimated, "promptTokens"),
    tokens("Completion tokens", usage.completion_tokens, is_estimated, "completionTokens"),
    tokens("Total tokens", usage.total_tokens, is_estimated, "totalTokens"),
    {
      label: "Time to first token",
      value: ttft_ms === null ? "—" : formatDuration(ttft_ms),
      subject: "timeToFirstToken",
    },
    { label: "Duration", value: formatDuration(duration_ms), subject: "runDuration" },
    {
      label: "HTTP status",
      value: http_status === null ? "—" : String(http_status),
      subject: "httpStatus",
    },
  ];
  const model = response_model ?? request_model;
  return (
    <>
      <Figures figures={figures} />
      {model ? (
        <>
          <EuiSpacer size="s" />
          <EuiText size="xs" color="subdued" css={{ overflowWrap: "anywhere" }}>
            <p>
              Model: <span data-test-subj="runModel">{model}</span>
            </p>
          </EuiText>
        </>
      ) : null}
    </>
  );
}
