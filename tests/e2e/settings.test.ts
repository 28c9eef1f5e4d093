import { expect, test } from "../fixtures/browser.ts";
import { rowOf, storeConnector } from "./screen.ts";

test("the Sandbox can be hidden and shown again", async ({ page, enter }) => {
  await enter("/settings");
  await page.getByTestId("showSandboxSwitch").click();
  await expect(page.getByTestId("showSandboxSwitch")).toHaveAttribute("aria-checked", "false");
  await page.getByRole("link", { name: "Connectors", exact: true }).click();
  await expect(page.getByTestId("connectorsEmpty")).toContainText("Create your first connector");

  await page.reload();
  await expect(page.getByTestId("connectorsEmpty")).toBeVisible();
  await page.goto("/settings");
  await page.getByTestId("showSandboxSwitch").click();
  await page.getByRole("link", { name: "Connectors", exact: true }).click();
  await expect(rowOf(page, "Sandbox")).toBeVisible();
});

test("the theme follows the system until one is chosen, and the choice stays", async ({ page, enter }) => {
  const scheme = () => page.evaluate(() => document.documentElement.style.colorScheme);
  await page.emulateMedia({ colorScheme: "dark" });
  await enter("/settings");
  await expect.poll(scheme).toBe("dark");
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(scheme).toBe("light");

  await page.getByTestId("themeSelect").selectOption("dark");
  await expect.poll(scheme).toBe("dark");
  await page.reload();
  await expect(page.getByTestId("themeSelect")).toHaveValue("dark");
  expect(await scheme()).toBe("dark");

  await page.getByTestId("themeMenuButton").click();
  await page.getByTestId("theme-light").click();
  await expect.poll(scheme).toBe("light");
});

test("the vault says who keeps the key, whether that lasts, and how much it seals", async ({ page, enter, server }) => {
  await enter("/settings");
  await expect(page.getByTestId("vaultStatus")).toContainText("Nothing is sealed yet");
  await expect(page.getByTestId("vaultKeptBy")).toHaveText("Nobody yet");

  await storeConnector(server, { name: "Parrot", url: "http://127.0.0.1:9/v1", api_key: "sk-1" });
  await storeConnector(server, { name: "Macaw", url: "http://127.0.0.1:9/v1", api_key: "${env:MACAW_KEY}" });
  await page.reload();
  await expect(page.getByTestId("vaultStatus")).toContainText("The vault is open");
  await expect(page.getByTestId("vaultKeptBy")).toHaveText("A passphrase");
  await expect(page.getByTestId("vaultPersists")).toHaveText("Yes");
  await expect(page.getByTestId("vaultSealed")).toHaveText("1");
  await expect(page.getByTestId("vaultReferences")).toHaveText("1");
  await expect(page.getByTestId("vaultKeychain")).toContainText("None answers");
});
