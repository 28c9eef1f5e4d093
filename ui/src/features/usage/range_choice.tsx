import { EuiButtonGroup } from "@elastic/eui";
import { TIME_RANGE_LABELS, TIME_RANGES, type TimeRange } from "../../lib/time_range";

type Props = { range: TimeRange; on_choose: (range: TimeRange) => void };

export function RangeChoice({ range, on_choose }: Props) {
  return (
    <EuiButtonGroup
      legend="Time range"
      buttonSize="compressed"
      idSelected={`range-${range}`}
      options={TIME_RANGES.map((item) => ({
        id: `range-${item}`,
        label: TIME_RANGE_LABELS[item],
        value: item,
        "data-test-subj": `usageRange-${item}`,
      }))}
      onChange={(_id, value: TimeRange) => on_choose(value)}
      data-test-subj="usageRange"
    />
  );
}
