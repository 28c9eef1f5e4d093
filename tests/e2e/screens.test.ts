/** The pages around the connectors, in both themes. */
import { expect, test } from "../fixtures/browser.ts";
import { inBothThemes, look, MENU_SIZES } from "./look.ts";
import { openTest, rowOf, run, storeConnector, writeBody } from "./screen.ts";

// The pictures tell what a trace would, and tracing them takes longer than taking them.
test.use({ trace: "off" });

inBothThemes((theme) => {
  test("signing in", async ({ page }) => {
    await page.goto("/");
    await expect(page.getByTestId("signInKeyField")).toBeVisible();
    await look(page, "sign-in", theme);
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
    const { url } = provider;
    await provider.stop();
    await storeConnector(server, { name: "Nobody", url });
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
