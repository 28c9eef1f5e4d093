/** What the dashboard shows, as it stands in the address. */
import { isTimeRange, type TimeRange } from "../../lib/time_range";

export type UsageSearch = { connector_id?: string; range?: TimeRange };

/** Anything may stand in an address. What makes no sense is left out. */
export function readUsageSearch(raw: Record<string, unknown>): UsageSearch {
  return {
    ...(typeof raw.connector_id === "string" && raw.connector_id !== "" ? { connector_id: raw.connector_id } : {}),
    ...(isTimeRange(raw.range) ? { range: raw.range } : {}),
  };
}
