import { expect, test } from "../fixtures/browser.ts";
import type { Locator, Page } from "@playwright/test";
import { rowOf } from "./screen.ts";

const LONGEST_WAY = 60;

/** Presses Tab until the element has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let pressed = 0; pressed < LONGEST_WAY; pressed += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${target} cannot be reached with the Tab key`);
}

test("a connector is created, run and deleted with the keyboard alone", async ({ page, enter, provider }) => {
  await enter("/connectors");
  await tabTo(page, page.getByTestId("createConnectorButton"));
  await page.keyboard.press("Enter");

  await tabTo(page, page.getByTestId("connectorNameField"));
  await page.keyboard.type("By hand");
  await tabTo(page, page.getByTestId("providerField"));
  await page.keyboard.type("Other");
  await expect(page.getByTestId("providerField")).toHaveValue("Other");
  await tabTo(page, page.getByTestId("apiUrlField"));
  await page.keyboard.type(provider.url);
  await tabTo(page, page.getByTestId("defaultModelField"));
  await page.keyboard.type("parrot-1");
  await tabTo(page, page.getByTestId("apiKeyField"));
  await page.keyboard.type("sk-1");
  await page.keyboard.press("Enter");
  await expect(rowOf(page, "By hand")).toBeVisible();

  await tabTo(page, rowOf(page, "By hand").getByTestId("testConnectorButton"));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("textbox", { name: "Body" }));
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  // Tab writes an indentation in many editors; here it must lead out of it.
  await tabTo(page, page.getByTestId("runButton"));
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("editConnectorFlyout")).toBeHidden();

  await tabTo(page, rowOf(page, "By hand").getByTestId("deleteConnectorButton"));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByTestId("deleteConnectorModal").getByRole("button", { name: "Delete connector" }));
  await page.keyboard.press("Enter");
  await expect(rowOf(page, "By hand")).toHaveCount(0);
});
