import { expect, test } from "../fixtures/browser.ts";
import { openTest, rowOf, run, storeConnector } from "./screen.ts";

const PARROT = { id: "parrot", name: "Parrot", url: "http://127.0.0.1:9/v1/chat/completions" };

test("a reader may run and export connectors, and neither create, change, import nor delete them", async ({ page, enter, server }) => {
  await storeConnector(server, PARROT);
  await enter("/connectors", "read");
  await expect(rowOf(page, "Parrot")).toBeVisible();
  await expect(page.getByTestId("createConnectorButton")).toHaveCount(0);
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await expect(rowOf(page, "Parrot").getByTestId("deleteConnectorButton")).toBeDisabled();
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link")).toHaveText(["Connectors", "Token usage", "Networking", "Settings"]);
  await page.getByTestId("pageMenuButton").click();
  await expect(page.getByTestId("exportAll")).toBeVisible();
  await expect(page.getByTestId("importConnectors")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await rowOf(page, "Parrot").getByTestId("rowMenuButton").click();
  await expect(page.getByTestId("rowMenuEdit")).toHaveText("View");
  await expect(page.getByTestId("rowMenuExport")).toBeVisible();
  await expect(page.getByTestId("rowMenuDuplicate")).toHaveCount(0);
  await expect(page.getByTestId("rowMenuDelete")).toHaveCount(0);
  await page.keyboard.press("Escape");

  await rowOf(page, "Parrot").getByRole("link").click();
  await expect(page.getByTestId("connectorNameField")).toHaveAttribute("readonly");
  await expect(page.getByTestId("apiKeyField")).toHaveAttribute("readonly");
  await expect(page.getByTestId("saveButton")).toHaveCount(0);
  await page.getByTestId("closeButton").click();

  for (const address of ["/connectors/_create", "/connectors/_create/openai", "/connectors/_import"]) {
    await page.goto(address);
    await expect(page).toHaveURL(/\/connectors$/);
    await expect(rowOf(page, "Parrot")).toBeVisible();
  }

  await openTest(page, "Sandbox");
  await run(page, "streamed");
  await expect(page.getByTestId("testSuccess")).toBeVisible();

  await page.goto("/settings");
  await expect(page.getByTestId("showSandboxSwitch")).toBeDisabled();
});

test("a key that is bound to a connector sees that one alone", async ({ page, enterWith, server, provider }) => {
  await storeConnector(server, { ...PARROT, url: provider.url });
  await storeConnector(server, { id: "macaw", name: "Macaw", url: provider.url });
  await enterWith(await server.boundKey("parrot"), "/connectors");
  await expect(page.getByTestId("connectorNameLink")).toHaveText(["Parrot"]);
  await page.goto("/connectors/macaw");
  await expect(page.getByTestId("editConnectorFlyout")).toContainText("Saved object [action/macaw] not found");
  await page.goto("/connectors/parrot/test");
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  await page.keyboard.press("Control+/");
  await expect(page.getByTestId("paletteOption").getByText("Parrot", { exact: true })).toBeVisible();
  await expect(page.getByTestId("palette").getByText("Macaw")).toHaveCount(0);
});

test("a key for usage sees the numbers and no connector", async ({ page, enter, server }) => {
  await storeConnector(server, PARROT);
  await enter("/", "usage");
  await expect(page.getByTestId("usageEmpty")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link")).toHaveText(["Token usage"]);
  await page.goto("/connectors");
  await expect(page).toHaveURL(/\/usage/);
  await expect(page.getByText("Parrot")).toHaveCount(0);
});

test("with nothing to see and no right to create, the list says whom to ask", async ({ page, enter, server }) => {
  await server.call("settings_update", { show_sandbox: false });
  await enter("/connectors", "read");
  await expect(page.getByTestId("connectorsEmpty")).toContainText("No permissions to create connectors");
});
