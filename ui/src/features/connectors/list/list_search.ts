/** What the list shows, as it stands in the address: reload and Back bring the same list again. */
import type { Provider } from "../../../wire/types";
import { COLUMN_IDS, type ColumnId } from "./columns";

export const PAGE_SIZES = [10, 25, 50, 100] as const;
export type PageSize = (typeof PAGE_SIZES)[number];

export const PROVIDERS = ["OpenAI", "Azure OpenAI", "Other"] as const satisfies readonly Provider[];

export const STATUSES = ["missing", "failed", "never", "preconfigured"] as const;
export type Status = (typeof STATUSES)[number];

export type SortBy = "name" | ColumnId;
export type Sort = { by: SortBy; is_descending: boolean };

/** Lists are joined with commas; none of the words has one. */
export type ListSearch = {
  q?: string;
  type?: string;
  status?: string;
  sort?: string;
  page?: number;
  size?: PageSize;
};

export const LIST_SEARCH_KEYS = ["q", "type", "status", "sort", "page", "size"] as const satisfies (keyof ListSearch)[];

export const LONGEST_SEARCH_CHARS = 500;

function pick<T extends string>(value: unknown, known: readonly T[]): T[] {
  if (typeof value !== "string") return [];
  const asked = value.split(",");
  return known.filter((item) => asked.includes(item));
}

export const readTypes = (search: ListSearch): Provider[] => pick(search.type, PROVIDERS);
export const readStatuses = (search: ListSearch): Status[] => pick(search.status, STATUSES);

export function readSort(value: unknown): Sort | null {
  if (typeof value !== "string") return null;
  const is_descending = value.startsWith("-");
  const by = is_descending ? value.slice(1) : value;
  return by === "name" || COLUMN_IDS.includes(by as ColumnId) ? { by: by as SortBy, is_descending } : null;
}

export const writeSort = ({ by, is_descending }: Sort): string => (is_descending ? `-${by}` : by);

export const isPageSize = (value: unknown): value is PageSize => PAGE_SIZES.includes(value as PageSize);

/** Anything may stand in an address. What makes no sense is left out. */
export function readListSearch(raw: Record<string, unknown>): ListSearch {
  const search: ListSearch = {};
  // `?q=4` arrives as a number.
  const q = typeof raw.q === "string" || typeof raw.q === "number" ? String(raw.q) : "";
  if (q !== "") search.q = q.slice(0, LONGEST_SEARCH_CHARS);
  const types = pick(raw.type, PROVIDERS);
  if (types.length > 0) search.type = types.join(",");
  const statuses = pick(raw.status, STATUSES);
  if (statuses.length > 0) search.status = statuses.join(",");
  const sort = readSort(raw.sort);
  if (sort) search.sort = writeSort(sort);
  if (typeof raw.page === "number" && Number.isInteger(raw.page) && raw.page > 1) search.page = raw.page;
  if (isPageSize(raw.size)) search.size = raw.size;
  return search;
}
