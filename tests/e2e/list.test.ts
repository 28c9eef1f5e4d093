/** The table: what it finds, in which order, on which page, and what is done with what is ticked. */
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/browser.ts";
import type { Server } from "../fixtures/server.ts";
import { openTest, rowOf, run, storeConnector } from "./screen.ts";

const URL = "https://models.example/v1/chat/completions";
const names = (page: Page) => page.getByTestId("connectorNameLink");

async function store(server: Server, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    await storeConnector(server, { id: `c-${n}`, name: `Connector ${n}`, url: URL, model: `model-${n}` });
  }
}

async function storeVaried(server: Server, url = URL): Promise<void> {
  await storeConnector(server, { name: "Alder", url, model: "wood-1" });
  await storeConnector(server, { name: "Birch", provider: "OpenAI", url: "https://api.openai.com/v1/chat/completions", model: "gpt-4.1" });
  await storeConnector(server, {
    name: "Birch two",
    provider: "Azure OpenAI",
    url: "https://trees.openai.azure.com/openai/deployments/b/chat/completions",
  });
}

test("the search narrows the list, understands fields, and says when nothing matches", async ({ page, enter, server }) => {
  await storeVaried(server);
  await enter("/connectors");
  const search = page.getByTestId("connectorsSearch");
  await expect(names(page)).toHaveText(["Alder", "Birch", "Birch two", "Sandbox"]);
  for (const [text, found] of [
    ["birch", ["Birch", "Birch two"]],
    ["BIRCH two", ["Birch two"]],
    ["model:gpt-*", ["Birch"]],
    ["host:azure", ["Birch two"]],
    ["wood", ["Alder"]],
  ] as const) {
    await search.fill(text);
    await expect(names(page)).toHaveText([...found]);
  }
  for (const [text, problem] of [
    ['"birch', "A quotation mark is not closed."],
    ["model:(gpt", "The bracket after “model:” is not closed."],
    ["model:", "Write after “model:” what to look for."],
  ] as const) {
    await search.fill(text);
    await expect(page.getByTestId("searchProblem")).toHaveText(problem);
  }
  await search.fill("oak");
  await expect(page.getByTestId("connectorsNoMatch")).toContainText("No connector matches");
  await expect(page.getByTestId("connectorsNoMatch")).toContainText("oak");
  await page.getByTestId("clearFilters").click();
  await expect(names(page)).toHaveCount(4);
});

test("filters show their counts, narrow the list, and stay in the address", async ({ page, enter, server }) => {
  await storeVaried(server);
  await enter("/connectors");
  await page.getByTestId("typeFilter").click();
  const option = (label: string) => page.getByTestId("filterOptions").getByRole("option", { name: label });
  await expect(option("Azure OpenAI (1)")).toBeVisible();
  await expect(option("Other (2)")).toBeVisible();
  await option("Azure OpenAI (1)").click();
  await expect(names(page)).toHaveText(["Birch two"]);
  await option("Other (2)").click();
  await expect(names(page)).toHaveText(["Alder", "Birch two", "Sandbox"]);
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("filterOptions")).toBeHidden();
  await expect(page.getByTestId("typeFilter")).toBeFocused();

  await page.getByTestId("statusFilter").click();
  await expect(option("Never run (4)")).toBeVisible();
  await option("Preconfigured (1)").click();
  await expect(names(page)).toHaveText(["Sandbox"]);
  await page.keyboard.press("Escape");
  await page.getByTestId("connectorsSearch").fill("alder");
  await expect(page.getByTestId("connectorsNoMatch")).toContainText("among what the filters leave");

  await expect(page).toHaveURL(/q=alder/);
  await page.reload();
  await expect(page.getByTestId("connectorsNoMatch")).toBeVisible();
  await expect(page.getByTestId("connectorsSearch")).toHaveValue("alder");
  await page.goBack();
  await expect(page.getByTestId("connectorsNoMatch")).toHaveCount(0);
  await page.goBack();
  await page.goBack();
  await expect(names(page)).toHaveText(["Alder", "Birch", "Birch two", "Sandbox"]);
});

