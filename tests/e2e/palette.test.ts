/** The search of everything in the header, with the keyboard. */
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/browser.ts";
import { storeConnector } from "./screen.ts";

const URL = "http://127.0.0.1:9/v1/chat/completions";
const options = (page: Page) => page.getByTestId("paletteOption");

/** Waits for the answer: what is typed is looked for a moment later. */
async function find(page: Page, text: string, label: RegExp | string): Promise<void> {
  await page.keyboard.press("Control+/");
  await expect(page.getByTestId("paletteInput")).toBeFocused();
  await page.keyboard.type(text);
  await expect(page.locator('[data-test-subj="paletteOption"][aria-selected="true"]')).toContainText(label);
}

test("Ctrl and / finds connectors, pages, settings and actions, and opens them", async ({ page, enter, server }) => {
  await storeConnector(server, { id: "parrot", name: "Green parrot", url: URL });
  await enter("/settings");
  await find(page, "green", "Green parrot");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/connectors\/parrot$/);
  await expect(page.getByTestId("connectorNameField")).toHaveValue("Green parrot");

  await find(page, "token usage", "Token usage");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/usage/);

  await find(page, "vault", "Security");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/settings#security/);

  await find(page, "create connector", "Create connector");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("searchKindField")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("createConnectorFlyout")).toBeHidden();

  await find(page, "run sandbox", /Sandbox/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/connectors\/sandbox\/test/);
  await expect(page.getByTestId("runButton")).toBeEnabled();
});

test("a connector is tested from the search at once", async ({ page, enter, server }) => {
  await storeConnector(server, { id: "parrot", name: "Green parrot", url: URL });
  await enter("/connectors");
  await find(page, "green", "Green parrot");
  await page.keyboard.press("Control+Enter");
  await expect(page).toHaveURL(/\/connectors\/parrot\/test/);
});

test("the search is left with Escape or its own keys, and the focus is where it was", async ({ page, enter }) => {
  await enter("/connectors");
  await page.getByTestId("connectorsSearch").focus();
  await page.keyboard.press("Control+/");
  await expect(page.getByTestId("paletteInput")).toBeFocused();
  await page.keyboard.type("sandbox");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("palette")).toBeHidden();
  await expect(page.getByTestId("connectorsSearch")).toBeFocused();
  await expect(page.getByTestId("connectorsSearch")).toHaveValue("");
  await page.keyboard.press("Control+/");
  await expect(page.getByTestId("paletteInput")).toBeFocused();
  await page.keyboard.press("Control+/");
  await expect(page.getByTestId("palette")).toBeHidden();

  await page.getByTestId("paletteButton").click();
  await page.keyboard.type("no such thing");
  await expect(page.getByTestId("paletteNothing")).toContainText("no such thing");
});

test("the arrows go around the list, and the pointer agrees with them", async ({ page, enter }) => {
  await enter("/connectors");
  await page.keyboard.press("Control+/");
  await expect(options(page).first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowUp");
  await expect(options(page).last()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowDown");
  await expect(options(page).first()).toHaveAttribute("aria-selected", "true");
  await options(page).nth(2).hover();
  await expect(options(page).nth(2)).toHaveAttribute("aria-selected", "true");
  const active = await page.getByTestId("paletteInput").getAttribute("aria-activedescendant");
  await expect(options(page).nth(2)).toHaveAttribute("id", active ?? "");
});

test("Ctrl and / opens the search from the code editor, too", async ({ page, enter }) => {
  await enter("/connectors/sandbox/test");
  await page.getByRole("textbox", { name: "Body" }).click();
  const before = await page.getByTestId("bodyEditorContent").innerText();
  await page.keyboard.press("Control+/");
  await expect(page.getByTestId("paletteInput")).toBeFocused();
  await page.keyboard.press("Escape");
  expect(await page.getByTestId("bodyEditorContent").innerText()).toBe(before);
  await expect(page.getByTestId("editConnectorFlyout")).toBeVisible();
});

for (const [role, seen, unseen] of [
  ["read", ["Connectors", "Token usage", "Theme: Dark", "Export all connectors"], ["Create connector", "Import connectors"]],
  ["usage", ["Token usage", "Theme: Dark"], ["Connectors", "Create connector", "Import connectors", "Settings", "Sandbox"]],
] as const) {
  test(`a key with the role ${role} finds only what it may use`, async ({ page, enter }) => {
    await enter("/usage", role);
    await expect(page.getByTestId("usageEmpty")).toBeVisible();
    await page.keyboard.press("Control+/");
    await expect(page.getByTestId("paletteInput")).toBeFocused();
    for (const label of seen) await expect(options(page).getByText(label, { exact: true })).toBeVisible();
    for (const label of unseen) await expect(options(page).getByText(label, { exact: true })).toHaveCount(0);
  });
}
