/** Search, filters, order and page of the list. They live in the address; what is being typed lives here. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { keep, readKept } from "../../../lib/kept";
import type { Provider } from "../../../wire/types";
import {
  isPageSize,
  readListSearch,
  readSort,
  readStatuses,
  readTypes,
  writeSort,
  type ListSearch,
  type PageSize,
  type Sort,
  type SortBy,
  type Status,
} from "./list_search";

const KEPT_SORT = "connectors.sort";
const KEPT_SIZE = "connectors.page_size";
/** Long enough not to write a line of history's work for each key, short enough for a reload. */
const ADDRESS_DELAY_MS = 250;

const BY_NAME: Sort = { by: "name", is_descending: false };
/** The newest, the most: what somebody who clicks these wants to see first. */
const DESCENDING_FIRST: readonly SortBy[] = ["last_run", "runs", "tokens", "api_keys"];

export type ListState = ReturnType<typeof useListState>;

export function useListState() {
  // The router lays what it validated over the raw address, so nonsense comes through: read anew.
  const raw = useSearch({ from: "/connectors" });
  const search = useMemo(() => readListSearch(raw), [raw]);
  const navigate = useNavigate();
  // Read once, so that Back to an address without an order finds the one it had.
  const [kept] = useState(() => ({
    sort: readKept(KEPT_SORT, readSort) ?? BY_NAME,
    size: readKept(KEPT_SIZE, (value) => (isPageSize(value) ? value : null)) ?? 10,
  }));

  const q = search.q ?? "";
  const [text, setText] = useState(q);
  const [seen, setSeen] = useState(q);
  const [written, setWritten] = useState(q);
  if (q !== seen) {
    setSeen(q);
    // Back, Forward or a link: not what was typed here a moment ago.
    if (q !== written) {
      setWritten(q);
      setText(q);
    }
  }

  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const show = useCallback(
    (next: { [K in keyof ListSearch]: ListSearch[K] | undefined }, replace: boolean) => {
      clearTimeout(timer.current);
      void navigate({ to: ".", search: (before: ListSearch) => ({ ...before, ...next }) as ListSearch, replace });
    },
    [navigate],
  );

  const type_text = useCallback(
    (next: string) => {
      setText(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        setWritten(next);
        show({ q: next === "" ? undefined : next, page: undefined }, true);
      }, ADDRESS_DELAY_MS);
    },
    [show],
  );

  const sort = readSort(search.sort) ?? kept.sort;
  const { by, is_descending } = sort;
  const actions = useMemo(() => {
    // What is typed goes along, so that no click overtakes it.
    const typed = { q: text === "" ? undefined : text, page: undefined };
    const write = (next: Parameters<typeof show>[0]) => {
      setWritten(text);
      show({ ...typed, ...next }, false);
    };
    return {
      choose_types: (types: Provider[]) => write({ type: types.length > 0 ? types.join(",") : undefined }),
      choose_statuses: (statuses: Status[]) => write({ status: statuses.length > 0 ? statuses.join(",") : undefined }),
      sort_by: (column: SortBy) => {
        const next = { by: column, is_descending: by === column ? !is_descending : DESCENDING_FIRST.includes(column) };
        keep(KEPT_SORT, writeSort(next));
        write({ sort: writeSort(next) });
      },
      choose_page: (page: number) => write({ page: page > 0 ? page + 1 : undefined }),
      choose_size: (size: PageSize) => {
        keep(KEPT_SIZE, size);
        write({ size });
      },
      clear: () => {
        setText("");
        setWritten("");
        show({ q: undefined, type: undefined, status: undefined, page: undefined }, false);
      },
    };
  }, [show, text, by, is_descending]);

  const types = useMemo(() => readTypes({ type: search.type ?? "" }), [search.type]);
  const statuses = useMemo(() => readStatuses({ status: search.status ?? "" }), [search.status]);
  return {
    text,
    /** Whether the address does not say yet what is typed. */
    is_typing: text !== q,
    type_text,
    types,
    statuses,
    sort,
    /** From 0. What has just been typed starts at the first. */
    page: text === q ? (search.page ?? 1) - 1 : 0,
    size: search.size ?? kept.size,
    ...actions,
  };
}