test("pages, their size and the order survive a reload, an open flyout and Back", async ({ page, enter, server }) => {
  await store(server, 12);
  await enter("/connectors");
  await expect(names(page)).toHaveCount(10);
  await page.getByRole("columnheader", { name: "Name" }).getByRole("button").click();
  await expect(names(page).first()).toHaveText("Sandbox");
  await page.getByTestId("connectorsPagination").getByRole("button", { name: "Page 2 of 2" }).click();
  // Numbers count as numbers.
  await expect(names(page)).toHaveText(["Connector 3", "Connector 2", "Connector 1"]);
  await expect(page).toHaveURL(/sort=-name/);
  await expect(page).toHaveURL(/page=2/);
  await page.reload();
  await expect(names(page)).toHaveText(["Connector 3", "Connector 2", "Connector 1"]);

  await names(page).nth(1).click();
  await expect(page.getByTestId("connectorNameField")).toHaveValue("Connector 2");
  await page.getByTestId("closeButton").click();
  await expect(names(page)).toHaveText(["Connector 3", "Connector 2", "Connector 1"]);
  await expect(names(page).nth(1)).toBeFocused();

  await page.getByTestId("tablePaginationPopoverButton").click();
  await page.getByTestId("tablePagination-25-rows").click();
  await expect(names(page)).toHaveCount(13);
  await page.goto("/connectors");
  await expect(names(page)).toHaveCount(13);
});

test("the columns that were chosen stay chosen", async ({ page, enter, server }) => {
  await storeVaried(server);
  await enter("/connectors");
  const columns = page.getByRole("columnheader");
  await expect(columns.filter({ hasText: "API keys" })).toHaveCount(0);
  await page.getByTestId("columnsButton").click();
  for (const name of ["API keys", "Host", "Runs (7 d)", "Compatibility"]) {
    await page.getByRole("checkbox", { name, exact: true }).click();
  }
  await page.keyboard.press("Escape");
  await expect(columns.filter({ hasText: "Host" })).toBeVisible();
  await page.reload();
  await expect(names(page).first()).toBeVisible();
  await expect(columns.filter({ hasText: "API keys" })).toHaveCount(1);
  await expect(columns.filter({ hasText: "Compatibility" })).toHaveCount(0);
  await page.getByTestId("columnsButton").click();
  await page.getByTestId("resetColumns").click();
  await expect(columns.filter({ hasText: "API keys" })).toHaveCount(0);
  await expect(columns.filter({ hasText: "Compatibility" })).toHaveCount(1);
});

test("after a run the list says when, how it ended, how often, and how many tokens", async ({ page, enter, server, provider }) => {
  await storeVaried(server, provider.url);
  await enter("/connectors");
  await page.getByTestId("columnsButton").click();
  for (const name of ["Runs (7 d)", "Tokens (7 d)"]) await page.getByRole("checkbox", { name, exact: true }).click();
  await page.keyboard.press("Escape");
  await expect(rowOf(page, "Alder")).toContainText("Never");
  await openTest(page, "Alder");
  for (const how of ["streamed", "buffered"] as const) {
    await run(page, how);
    await expect(page.getByTestId("testSuccess")).toBeVisible();
    await expect(page.getByRole("button", { name: how === "streamed" ? /events/ : /JSON/ })).toBeVisible();
  }
  await page.getByTestId("closeButton").click();
  await expect(rowOf(page, "Alder").getByTestId("lastRun")).toHaveAttribute("title", /^Succeeded, /);
  await expect(rowOf(page, "Alder").getByRole("cell", { name: "36", exact: true })).toBeVisible();
  await expect(rowOf(page, "Alder").getByRole("cell", { name: "2", exact: true })).toBeVisible();

  await provider.stop();
  await openTest(page, "Alder");
  await run(page, "buffered");
  await expect(page.getByTestId("testFailure")).toBeVisible();
  await page.getByTestId("closeButton").click();
  await expect(rowOf(page, "Alder").getByTestId("lastRun")).toHaveAttribute("title", /^Failed, /);
  await expect(rowOf(page, "Alder")).toContainText("≈ about 36");

  await page.getByRole("columnheader", { name: /Tokens/ }).getByRole("button").click();
  await expect(names(page).first()).toHaveText("Alder");
  await page.getByTestId("statusFilter").click();
  await page.getByRole("option", { name: "Last run failed (1)" }).click();
  await expect(names(page)).toHaveText(["Alder"]);
});

