import { EuiTable, EuiTableBody, EuiTableHeader, EuiTableHeaderCell, EuiTableRow, EuiTableRowCell } from "@elastic/eui";
import { formatCount } from "../../lib/numbers";
import type { UsageDay } from "../../wire/types";
import { longDay } from "./day_label";

/** The chart's numbers for those who cannot or will not read bars. Newest first. */
export function UsageDaysTable({ days }: { days: UsageDay[] }) {
  return (
    <EuiTable responsiveBreakpoint={false} compressed data-test-subj="usageDaysTable">
      <caption className="euiScreenReaderOnly">Tokens per day</caption>
      <EuiTableHeader>
        <EuiTableHeaderCell>Day</EuiTableHeaderCell>
        <EuiTableHeaderCell align="right">Prompt tokens</EuiTableHeaderCell>
        <EuiTableHeaderCell align="right">Completion tokens</EuiTableHeaderCell>
        <EuiTableHeaderCell align="right">Total tokens</EuiTableHeaderCell>
        <EuiTableHeaderCell align="right">Requests</EuiTableHeaderCell>
      </EuiTableHeader>
      <EuiTableBody>
        {days.toReversed().map((day) => (
          <EuiTableRow key={day.day}>
            <EuiTableRowCell setScopeRow>{longDay(day.day)}</EuiTableRowCell>
            <EuiTableRowCell align="right">{formatCount(day.prompt_tokens)}</EuiTableRowCell>
            <EuiTableRowCell align="right">{formatCount(day.completion_tokens)}</EuiTableRowCell>
            <EuiTableRowCell align="right">{formatCount(day.total_tokens)}</EuiTableRowCell>
            <EuiTableRowCell align="right">{formatCount(day.requests)}</EuiTableRowCell>
          </EuiTableRow>
        ))}
      </EuiTableBody>
    </EuiTable>
  );
}
