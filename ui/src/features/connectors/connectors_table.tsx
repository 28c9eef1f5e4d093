/**
 * The list. Built of EUI's table parts: `EuiBasicTable` would bring moment and numeral into the
 * chunk that the first paint waits for.
 */
import {
  EuiFieldSearch,
  EuiSpacer,
  EuiTable,
  EuiTableBody,
  EuiTableHeader,
  EuiTableHeaderCell,
  EuiTablePagination,
  EuiScreenReaderOnly,
  useIsWithinBreakpoints,
} from "@elastic/eui";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { markListUsable } from "../../lib/list_usable";
import { plural } from "../../lib/numbers";
import { urlHost } from "../../lib/url_host";
import type { Connector } from "../../wire/types";
import { ConnectorRow } from "./connector_row";
import { NothingMatches } from "./nothing_matches";

const PAGE_SIZES = [10, 25, 50];

type Props = {
  /** In the order they are shown. */
  connectors: Connector[];
  may_delete: boolean;
  on_delete: (connector: Connector) => void;
};

function matching(connectors: Connector[], search: string): Connector[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return connectors;
  return connectors.filter(({ name, config }) => {
    const text = [name, config.apiProvider, urlHost(config.apiUrl), config.defaultModel]
      .join("\n")
      .toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export function ConnectorsTable({ connectors, may_delete, on_delete }: Props) {
  const [search, setSearch] = useState("");
  const [page_size, setPageSize] = useState(10);
  const [page, setPage] = useState(0);
  // The host is what a small window can do without.
  const is_narrow = useIsWithinBreakpoints(["xs", "s", "m"]);
  const asked = useDeferredValue(search);
  const found = useMemo(() => matching(connectors, asked), [connectors, asked]);
  const page_count = Math.max(1, Math.ceil(found.length / page_size));
  // A deletion may take away the page that is shown.
  const shown_page = Math.min(page, page_count - 1);
  const rows = found.slice(shown_page * page_size, (shown_page + 1) * page_size);

  useEffect(markListUsable, []);

  return (
    <>
      <EuiFieldSearch
        fullWidth
        incremental
        placeholder="Search..."
        aria-label="Search connectors"
        data-test-subj="connectorsSearch"
        value={search}
        onChange={(event) => {
          setSearch(event.target.value);
          setPage(0);
        }}
      />
      <EuiSpacer size="m" />
      <EuiScreenReaderOnly>
        <p role="status">{asked ? `${plural(found.length, "connector matches", "connectors match")} the search` : ""}</p>
      </EuiScreenReaderOnly>
      {found.length === 0 ? (
        <NothingMatches search={asked} on_clear={() => setSearch("")} />
      ) : (
        <>
          <EuiTable data-test-subj="connectorsTable" tableLayout="fixed" responsiveBreakpoint={false}>
            <caption className="euiScreenReaderOnly">Connectors</caption>
            <EuiTableHeader>
              <EuiTableHeaderCell>Name</EuiTableHeaderCell>
              <EuiTableHeaderCell width="9em">Provider</EuiTableHeaderCell>
              {is_narrow ? null : <EuiTableHeaderCell width="15em">Host</EuiTableHeaderCell>}
              <EuiTableHeaderCell width="13em">Default model</EuiTableHeaderCell>
              <EuiTableHeaderCell width="148px" align="right">
                Actions
              </EuiTableHeaderCell>
            </EuiTableHeader>
            <EuiTableBody>
              {rows.map((connector) => (
                <ConnectorRow
                  key={connector.id}
                  connector={connector}
                  is_narrow={is_narrow}
                  may_delete={may_delete}
                  on_delete={on_delete}
                />
              ))}
            </EuiTableBody>
          </EuiTable>
          <EuiSpacer size="m" />
          <EuiTablePagination
            aria-label="Pages of connectors"
            data-test-subj="connectorsPagination"
            pageCount={page_count}
            activePage={shown_page}
            onChangePage={setPage}
            itemsPerPage={page_size}
            itemsPerPageOptions={PAGE_SIZES}
            onChangeItemsPerPage={(size) => {
              setPageSize(size);
              setPage(0);
            }}
          />
        </>
      )}
    </>
  );
}
