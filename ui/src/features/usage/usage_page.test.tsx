import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp } from "../../app/test_app";
import { fakeHost, refusal } from "../../host/fake";
import type { UsageSummary, UsageSummaryGet, UsageTotals } from "../../wire/types";

const TOTALS: UsageTotals = {
  prompt_tokens: 12_345,
  completion_tokens: 678,
  total_tokens: 13_023,
  requests: 340,
  failures: 4,
  estimated_requests: 12,
  unknown_requests: 1,
};

function usedHost(totals: UsageTotals = TOTALS, last_event_at_ms: number | null = Date.now()) {
  const host = fakeHost();
  host.answer(
    "usage_summary",
    ({ from_ms, to_ms, time_zone }: UsageSummaryGet): UsageSummary => ({
      from_ms,
      to_ms,
      time_zone,
      totals,
      days: [
        {
          day: "2026-11-21",
          start_ms: from_ms,
          prompt_tokens: 12_000,
          completion_tokens: 600,
          total_tokens: 12_600,
          requests: 300,
        },
        {
          day: "2026-11-22",
          start_ms: from_ms,
          prompt_tokens: 345,
          completion_tokens: 78,
          total_tokens: 423,
          requests: 40,
        },
      ],
      last_event_at_ms,
    }),
  );
  return host;
}

const NOTHING: UsageTotals = {
  prompt_tokens: 0,
  completion_tokens: 0,
  total_tokens: 0,
  requests: 0,
  failures: 0,
  estimated_requests: 0,
  unknown_requests: 0,
};

const lastAsked = (host: ReturnType<typeof fakeHost>) => host.callsOf("usage_summary").at(-1) as UsageSummaryGet;

describe("token usage", () => {
  it("adds up the last seven days of all connectors, and says how sure it is", async () => {
    const host = usedHost();
    openApp("/usage", host);
    expect(await screen.findByTestId("usageTotalTokens")).toHaveTextContent("13,023");
    expect(screen.getByTestId("usagePromptTokens")).toHaveTextContent("12,345");
    expect(screen.getByTestId("usageCompletionTokens")).toHaveTextContent("678");
    expect(screen.getByTestId("usageRequests")).toHaveTextContent("340");
    expect(screen.getByTestId("usageFailures")).toHaveTextContent("4");
    expect(screen.getByText(/12 of 340 requests estimated · 1 of 340 requests with unknown/)).toBeVisible();
    const { connector_id, from_ms, to_ms } = lastAsked(host);
    expect(connector_id).toBeNull();
    expect(Math.round((to_ms - from_ms) / 86_400_000)).toBe(7);
  });

  it("asks for one connector when it comes from that connector's link", async () => {
    const host = usedHost();
    openApp("/usage?connector_id=c-1", host);
    await screen.findByTestId("usageTotalTokens");
    expect(lastAsked(host).connector_id).toBe("c-1");
    expect(await screen.findByDisplayValue("Work")).toBeVisible();
  });

  it("asks again for another range, and keeps the connector", async () => {
    const host = usedHost();
    const { user } = openApp("/usage?connector_id=c-1", host);
    await screen.findByTestId("usageTotalTokens");
    await user.click(screen.getByRole("button", { name: "30 days" }));
    await waitFor(() => {
      const { connector_id, from_ms, to_ms } = lastAsked(host);
      expect(Math.round((to_ms - from_ms) / 86_400_000)).toBe(30);
      expect(connector_id).toBe("c-1");
    });
  });

  it("gives the same numbers as a table", async () => {
    const { user } = openApp("/usage", usedHost());
    await screen.findByTestId("usageTotalTokens");
    await user.click(screen.getByRole("button", { name: "Table" }));
    const table = await screen.findByRole("table", { name: "Tokens per day" });
    const row = within(table).getByRole("row", { name: /Nov 21, 2026/ });
    expect(within(row).getByText("12,000")).toBeVisible();
    expect(within(row).getByText("600")).toBeVisible();
  });

  it("says when the last run was, and offers a range that reaches it", async () => {
    const twenty_days_ago = Date.now() - 20 * 86_400_000;
    const host = usedHost(NOTHING, twenty_days_ago);
    const { user } = openApp("/usage", host);
    expect(await screen.findByRole("heading", { name: "No run in the last 7 days" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Show 30 days" }));
    await waitFor(() => {
      const { from_ms } = lastAsked(host);
      expect(from_ms).toBeLessThan(twenty_days_ago);
    });
  });

  it("says so when there never was a run", async () => {
    openApp("/usage", usedHost(NOTHING, null));
    expect(await screen.findByRole("heading", { name: "No run yet" })).toBeVisible();
    expect(screen.queryByRole("button", { name: /^Show/ })).not.toBeInTheDocument();
  });

  it("says what failed and tries again on request", async () => {
    const host = fakeHost();
    host.answer("usage_summary", () => {
      throw refusal({ code: "internal", message: "The database is locked." });
    });
    openApp("/usage", host);
    expect(await screen.findByText("The database is locked.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Try again" })).toBeVisible();
  });
});
