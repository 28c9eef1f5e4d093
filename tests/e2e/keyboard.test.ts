import { expect, test } from "../fixtures/browser.ts";
import { rowOf, storeConnector } from "./screen.ts";
import { tabTo } from "./tabbing.ts";

const URL = "http://127.0.0.1:9/v1/chat/completions";

test("a connector is created, tried, changed and deleted with the keyboard alone", async ({ page, enter, provider }) => {
  await enter("/connectors");
  await tabTo(page, page.getByTestId("createConnectorButton"));
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("searchKindField")).toBeFocused();
  await page.keyboard.type("other");
  await tabTo(page, page.getByTestId("createConnectorFlyout").getByRole("button", { name: "Other (OpenAI Compatible Service)" }));
  await page.keyboard.press("Enter");

  await expect(page.getByTestId("connectorNameField")).toBeFocused();
  await page.keyboard.type("By hand");
  await tabTo(page, page.getByTestId("providerField"));
  await expect(page.getByTestId("providerField")).toHaveValue("Other");
  await tabTo(page, page.getByTestId("apiUrlField"));
  await page.keyboard.type(provider.url);
  await tabTo(page, page.getByTestId("defaultModelField"));
  await page.keyboard.type("parrot-1");
  await tabTo(page, page.getByTestId("apiKeyField"));
  await page.keyboard.type("sk-1");
  await page.keyboard.press("Enter");
  await expect(rowOf(page, "By hand")).toBeVisible();
  await expect(page.getByTestId("createConnectorButton")).toBeFocused();

  await tabTo(page, rowOf(page, "By hand").getByTestId("testConnectorButton"));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("textbox", { name: "Body" }));
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  // Tab writes an indentation in many editors; here it must lead out of it.
  await tabTo(page, page.getByTestId("runButton"));
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("editConnectorFlyout")).toBeHidden();
  await expect(rowOf(page, "By hand").getByTestId("testConnectorButton")).toBeFocused();

  await tabTo(page, rowOf(page, "By hand").getByTestId("rowMenuButton"));
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("rowMenuEdit")).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await tabTo(page, page.getByTestId("rowMenuEdit"));
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("connectorNameField")).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.type(" and foot");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
  await page.keyboard.press("Escape");
  await expect(rowOf(page, "By hand and foot").getByTestId("rowMenuButton")).toBeFocused();

  await tabTo(page, page.getByTestId("selectPage"));
  await tabTo(page, rowOf(page, "By hand and foot").getByTestId("deleteConnectorButton"));
  await page.keyboard.press("Enter");
  const question = page.getByTestId("deleteConnectorModal");
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(question).toBeHidden();
  await expect(rowOf(page, "By hand and foot").getByTestId("deleteConnectorButton")).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, question.getByRole("button", { name: "Delete connector" }));
  await page.keyboard.press("Enter");
  await expect(rowOf(page, "By hand and foot")).toHaveCount(0);
  await expect(rowOf(page, "Sandbox").getByRole("link")).toBeFocused();
});

test("several are ticked and deleted with the keyboard alone, and the focus is not lost", async ({ page, enter, server }) => {
  for (const name of ["Alder", "Birch", "Cedar"]) await storeConnector(server, { name, url: URL });
  await enter("/connectors");
  for (const name of ["Alder", "Birch"]) {
    await tabTo(page, rowOf(page, name).getByRole("checkbox"));
    await page.keyboard.press("Space");
  }
  await tabTo(page, page.getByTestId("bulkDelete"));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: "Delete 2 connectors" }));
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("connectorNameLink")).toHaveText(["Cedar", "Sandbox"]);
  await expect(page.getByTestId("connectorsSearch")).toBeFocused();
});

test("every flyout and menu gives the focus back to what opened it", async ({ page, enter, server }) => {
  await storeConnector(server, { id: "alder", name: "Alder", url: URL });
  await enter("/connectors");
  const row = rowOf(page, "Alder");
  for (const [opener, opened] of [
    [page.getByTestId("createConnectorButton"), page.getByTestId("createConnectorFlyout")],
    [row.getByRole("link"), page.getByTestId("editConnectorFlyout")],
    [row.getByTestId("testConnectorButton"), page.getByTestId("editConnectorFlyout")],
    [row.getByTestId("deleteConnectorButton"), page.getByTestId("deleteConnectorModal")],
    [row.getByTestId("rowMenuButton"), page.getByTestId("rowMenuDuplicate")],
    [page.getByTestId("typeFilter"), page.getByTestId("filterOptions")],
    [page.getByTestId("columnsButton"), page.getByTestId("resetColumns")],
    [page.getByTestId("pageMenuButton"), page.getByTestId("importConnectors")],
    [page.getByTestId("paletteButton"), page.getByTestId("palette")],
  ] as const) {
    await tabTo(page, opener);
    await page.keyboard.press("Enter");
    await expect(opened).toBeVisible();
    // The focus has gone inside before it is asked to come back.
    await expect(opener).not.toBeFocused();
    await page.keyboard.press("Escape");
    await expect(opened).toBeHidden();
    await expect(opener).toBeFocused();
  }

  await tabTo(page, page.getByTestId("pageMenuButton"));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByTestId("importConnectors"));
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("importFlyout")).toBeVisible();
  await tabTo(page, page.getByTestId("importCancel"));
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("importFlyout")).toBeHidden();
  await expect(page.getByTestId("pageMenuButton")).toBeFocused();
});
