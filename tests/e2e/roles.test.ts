import { expect, test } from "../fixtures/browser.ts";
import { openTest, rowOf, run } from "./screen.ts";

const PARROT = {
  name: "Parrot",
  config: { apiProvider: "Other" as const, apiUrl: "http://127.0.0.1:9/v1/chat/completions", defaultModel: "m" },
  secrets: { apiKey: "sk-1" },
};

test("a reader may run connectors, and neither create, change nor delete them", async ({ page, enter, server }) => {
  await server.call("connectors_create", PARROT);
  await enter("/connectors", "read");
  await expect(rowOf(page, "Parrot")).toBeVisible();
  await expect(page.getByTestId("createConnectorButton")).toHaveCount(0);
  await expect(rowOf(page, "Parrot").getByTestId("deleteConnectorButton")).toBeDisabled();

  await rowOf(page, "Parrot").getByRole("link").click();
  await expect(page.getByTestId("connectorNameField")).toHaveAttribute("readonly");
  await expect(page.getByTestId("saveButton")).toHaveCount(0);
  await page.getByTestId("closeButton").click();

  await openTest(page, "Sandbox");
  await run(page, "streamed");
  await expect(page.getByTestId("testSuccess")).toBeVisible();

  await page.goto("/settings");
  await expect(page.getByTestId("showSandboxSwitch")).toBeDisabled();
});

test("a key for usage sees the numbers and no connector", async ({ page, enter, server }) => {
  await server.call("connectors_create", PARROT);
  await enter("/", "usage");
  await expect(page.getByTestId("usageEmpty")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link")).toHaveText(["Token usage"]);
  await page.goto("/connectors");
  await expect(page).toHaveURL(/\/usage/);
  await expect(page.getByText("Parrot")).toHaveCount(0);
});
