import {
  EuiButton,
  EuiButtonIcon,
  EuiFieldSearch,
  EuiFilterGroup,
  EuiFlexGroup,
  EuiFlexItem,
  EuiFormErrorText,
  EuiToolTip,
  useGeneratedHtmlId,
} from "@elastic/eui";
import { useMemo } from "react";
import { formatCount } from "../../../lib/numbers";
import type { Connector, Provider } from "../../../wire/types";
import { WINDOW_ONLY, type SealedExport } from "../transfer/use_sealed_export";
import type { ColumnId } from "./columns";
import { ColumnsPopover } from "./columns_popover";
import { FilterPopover } from "./filter_popover";
import { hasStatus, type ActivityById } from "./find_connectors";
import { LONGEST_SEARCH_CHARS, PROVIDERS, STATUSES, type Status } from "./list_search";
import type { ListState } from "./use_list_state";

const STATUS_LABELS: Record<Status, string> = {
  missing: "Secrets missing",
  failed: "Last run failed",
  never: "Never run",
  preconfigured: "Preconfigured",
};

type Props = {
  /** All of them, for the counts. */
  connectors: Connector[];
  activity: ActivityById;
  state: ListState;
  problem: string | null;
  columns: { columns: readonly ColumnId[]; is_chosen: boolean; choose: (columns: ColumnId[] | null) => void };
  selected_ids: string[];
  on_delete_selected: () => void;
  on_export_selected: () => void;
  sealed_export: SealedExport["offer"];
  on_export_sealed: () => void;
};

function countBy<Id extends string>(ids: readonly Id[], counts: (id: Id) => number | null, label: (id: Id) => string) {
  return ids.map((id) => ({ id, label: label(id), count: counts(id) }));
}

export function Toolbar({
  connectors,
  activity,
  state,
  problem,
  columns,
  selected_ids,
  on_delete_selected,
  on_export_selected,
  sealed_export,
  on_export_sealed,
}: Props) {
  const problem_id = useGeneratedHtmlId();
  const types = useMemo(
    () =>
      countBy<Provider>(
        PROVIDERS,
        (id) => connectors.filter(({ config }) => config.apiProvider === id).length,
        (id) => id,
      ),
    [connectors],
  );
  const statuses = useMemo(
    () =>
      countBy<Status>(
        STATUSES,
        (id) =>
          activity || id === "missing" || id === "preconfigured"
            ? connectors.filter((connector) => hasStatus(connector, id, activity)).length
            : null,
        (id) => STATUS_LABELS[id],
      ),
    [connectors, activity],
  );
  const count = formatCount(selected_ids.length);

  return (
    <>
      <EuiFlexGroup gutterSize="s" alignItems="center" responsive={false} wrap>
        {selected_ids.length > 0 ? (
          <>
            <EuiFlexItem grow={false}>
              <EuiButton color="danger" iconType="trash" data-test-subj="bulkDelete" onClick={on_delete_selected}>
                Delete {count}
              </EuiButton>
            </EuiFlexItem>
            <EuiFlexItem grow={false}>
              <EuiButton color="text" iconType="download" data-test-subj="bulkExport" onClick={on_export_selected}>
                Export {count}
              </EuiButton>
            </EuiFlexItem>
            {sealed_export === "absent" ? null : (
              <EuiFlexItem grow={false}>
                <EuiToolTip
                  content={sealed_export === "window_only" ? WINDOW_ONLY : `Export ${count} with secrets`}
                  disableScreenReaderOutput={sealed_export === "open"}
                >
                  <EuiButtonIcon
                    iconType="lock"
                    size="m"
                    color="text"
                    display="base"
                    aria-label={`Export ${count} with secrets`}
                    isDisabled={sealed_export === "window_only"}
                    // So that the keyboard finds the reason, too.
                    hasAriaDisabled
                    data-test-subj="bulkExportSealed"
                    onClick={on_export_sealed}
                  />
                </EuiToolTip>
              </EuiFlexItem>
            )}
          </>
        ) : null}
        <EuiFlexItem css={{ minInlineSize: 200 }}>
          <EuiFieldSearch
            fullWidth
            incremental
            placeholder="Search..."
            aria-label="Search connectors"
            aria-describedby={problem ? problem_id : undefined}
            isInvalid={problem !== null}
            maxLength={LONGEST_SEARCH_CHARS}
            data-test-subj="connectorsSearch"
            value={state.text}
            onChange={(event) => state.type_text(event.target.value)}
          />
        </EuiFlexItem>
        <EuiFlexItem grow={false}>
          <EuiFilterGroup>
            <FilterPopover
              label="Type"
              subject="typeFilter"
              options={types}
              chosen={state.types}
              on_choose={state.choose_types}
            />
            <FilterPopover
              label="Status"
              subject="statusFilter"
              options={statuses}
              chosen={state.statuses}
              on_choose={state.choose_statuses}
            />
          </EuiFilterGroup>
        </EuiFlexItem>
        <EuiFlexItem grow={false}>
          <ColumnsPopover columns={columns.columns} is_chosen={columns.is_chosen} on_choose={columns.choose} />
        </EuiFlexItem>
      </EuiFlexGroup>
      {problem ? (
        <EuiFormErrorText id={problem_id} data-test-subj="searchProblem">
          {problem}
        </EuiFormErrorText>
      ) : null}
    </>
  );
}
