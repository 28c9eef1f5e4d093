import { describe, expect, it } from "vitest";
import { formatAgo } from "./relative_time";

const NOW = Date.UTC(2026, 10, 22, 12);
const MINUTE = 60_000;

describe("a moment ago", () => {
  it.each([
    [0, "now"],
    [59_999, "now"],
    [MINUTE, "1 min. ago"],
    [90 * MINUTE, "1 hr. ago"],
    [25 * 60 * MINUTE, "yesterday"],
    [8 * 24 * 60 * MINUTE, "last wk."],
    // A clock that was set back.
    [-MINUTE, "now"],
  ])("%d ms is %s", (passed_ms, text) => {
    expect(formatAgo(NOW - passed_ms, NOW)).toBe(text);
  });
});
