import { expect, test } from "../fixtures/browser.ts";

test("without a key the screen asks for one and shows nothing else", async ({ page }) => {
  await page.goto("/connectors");
  await expect(page.getByRole("heading", { name: "Sign in to Patchbay" })).toBeVisible();
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await page.getByTestId("signInButton").click();
  await expect(page.getByText("API key is required.")).toBeVisible();
});

test("a wrong key is refused, the right one opens the connectors", async ({ page, server }) => {
  await page.goto("/");
  await page.getByTestId("signInKeyField").fill("not-a-key");
  await page.getByTestId("signInButton").click();
  await expect(page.getByText("This key is not valid.")).toBeVisible();

  await page.getByTestId("signInKeyField").fill(await server.key("all"));
  await page.getByTestId("signInButton").click();
  await expect(page.getByTestId("connectorsTable")).toBeVisible();
});

test("signing out closes the door again, also after a reload", async ({ page, enter }) => {
  await enter("/connectors");
  await page.getByTestId("accountMenuButton").click();
  await page.getByTestId("signOutButton").click();
  await expect(page.getByTestId("signInKeyField")).toBeVisible();
  await page.reload();
  await expect(page.getByTestId("signInKeyField")).toBeVisible();
});

test("the key of a signed-in browser is nowhere that a script could read", async ({ page, server, enter }) => {
  await enter("/connectors");
  await expect(page.getByTestId("connectorsTable")).toBeVisible();
  const readable = await page.evaluate(() => JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]));
  expect(readable).not.toContain(await server.key("all"));
  expect(await page.evaluate(() => document.cookie)).toBe("");
});
