import { expect, test } from "../fixtures/browser.ts";
import { createConnector, openTest, rowOf, run, runTokens, sum, usageTokens, type Tokens } from "./screen.ts";

test("before the first run the dashboard says so", async ({ page, enter }) => {
  await enter("/usage");
  await expect(page.getByTestId("usageEmpty")).toContainText("No run yet");
});

test("the totals are the sum of what the runs showed, also by connector", async ({ page, enter, provider }) => {
  await enter("/connectors");
  await createConnector(page, { name: "Parrot", provider: "Other", url: provider.url, model: "m", api_key: "sk-1" });

  const runs: Record<string, Tokens[]> = { Sandbox: [], Parrot: [] };
  for (const [name, shown] of Object.entries(runs)) {
    await openTest(page, name);
    for (const how of ["streamed", "buffered"] as const) {
      const raw = page.getByRole("button", { name: how === "streamed" ? /events/ : /JSON/ });
      await run(page, how);
      await expect(raw).toBeVisible();
      shown.push(await runTokens(page));
    }
    await page.getByTestId("closeButton").click();
  }

  await page.getByRole("link", { name: "Token usage" }).click();
  await expect(page.getByTestId("usageRequests")).toHaveText("4");
  expect(await usageTokens(page)).toEqual(sum(Object.values(runs).flat()));
  await expect(page.getByTestId("usageSureness")).toHaveText("Every count was reported by the service");
  await expect(page.getByTestId("usageChart")).toBeVisible();

  for (const [name, shown] of Object.entries(runs)) {
    await page.goto("/connectors");
    await rowOf(page, name).getByRole("link").click();
    await page.getByTestId("usageDashboardLink").click();
    await expect(page).toHaveURL(/\/usage\?connector_id=/);
    await expect(page.getByTestId("usageConnectorFilter").getByRole("combobox")).toHaveValue(name);
    await expect(page.getByTestId("usageRequests")).toHaveText("2");
    expect(await usageTokens(page)).toEqual(sum(shown));
  }
});

test("the same numbers can be read as a table", async ({ page, enter }) => {
  await enter("/connectors");
  await openTest(page, "Sandbox");
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  const { prompt, completion, total } = await runTokens(page);
  await page.goto("/usage");
  await page.getByRole("button", { name: "Table" }).click();
  // Not simply the newest day: midnight may have passed since the run.
  const one_request = page.getByRole("cell", { name: "1", exact: true });
  const day = page.getByTestId("usageDaysTable").getByRole("row").filter({ has: one_request });
  await expect(day.getByRole("cell")).toHaveText([prompt, completion, total, 1].map((n) => n.toLocaleString("en-GB")));
});

test("the link to the dashboard is worded as Kibana words it", async ({ page, enter, provider }) => {
  await enter("/connectors");
  await createConnector(page, { name: "Parrot", provider: "Other", url: provider.url, model: "m", api_key: "sk-1" });
  await rowOf(page, "Parrot").getByRole("link").click();
  await expect(page.getByTestId("usageDashboardLink")).toHaveText('View Other Usage Dashboard for "Parrot" Connector');
});
