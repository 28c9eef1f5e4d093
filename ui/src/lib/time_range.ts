/** The quick ranges of the usage page, as whole hours or whole local days. */

export const TIME_RANGES = ["24h", "7d", "30d", "90d"] as const;
export type TimeRange = (typeof TIME_RANGES)[number];

export const TIME_RANGE_LABELS: Record<TimeRange, string> = {
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
  "90d": "90 days",
};

const HOUR_MS = 3_600_000;
const DAYS: Record<Exclude<TimeRange, "24h">, number> = { "7d": 7, "30d": 30, "90d": 90 };

export function isTimeRange(value: unknown): value is TimeRange {
  return TIME_RANGES.includes(value as TimeRange);
}

/**
 * Both ends lie on a round boundary, so the query key stays the same for a while and a run that
 * has just ended is inside the range.
 */
export function timeRangeBounds(range: TimeRange, now: Date): { from_ms: number; to_ms: number } {
  if (range === "24h") {
    const to_ms = Math.ceil((now.getTime() + 1) / HOUR_MS) * HOUR_MS;
    return { from_ms: to_ms - 24 * HOUR_MS, to_ms };
  }
  const [year, month, date] = [now.getFullYear(), now.getMonth(), now.getDate()];
  return {
    from_ms: new Date(year, month, date - DAYS[range] + 1).getTime(),
    to_ms: new Date(year, month, date + 1).getTime(),
  };
}

/** The shortest quick range that reaches back to a moment, or null when none does. */
export function timeRangeReaching(moment_ms: number, now: Date): TimeRange | null {
  return TIME_RANGES.find((range) => timeRangeBounds(range, now).from_ms <= moment_ms) ?? null;
}
