/** The list on the page: what is asked for, what is found, what is ticked, and what is done with it. */
import { EuiScreenReaderOnly, EuiSpacer, EuiTablePagination } from "@elastic/eui";
import { lazy, Suspense, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { parseQuery } from "../../../lib/connector_query";
import { prepareSearch } from "../../../lib/connector_search";
import { markListUsable } from "../../../lib/list_usable";
import { plural } from "../../../lib/numbers";
import { whenIdle } from "../../../lib/when_idle";
import type { Connector } from "../../../wire/types";
import { useExportConnectors } from "../transfer/use_export_connectors";
import { useSealedExport } from "../transfer/use_sealed_export";
import type { RowActions } from "./connector_row";
import { ConnectorsTable } from "./connectors_table";
import { filterConnectors, sortConnectors, type ActivityById } from "./find_connectors";
import { focusAfterRemoval } from "./focus_after_removal";
import { isPageSize, PAGE_SIZES } from "./list_search";
import { NothingMatches } from "./nothing_matches";
import { Toolbar } from "./toolbar";
import { useColumns } from "./use_columns";
import { useListState } from "./use_list_state";
import { useSelection } from "./use_selection";

const DeleteModal = lazy(() => import("./delete_modal"));

const SORTED_BY_ACTIVITY = ["last_run", "runs", "tokens"];

type Props = { connectors: Connector[]; activity: ActivityById; may_create: boolean; may_delete: boolean };
/** `row`: where the only one of them stood, for the focus afterwards. */
type ToDelete = { connectors: Connector[]; row: number | null };

export function ConnectorsList({ connectors, activity, may_create, may_delete }: Props) {
  const state = useListState();
  const columns = useColumns();
  const { text, types, statuses, sort, page, size } = state;
  const place = useRef<HTMLDivElement>(null);

  // A run must not sort 10,000 rows again that are in the order of their names.
  const sort_activity = SORTED_BY_ACTIVITY.includes(sort.by) ? activity : undefined;
  const { by, is_descending } = sort;
  const sorted = useMemo(
    () => sortConnectors(connectors, { by, is_descending }, sort_activity),
    [connectors, by, is_descending, sort_activity],
  );
  const asked = useDeferredValue(text);
  const query = useMemo(() => parseQuery(asked), [asked]);
  const found = useMemo(
    () => filterConnectors(sorted, { query, types, statuses }, activity),
    [sorted, query, types, statuses, activity],
  );
  const { selected, selected_ids, toggle, clear } = useSelection(found);

  const page_count = Math.max(1, Math.ceil(found.length / size));
  // A deletion, or an address of yesterday, may name a page that is not there.
  const shown_page = Math.min(page, page_count - 1);
  const rows = useMemo(() => found.slice(shown_page * size, (shown_page + 1) * size), [found, shown_page, size]);

  const [to_delete, setToDelete] = useState<ToDelete | null>(null);
  const { export_connectors } = useExportConnectors();
  const { offer: sealed_export, ask: on_export_sealed, modal: sealed_modal } = useSealedExport();
  // Not a dependency: another `on_delete` for each key pressed would paint every row anew.
  const rows_now = useRef(rows);
  useEffect(() => {
    rows_now.current = rows;
  }, [rows]);
  const on_delete = useCallback(
    (connector: Connector) => setToDelete({ connectors: [connector], row: rows_now.current.indexOf(connector) }),
    [],
  );
  const actions = useMemo<RowActions>(
    () => ({
      may_create,
      may_delete,
      on_delete,
      on_export: export_connectors,
      sealed_export,
      on_export_sealed,
      on_select: toggle,
    }),
    [may_create, may_delete, on_delete, export_connectors, sealed_export, on_export_sealed, toggle],
  );

  useEffect(markListUsable, []);
  useEffect(() => whenIdle(() => prepareSearch(connectors)), [connectors]);

  const is_filtered = types.length > 0 || statuses.length > 0;
  return (
    <div ref={place}>
      <Toolbar
        connectors={connectors}
        activity={activity}
        state={state}
        // Not while a word is half typed.
        problem={state.is_typing ? null : query.problem}
        columns={columns}
        selected_ids={may_delete ? [...selected_ids] : []}
        on_delete_selected={() => setToDelete({ connectors: selected, row: null })}
        on_export_selected={() => export_connectors([...selected_ids])}
        sealed_export={sealed_export}
        on_export_sealed={() => on_export_sealed([...selected_ids])}
      />
      <EuiSpacer size="m" />
      <EuiScreenReaderOnly>
        <p role="status">
          {asked || is_filtered ? `${plural(found.length, "connector matches", "connectors match")} the search` : ""}
        </p>
      </EuiScreenReaderOnly>
      {found.length === 0 ? (
        <NothingMatches search={asked} is_filtered={is_filtered} on_clear={state.clear} />
      ) : (
        <>
          <ConnectorsTable
            rows={rows}
            search={asked}
            columns={columns.columns}
            activity={activity}
            sort={sort}
            selected_ids={selected_ids}
            actions={actions}
            on_sort={state.sort_by}
          />
          <EuiSpacer size="m" />
          <EuiTablePagination
            aria-label="Pages of connectors"
            data-test-subj="connectorsPagination"
            pageCount={page_count}
            activePage={shown_page}
            onChangePage={state.choose_page}
            itemsPerPage={size}
            itemsPerPageOptions={[...PAGE_SIZES]}
            onChangeItemsPerPage={(next) => {
              if (isPageSize(next)) state.choose_size(next);
            }}
          />
        </>
      )}
      {sealed_modal}
      {to_delete ? (
        <Suspense fallback={null}>
          <DeleteModal
            connectors={to_delete.connectors}
            on_close={() => setToDelete(null)}
            on_deleted={() => {
              setToDelete(null);
              clear();
              focusAfterRemoval(place.current, to_delete.row);
            }}
          />
        </Suspense>
      ) : null}
    </div>
  );
}