test("what is ticked stays ticked over pages, and goes after one question that warns of bound keys", async ({ page, enter, server }) => {
  await store(server, 12);
  await server.boundKey("c-12");
  await enter("/connectors");
  await expect(rowOf(page, "Sandbox")).toHaveCount(0);
  await page.getByRole("checkbox", { name: 'Select "Connector 1"', exact: true }).check();
  await page.getByRole("checkbox", { name: 'Select "Connector 2"', exact: true }).check();
  await page.getByTestId("connectorsPagination").getByRole("button", { name: "Page 2 of 2" }).click();
  await expect(rowOf(page, "Sandbox").getByRole("checkbox")).toHaveCount(0);
  await page.getByTestId("selectPage").check();
  await expect(page.getByTestId("bulkDelete")).toHaveText("Delete 4");
  // What the search hides is not what the button deletes.
  await page.getByTestId("connectorsSearch").fill("Connector 12");
  await expect(page.getByTestId("bulkDelete")).toHaveText("Delete 1");
  await page.getByTestId("connectorsSearch").fill("");
  await expect(page.getByTestId("bulkDelete")).toHaveText("Delete 4");

  await page.getByTestId("bulkDelete").click();
  const question = page.getByTestId("deleteConnectorModal");
  await expect(question).toContainText("Delete 4 connectors");
  await expect(question).toContainText("You won't be able to recover deleted connectors.");
  await expect(page.getByTestId("deleteInUse")).toContainText("Some connectors are currently in use.");
  await expect(page.getByTestId("deleteInUse")).toContainText("Connector 12: 1 API key is bound to it");
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByTestId("bulkDelete")).toBeFocused();
  await page.getByTestId("bulkDelete").click();
  await question.getByRole("button", { name: "Delete 4 connectors" }).click();
  await expect(page.getByText("Deleted 4 connectors")).toBeVisible();
  await expect(names(page)).toHaveCount(9);
  expect((await server.call("connectors_list", {})).map(({ id }) => id)).not.toContain("c-12");
  await expect(page.getByTestId("bulkDelete")).toHaveCount(0);
});

test("a whole page can be ticked, and ticked off again", async ({ page, enter, server }) => {
  await store(server, 3);
  await enter("/connectors");
  await page.getByTestId("selectPage").click();
  await expect(page.getByTestId("bulkDelete")).toHaveText("Delete 3");
  await page.getByRole("checkbox", { name: 'Select "Connector 2"', exact: true }).uncheck();
  await expect(page.getByTestId("bulkDelete")).toHaveText("Delete 2");
  await page.getByTestId("selectPage").click();
  await expect(page.getByTestId("bulkDelete")).toHaveText("Delete 3");
  await page.getByTestId("selectPage").click();
  await expect(page.getByTestId("bulkDelete")).toHaveCount(0);
});

test("an address with nonsense in it shows the list all the same", async ({ page, enter, server }) => {
  await storeVaried(server);
  await enter("/connectors?sort=evil&page=-7&size=12345&type=Nobody&status=%3Cscript%3E&q=");
  await expect(names(page)).toHaveText(["Alder", "Birch", "Birch two", "Sandbox"]);
  await page.goto("/connectors?page=99");
  await expect(names(page)).toHaveCount(4);
});

test("a newcomer is offered a hand, which can be waved away for good", async ({ page, enter }) => {
  await enter("/connectors");
  await expect(page.getByTestId("getStartedOffer")).toContainText("New to Patchbay?");
  await page.getByTestId("getStartedOffer").getByRole("link", { name: "Get started" }).click();
  await expect(page.getByRole("heading", { name: "Get started", level: 1 })).toBeVisible();
  await page.goBack();
  await page.getByTestId("getStartedOffer").getByRole("button", { name: /dismiss/i }).click();
  await expect(page.getByTestId("getStartedOffer")).toHaveCount(0);
  await page.reload();
  await expect(rowOf(page, "Sandbox")).toBeVisible();
  await expect(page.getByTestId("getStartedOffer")).toHaveCount(0);
});
