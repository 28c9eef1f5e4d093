import { EuiButton, EuiButtonEmpty, EuiEmptyPrompt } from "@elastic/eui";
import { TIME_RANGE_LABELS, timeRangeReaching, type TimeRange } from "../../lib/time_range";

type Props = {
  now: Date;
  last_event_at_ms: number | null;
  range: TimeRange;
  is_filtered: boolean;
  on_range: (range: TimeRange) => void;
  on_all: () => void;
};

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export function NoUsage({ now, last_event_at_ms, range, is_filtered, on_range, on_all }: Props) {
  const reaching = last_event_at_ms === null ? null : timeRangeReaching(last_event_at_ms, now);
  const of_what = is_filtered ? "This connector was" : "A connector was";
  return (
    <EuiEmptyPrompt
      data-test-subj="usageEmpty"
      iconType="chartBarVerticalStack"
      titleSize="s"
      title={
        <h2>{last_event_at_ms === null ? "No run yet" : `No run in the last ${TIME_RANGE_LABELS[range]}`}</h2>
      }
      body={
        last_event_at_ms === null ? (
          <p>Test a connector, and what it uses shows up here.</p>
        ) : (
          <p>
            {of_what} last run on{" "}
            <time dateTime={new Date(last_event_at_ms).toISOString()}>{moment.format(last_event_at_ms)}</time>.
          </p>
        )
      }
      actions={[
        ...(reaching && reaching !== range
          ? [
              <EuiButton key="range" onClick={() => on_range(reaching)} data-test-subj="usageShowRange">
                Show {TIME_RANGE_LABELS[reaching]}
              </EuiButton>,
            ]
          : []),
        ...(is_filtered
          ? [
              <EuiButtonEmpty key="all" onClick={on_all}>
                Show all connectors
              </EuiButtonEmpty>,
            ]
          : []),
      ]}
    />
  );
}
