/**
 * The table: rows in, events out. Built of EUI's table parts: `EuiBasicTable` would bring moment
 * and numeral into the chunk that the first paint waits for.
 */
import {
  EuiCheckbox,
  EuiTable,
  EuiTableBody,
  EuiTableHeader,
  EuiTableHeaderCell,
  EuiTableHeaderCellCheckbox,
  useEuiTheme,
} from "@elastic/eui";
import { css } from "@emotion/react";
import type { Connector } from "../../../wire/types";
import { ACTIONS_PX, COLUMNS, NAME_MIN_PX, SELECT_PX, type ColumnId } from "./columns";
import { ConnectorRow, type RowActions } from "./connector_row";
import type { ActivityById } from "./find_connectors";
import type { Sort, SortBy } from "./list_search";
import { isSelectable } from "./use_selection";

type Props = {
  /** Of this page, in their order. */
  rows: Connector[];
  /** What they were searched by; the bench of the search reads it off. */
  search: string;
  columns: readonly ColumnId[];
  activity: ActivityById;
  sort: Sort;
  selected_ids: ReadonlySet<string>;
  actions: RowActions;
  on_sort: (by: SortBy) => void;
};

export function ConnectorsTable({ rows, search, columns, activity, sort, selected_ids, actions, on_sort }: Props) {
  const { colors } = useEuiTheme().euiTheme;
  const selectable_ids = rows.filter(isSelectable).map(({ id }) => id);
  const ticked = selectable_ids.filter((id) => selected_ids.has(id)).length;
  const sorted = (by: SortBy) => ({
    isSorted: sort.by === by,
    isSortAscending: !sort.is_descending,
    onSort: () => on_sort(by),
  });
  const min_px =
    columns.reduce((sum, id) => sum + COLUMNS[id].width_px, NAME_MIN_PX + ACTIONS_PX) +
    (actions.may_delete ? SELECT_PX : 0);

  return (
    // More columns than fit are scrolled to; the page itself never scrolls sideways.
    <div css={{ overflowX: "auto", containerType: "inline-size" }}>
      <EuiTable
        data-test-subj="connectorsTable"
        data-search={search}
        tableLayout="fixed"
        responsiveBreakpoint={false}
        css={css`
          min-inline-size: ${min_px}px;
          /* EUI's darker shade under the pointer leaves links too little contrast. */
          .euiTableRow-isSelected:hover {
            background-color: ${colors.backgroundBaseInteractiveSelect};
          }
          /* While there is something to scroll to, the actions stay where they are. */
          @container (max-width: ${min_px - 1}px) {
            th:last-child,
            td:last-child {
              position: sticky;
              inset-inline-end: 0;
              background: ${colors.backgroundBasePlain};
            }
            .euiTableRow-isSelected td:last-child {
              background:
                linear-gradient(${colors.backgroundBaseInteractiveSelect} 0 0),
                ${colors.backgroundBasePlain};
            }
          }
        `}
      >
        <caption className="euiScreenReaderOnly">Connectors</caption>
        <EuiTableHeader>
          {actions.may_delete ? (
            <EuiTableHeaderCellCheckbox width={`${SELECT_PX}px`}>
              <EuiCheckbox
                id="select-page"
                aria-label="Select all rows"
                checked={ticked > 0 && ticked === selectable_ids.length}
                indeterminate={ticked > 0 && ticked < selectable_ids.length}
                disabled={selectable_ids.length === 0}
                data-test-subj="selectPage"
                onChange={() => actions.on_select(selectable_ids, ticked < selectable_ids.length)}
              />
            </EuiTableHeaderCellCheckbox>
          ) : null}
          <EuiTableHeaderCell {...sorted("name")}>Name</EuiTableHeaderCell>
          {columns.map((id) => {
            const { label, width_px, align } = COLUMNS[id];
            return (
              <EuiTableHeaderCell key={id} width={`${width_px}px`} align={align} {...sorted(id)}>
                {label}
              </EuiTableHeaderCell>
            );
          })}
          <EuiTableHeaderCell width={`${ACTIONS_PX}px`} align="right">
            Actions
          </EuiTableHeaderCell>
        </EuiTableHeader>
        <EuiTableBody>
          {rows.map((connector) => (
            <ConnectorRow
              key={connector.id}
              connector={connector}
              activity={activity ? (activity.get(connector.id) ?? null) : undefined}
              columns={columns}
              is_selected={selected_ids.has(connector.id)}
              actions={actions}
            />
          ))}
        </EuiTableBody>
      </EuiTable>
    </div>
  );
}
