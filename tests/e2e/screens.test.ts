/** Every page, flyout and question, in both themes: looked at by axe, and kept as a picture for people to look at. */
import { AxeBuilder } from "@axe-core/playwright";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/browser.ts";
import { screenshots } from "../fixtures/places.ts";
import type { Server } from "../fixtures/server.ts";
import { openTest, rowOf, run, writeBody } from "./screen.ts";

const SIZES = [
  { width: 1280, height: 800 },
  { width: 900, height: 600 },
];

/** A menu stays where it was opened when the window shrinks, so the small size would show nothing true of it. */
const MENU_SIZES = SIZES.slice(0, 1);

async function look(page: Page, name: string, theme: string, sizes = SIZES): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    const path = join(screenshots, `browser-${name}-${theme}-${size.width}x${size.height}.png`);
    await page.screenshot({ path, animations: "disabled" });
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect.soft(sideways, `${name} at ${size.width} pixels must not scroll sideways`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map(({ html }) => html) }));
  expect.soft(found, `axe on ${name}, ${theme}`).toEqual([]);
}

async function fillList(server: Server): Promise<void> {
  for (let n = 1; n <= 12; n += 1) {
    const config = {
      apiProvider: "Other" as const,
      apiUrl: `https://models-${n}.example.org/v1/chat/completions`,
      defaultModel: `a-model-with-quite-a-long-name-${n}`,
    };
    await server.call("connectors_create", { name: `Connector ${n}`, config, secrets: { apiKey: "sk-1" } });
  }
}

for (const theme of ["light", "dark"]) {
  test.describe(`in the ${theme} theme`, () => {
    test.beforeEach(async ({ page }) => {
      await page.addInitScript((choice) => localStorage.setItem("patchbay.theme", choice), theme);
    });

    test("signing in", async ({ page }) => {
      await page.goto("/");
      await expect(page.getByTestId("signInKeyField")).toBeVisible();
      await look(page, "sign-in", theme);
    });

    test("the list of connectors, with a search that finds nothing", async ({ page, enter, server }) => {
      await fillList(server);
      await enter("/connectors");
      await expect(page.getByTestId("connectorRow")).toHaveCount(10);
      await look(page, "connectors", theme);
      await page.getByTestId("connectorsSearch").fill("nothing has this name");
      await expect(page.getByTestId("connectorsNoMatch")).toBeVisible();
      await look(page, "connectors-no-match", theme);
    });

    test("an empty list", async ({ page, enter, server }) => {
      await server.call("settings_update", { show_sandbox: false });
      await enter("/connectors");
      await expect(page.getByTestId("connectorsEmpty")).toBeVisible();
      await look(page, "connectors-empty", theme);
    });

    test("creating a connector, with and without mistakes", async ({ page, enter }) => {
      await enter("/connectors/create");
      await expect(page.getByTestId("connectorNameField")).toBeVisible();
      await look(page, "create", theme);
      await page.getByTestId("saveButton").click();
      await expect(page.getByText("Name is required.")).toBeVisible();
      await look(page, "create-mistakes", theme);
    });

    test("editing a connector, and the questions before something is lost", async ({ page, enter, server }) => {
      await fillList(server);
      await enter("/connectors");
      await rowOf(page, "Connector 1").getByRole("link").click();
      await expect(page.getByTestId("connectorNameField")).toBeVisible();
      await look(page, "edit", theme);
      await page.getByTestId("connectorNameField").fill("Changed");
      await page.getByTestId("closeButton").click();
      await expect(page.getByTestId("discardChangesModal")).toBeVisible();
      await look(page, "edit-discard", theme);
      await page.getByTestId("discardChangesModal").getByRole("button", { name: "Discard Changes" }).click();
      await rowOf(page, "Connector 1").getByTestId("deleteConnectorButton").click();
      await expect(page.getByTestId("deleteConnectorModal")).toBeVisible();
      await look(page, "delete", theme);
    });

    test("the preconfigured connector", async ({ page, enter }) => {
      await enter("/connectors");
      await rowOf(page, "Sandbox").getByRole("link").click();
      await expect(page.getByTestId("readOnlyNote")).toBeVisible();
      await look(page, "sandbox", theme);
    });

    test("testing a connector, before, after, and with a mistake", async ({ page, enter }) => {
      await enter("/connectors");
      await openTest(page, "Sandbox");
      await look(page, "test", theme);
      await run(page, "buffered");
      await expect(page.getByTestId("testSuccess")).toBeVisible();
      await page.getByRole("button", { name: "Raw response (JSON)" }).click();
      await expect(page.getByTestId("rawResponse")).toBeVisible();
      await page.getByTestId("testResult").scrollIntoViewIfNeeded();
      await look(page, "test-success", theme);
      await writeBody(page, '{"messages": [}');
      await expect(page.getByTestId("runDisabledReason")).toBeVisible();
      await look(page, "test-mistake", theme);
    });

    test("a run that failed", async ({ page, enter, server, provider }) => {
      const config = { apiProvider: "Other" as const, apiUrl: provider.url, defaultModel: "m" };
      await provider.stop();
      await server.call("connectors_create", { name: "Nobody", config, secrets: { apiKey: "sk-1" } });
      await enter("/connectors");
      await openTest(page, "Nobody");
      await run(page, "streamed");
      await expect(page.getByTestId("testFailure")).toBeVisible();
      await page.getByTestId("testFailure").scrollIntoViewIfNeeded();
      await look(page, "test-failure", theme);
    });

    test("token usage, empty and with numbers", async ({ page, enter }) => {
      await enter("/usage");
      await expect(page.getByTestId("usageEmpty")).toBeVisible();
      await look(page, "usage-empty", theme);
      await page.goto("/connectors");
      await openTest(page, "Sandbox");
      await run(page, "buffered");
      await expect(page.getByTestId("testSuccess")).toBeVisible();
      await page.goto("/usage");
      await expect(page.getByTestId("usageChart")).toBeVisible();
      await look(page, "usage", theme);
      await page.getByRole("button", { name: "Table" }).click();
      await expect(page.getByTestId("usageDaysTable")).toBeVisible();
      await look(page, "usage-table", theme);
    });

    test("the settings, and the menus of the header", async ({ page, enter }) => {
      await enter("/settings");
      await expect(page.getByTestId("vaultStatus")).toBeVisible();
      await look(page, "settings", theme);
      await page.getByTestId("themeMenuButton").click();
      await expect(page.getByTestId("theme-dark")).toBeVisible();
      await look(page, "theme-menu", theme, MENU_SIZES);
      await page.keyboard.press("Escape");
      await page.getByTestId("accountMenuButton").click();
      await expect(page.getByTestId("signOutButton")).toBeVisible();
      await look(page, "account-menu", theme, MENU_SIZES);
    });
  });
}
