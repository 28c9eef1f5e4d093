import { describe, expect, it } from "vitest";
import type { Certificate } from "../wire/types";
import { validityOf } from "./certificate_validity";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 22, 12);

const certificate = (not_before_ms: number | null, not_after_ms: number | null): Certificate => ({
  subject: "CN=llm.example.com",
  issuer: "CN=Example Root",
  names: [],
  not_before_ms,
  not_after_ms,
  sha256: "AA:BB",
  is_authority: false,
  is_self_issued: false,
  pem: "",
});

describe("the validity of a certificate", () => {
  it.each([
    ["holds for long", -DAY_MS, 90 * DAY_MS, null, true],
    ["ends soon", -DAY_MS, 12.5 * DAY_MS, "expires in 12 days", true],
    ["ends today", -DAY_MS, 90 * 60_000, "expires in 1 hour", true],
    ["has ended", -90 * DAY_MS, -3.5 * DAY_MS, "expired 3 days ago", false],
    ["ended long ago", -900 * DAY_MS, -500 * DAY_MS, "expired 1 year ago", false],
    ["has not begun", 2.5 * DAY_MS, 90 * DAY_MS, "begins in 2 days", false],
  ])("that %s", (_what, before_ms, after_ms, note, is_valid) => {
    expect(validityOf(certificate(NOW + before_ms, NOW + after_ms), NOW)).toMatchObject({ note, is_valid });
  });

  it("names both ends, and says so where one cannot be read", () => {
    const { span } = validityOf(certificate(Date.UTC(2026, 0, 2, 12), null), NOW);
    expect(span).toMatch(/2026 to not readable$/);
  });
});
