/** The list of connectors in every state, in both themes. */
import { expect, test } from "../fixtures/browser.ts";
import { inBothThemes, look, MENU_SIZES } from "./look.ts";
import { openTest, rowOf, run } from "./screen.ts";
import { storeVariedConnectors } from "./varied_connectors.ts";

// The pictures tell what a trace would, and tracing them takes longer than taking them.
test.use({ trace: "off" });

inBothThemes((theme) => {
  test("the list, what is ticked in it, and the question before it goes", async ({ page, enter, server, provider }) => {
    await storeVariedConnectors(server, provider.url);
    await server.boundKey("answers");
    await enter("/connectors");
    await openTest(page, "Answers");
    await run(page, "buffered");
    await expect(page.getByTestId("testSuccess")).toBeVisible();
    await page.getByTestId("closeButton").click();
    await expect(rowOf(page, "Answers").getByTestId("lastRun")).toBeVisible();
    await look(page, "connectors", theme);
    await page.getByTestId("connectorsPagination").getByRole("button", { name: "Page 2 of 2" }).click();
    await expect(page.getByTestId("connectorRow")).toHaveCount(3);
    await look(page, "connectors-page-2", theme);
    await page.getByTestId("connectorsPagination").getByRole("button", { name: "Page 1 of 2" }).click();
    await page.getByTestId("selectPage").check();
    await expect(page.getByTestId("bulkDelete")).toBeVisible();
    await look(page, "connectors-selected", theme);
    await page.getByTestId("bulkDelete").click();
    await expect(page.getByTestId("deleteInUse")).toBeVisible();
    await look(page, "delete-many-in-use", theme);
    await page.keyboard.press("Escape");
    await rowOf(page, "Answers").getByTestId("deleteConnectorButton").click();
    await expect(page.getByTestId("deleteInUse")).toBeVisible();
    await look(page, "delete-in-use", theme);
    await page.keyboard.press("Escape");
    await rowOf(page, "Team GPT").getByTestId("deleteConnectorButton").click();
    await expect(page.getByTestId("deleteConnectorModal")).toBeVisible();
    await look(page, "delete", theme);
  });

  test("what opens above the list: filters, columns, menus", async ({ page, enter, server, provider }) => {
    await storeVariedConnectors(server, provider.url);
    await enter("/connectors");
    await page.getByTestId("typeFilter").click();
    await expect(page.getByTestId("filterOptions")).toBeVisible();
    await look(page, "connectors-type-filter", theme, MENU_SIZES);
    await page.getByRole("option", { name: /^OpenAI \(/ }).click();
    await page.keyboard.press("Escape");
    await expect(page.getByTestId("filterOptions")).toBeHidden();
    await page.getByTestId("statusFilter").click();
    await expect(page.getByTestId("filterOptions")).toBeVisible();
    await page.getByRole("option", { name: /^Secrets missing \(/ }).click();
    await look(page, "connectors-status-filter", theme, MENU_SIZES);
    await page.keyboard.press("Escape");
    await look(page, "connectors-filtered", theme);
    await page.goto("/connectors");
    await page.getByTestId("columnsButton").click();
    for (const name of ["Host", "Runs (7 d)", "Tokens (7 d)", "API keys"]) {
      await page.getByRole("checkbox", { name, exact: true }).click();
    }
    await look(page, "connectors-columns", theme, MENU_SIZES);
    await page.keyboard.press("Escape");
    await look(page, "connectors-all-columns", theme);
    await rowOf(page, "Answers").getByTestId("rowMenuButton").click();
    await expect(page.getByTestId("rowMenuDuplicate")).toBeVisible();
    await look(page, "connectors-row-menu", theme, MENU_SIZES);
    await page.keyboard.press("Escape");
    await page.getByTestId("pageMenuButton").click();
    await expect(page.getByTestId("importConnectors")).toBeVisible();
    await look(page, "connectors-page-menu", theme, MENU_SIZES);
  });

  test("a search that finds nothing, an empty list, a newcomer's list, a reader's list", async ({ page, enter, server }) => {
    await enter("/connectors");
    await expect(page.getByTestId("getStartedOffer")).toBeVisible();
    await look(page, "connectors-newcomer", theme);
    await page.getByTestId("connectorsSearch").fill("nothing has this name");
    await expect(page.getByTestId("connectorsNoMatch")).toBeVisible();
    await look(page, "connectors-no-match", theme);
    await page.getByTestId("connectorsSearch").fill("model:(");
    await expect(page.getByTestId("searchProblem")).toBeVisible();
    await look(page, "connectors-odd-search", theme, MENU_SIZES);
    await server.call("settings_update", { show_sandbox: false });
    await page.goto("/connectors");
    await expect(page.getByTestId("connectorsEmpty")).toBeVisible();
    await look(page, "connectors-empty", theme);
    await enter("/connectors", "read");
    await expect(page.getByTestId("connectorsEmpty")).toContainText("No permissions");
    await look(page, "connectors-empty-reader", theme);
  });

  test("the search of everything", async ({ page, enter, server, provider }) => {
    await storeVariedConnectors(server, provider.url);
    await enter("/connectors");
    await page.keyboard.press("Control+/");
    await expect(page.getByTestId("paletteOption").first()).toBeVisible();
    await look(page, "palette", theme);
    await page.getByTestId("paletteInput").fill("a");
    await expect(page.getByTestId("paletteOption").first()).toContainText("A connector whose name");
    await look(page, "palette-found", theme);
    await page.getByTestId("paletteInput").fill("no such thing");
    await expect(page.getByTestId("paletteNothing")).toBeVisible();
    await look(page, "palette-nothing", theme);
  });

  test("the three guides", async ({ page, enter, server, provider }) => {
    await enter("/get-started");
    await expect(page.getByTestId("modelRow").first()).toBeVisible();
    await look(page, "get-started-openai", theme);
    await page.getByTestId("modelRow").first().getByTestId("chooseModel").click();
    await page.getByTestId("guideCreate").scrollIntoViewIfNeeded();
    await look(page, "get-started-openai-below", theme);
    await page.goto("/get-started?guide=azure");
    await expect(page.getByTestId("modelRow").first()).toBeVisible();
    await look(page, "get-started-azure", theme);
    await storeVariedConnectors(server, provider.url);
    await page.goto("/get-started?guide=local");
    await expect(page.getByTestId("serverHelp")).toBeVisible();
    await expect(page.getByTestId("guideProgress")).toHaveText("3 of 4 done");
    await look(page, "get-started-local", theme);
  });

  test.describe("with a configuration file", () => {
    test.use({
      config_file: `
xpack.actions.preconfigured:
  team-gpt:
    name: Team GPT
    actionTypeId: .gen-ai
    config: { apiProvider: OpenAI, apiUrl: "https://api.openai.com/v1/chat/completions", defaultModel: gpt-4.1 }
    secrets: { apiKey: sk-1 }
  my-slack: { name: Slack, actionTypeId: .slack, config: {} }
server.port: 5601
`,
    });

    test("preconfigured connectors and the notices about the file", async ({ page, enter }) => {
      await enter("/connectors");
      await expect(page.getByTestId("configNotices")).toBeVisible();
      await look(page, "preconfigured", theme);
      await rowOf(page, "Team GPT").getByRole("link").click();
      await expect(page.getByTestId("readOnlyNote")).toBeVisible();
      await look(page, "preconfigured-edit", theme);
    });
  });
});
