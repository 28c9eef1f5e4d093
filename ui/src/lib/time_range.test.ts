import { describe, expect, it } from "vitest";
import { timeRangeBounds, timeRangeReaching } from "./time_range";

const NOW = new Date(2026, 10, 22, 15, 42, 7);

describe("a quick range", () => {
  it("is whole local days that end with today", () => {
    const { from_ms, to_ms } = timeRangeBounds("7d", NOW);
    expect(new Date(from_ms)).toEqual(new Date(2026, 10, 16));
    expect(new Date(to_ms)).toEqual(new Date(2026, 10, 23));
  });

  it("is the last 24 hours up to the end of this hour", () => {
    const { from_ms, to_ms } = timeRangeBounds("24h", NOW);
    expect(to_ms - from_ms).toBe(86_400_000);
    expect(to_ms).toBeGreaterThan(NOW.getTime());
    expect(to_ms - NOW.getTime()).toBeLessThanOrEqual(3_600_000);
  });

  it("stays the same for a while, so that the same question is not asked twice", () => {
    expect(timeRangeBounds("30d", NOW)).toEqual(timeRangeBounds("30d", new Date(NOW.getTime() + 60_000)));
  });

  it("can be found for a moment in the past, unless it is too long ago", () => {
    expect(timeRangeReaching(NOW.getTime() - 3_600_000, NOW)).toBe("24h");
    expect(timeRangeReaching(NOW.getTime() - 20 * 86_400_000, NOW)).toBe("30d");
    expect(timeRangeReaching(NOW.getTime() - 200 * 86_400_000, NOW)).toBeNull();
  });
});
