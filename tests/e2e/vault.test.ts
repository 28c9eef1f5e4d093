/** Where the sealing key is kept, and what becomes of secrets when it cannot be had. */
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/browser.ts";
import { createConnector, expectFieldError, fillConnector, openTest, rowOf, run, storeConnector } from "./screen.ts";
import { act, choosePassphrase, expectState, fillNewPassphrase, NEW_PASSPHRASE, PASSPHRASE, place, setPassphrase, typePassphrase } from "./vault_screen.ts";

const KEY = "sk-of-the-parrot";

test.use({ vault: "none" });

async function expectRunToWork(page: Page, name: string): Promise<void> {
  await openTest(page, name);
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  await page.getByTestId("closeButton").click();
}

test("the first key asks where it shall be kept, and nothing typed is lost over it", async ({ page, enter, provider, server }) => {
  await enter("/connectors/_create/other");
  await fillConnector(page, { name: "Parrot", url: provider.url, model: "m", api_key: KEY });
  await page.getByTestId("saveButton").click();
  const modal = page.getByTestId("vaultSetupModal");
  await expect(modal).toBeVisible();
  await expect(place(page, "keychain")).toBeDisabled();
  await expect(place(page, "passphrase")).toBeFocused();

  // Left without a choice, the form is as it was.
  await page.keyboard.press("Escape");
  await expect(modal).toBeHidden();
  await expect(page.getByTestId("connectorNameField")).toHaveValue("Parrot");
  await expect(page.getByTestId("apiKeyField")).toHaveValue(KEY);
  expect((await server.call("connectors_list", {})).map(({ id }) => id)).toEqual(["sandbox"]);
  expect((await server.call("vault_status", {})).backend).toBeNull();

  await page.getByTestId("saveButton").click();
  await fillNewPassphrase(page, "too short");
  await page.getByTestId("vaultModalConfirm").click();
  await expect(modal).toContainText("Use at least 12 characters.");
  await page.getByTestId("newPassphrase").fill(PASSPHRASE);
  await page.getByTestId("vaultModalConfirm").click();
  await expect(modal).toContainText("The two are not the same.");
  await choosePassphrase(page, PASSPHRASE);
  await expect(page.getByText("Created 'Parrot'")).toBeVisible();
  await expect(modal).toBeHidden();

  await expectRunToWork(page, "Parrot");
  expect(provider.authorizations).toEqual([`Bearer ${KEY}`]);
  await page.goto("/settings");
  await expectState(page, "The vault is open");
  await expect(page.getByTestId("vaultKeptBy")).toHaveText("A passphrase");
});

test("a connector without a secret asks for no place", async ({ page, enter, provider, server }) => {
  await enter("/connectors");
  await createConnector(page, { name: "Open", provider: "Other", url: provider.url, model: "m" });
  await expect(page.getByTestId("vaultSetupModal")).toHaveCount(0);
  expect((await server.call("vault_status", {})).state).toBe("unset");
});

test("after a restart the passphrase is asked for, once for all connectors", async ({ page, enter, provider, server }) => {
  await setPassphrase(server);
  await storeConnector(server, { name: "Parrot", url: provider.url, api_key: KEY });
  await storeConnector(server, { name: "Macaw", url: provider.url, api_key: "sk-of-the-macaw" });
  await server.restart();
  await enter("/connectors");
  await expect(page.getByTestId("vaultNotice")).toContainText("The vault needs your passphrase");
  await expect(rowOf(page, "Parrot")).toBeVisible();

  await openTest(page, "Parrot");
  await run(page, "buffered");
  await expect(page.getByTestId("testFailure")).toContainText("the vault needs its passphrase");
  await page.getByTestId("closeButton").click();
  expect(provider.received).toEqual([]);

  await page.getByTestId("vaultNoticeAction").click();
  await typePassphrase(page, "not the passphrase");
  const modal = page.getByTestId("unlockModal");
  await expect(modal.locator(".euiFormErrorText")).toHaveText("This is not the passphrase of the vault.");
  await expect(page.getByTestId("passphrase")).toBeFocused();
  await typePassphrase(page, PASSPHRASE);
  await expect(modal).toBeHidden();
  await expect(page.getByTestId("vaultNotice")).toHaveCount(0);
  await expectRunToWork(page, "Parrot");
  await expectRunToWork(page, "Macaw");
  expect(provider.authorizations).toEqual([`Bearer ${KEY}`, "Bearer sk-of-the-macaw"]);
});

test("the vault is unlocked without a mouse", async ({ page, enter, provider, server }) => {
  await setPassphrase(server);
  await storeConnector(server, { name: "Parrot", url: provider.url, api_key: KEY });
  await server.restart();
  await enter("/connectors");
  const unlock = page.getByTestId("vaultNoticeAction");
  await expect(unlock).toBeVisible();
  for (let pressed = 0; pressed < 40; pressed += 1) {
    if (await unlock.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await expect(unlock).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("passphrase")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("unlockModal")).toBeHidden();
  await expect(unlock).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("passphrase")).toBeFocused();
  await page.keyboard.type(PASSPHRASE);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("unlockModal")).toBeHidden();
  await expect(page.getByText("The vault is open")).toBeVisible();
  // Its button went with the notice, and the next Tab still begins on the page.
  await expect(page.locator("#main:focus, #main :focus")).toHaveCount(1);
});

test("saving a key while the vault is locked asks for the passphrase, then saves", async ({ page, enter, provider, server }) => {
  await setPassphrase(server);
  await server.restart();
  await enter("/connectors/_create/other");
  await expect(page.getByTestId("createConnectorFlyout").getByTestId("vaultNotice")).toBeVisible();
  await fillConnector(page, { name: "Parrot", url: provider.url, model: "m", api_key: KEY });
  await page.getByTestId("saveButton").click();
  await typePassphrase(page, PASSPHRASE);
  await expect(page.getByText("Created 'Parrot'")).toBeVisible();
  await expectRunToWork(page, "Parrot");
  expect(provider.authorizations).toEqual([`Bearer ${KEY}`]);
});

test("Lock now keeps keys from being used until somebody unlocks", async ({ page, enter, provider, server }) => {
  await setPassphrase(server);
  await storeConnector(server, { id: "parrot", name: "Parrot", url: provider.url, api_key: KEY });
  await enter("/settings");
  await act(page, "lock");
  await expectState(page, "The vault needs your passphrase");
  await page.goto("/connectors/parrot/test");
  await run(page, "buffered");
  await expect(page.getByTestId("testFailure")).toContainText("the vault was locked in Patchbay");
  expect(provider.received).toEqual([]);

  await page.goto("/settings");
  await act(page, "unlock");
  await typePassphrase(page, PASSPHRASE);
  await expectState(page, "The vault is open");
  await page.goto("/connectors");
  await expectRunToWork(page, "Parrot");
});

test("the passphrase can be changed and the key be rotated, and no secret is lost", async ({ page, enter, provider, server }) => {
  await setPassphrase(server);
  await storeConnector(server, { name: "Parrot", url: provider.url, api_key: KEY });
  await enter("/settings");
  await act(page, "change_passphrase");
  const modal = page.getByTestId("vaultChangeModal");
  await page.getByTestId("passphrase").fill("not the passphrase");
  await fillNewPassphrase(page, NEW_PASSPHRASE);
  await page.getByTestId("vaultModalConfirm").click();
  await expect(modal.locator(".euiFormErrorText")).toHaveText("This is not the passphrase of the vault.");
  await typePassphrase(page, PASSPHRASE);
  await expect(page.getByText("The passphrase was changed")).toBeVisible();
  await expect(modal).toBeHidden();

  await act(page, "rotate");
  await expect(modal).toContainText("1 secret is sealed again");
  await typePassphrase(page, NEW_PASSPHRASE);
  await expect(page.getByText("The key was rotated")).toBeVisible();

  await server.restart();
  await enter("/settings");
  await act(page, "unlock");
  await typePassphrase(page, PASSPHRASE);
  await expect(page.getByTestId("unlockModal").locator(".euiFormErrorText")).toBeVisible();
  await typePassphrase(page, NEW_PASSPHRASE);
  await expectState(page, "The vault is open");
  await page.goto("/connectors");
  await expectRunToWork(page, "Parrot");
  expect(provider.authorizations).toEqual([`Bearer ${KEY}`]);
});

test("keys that were kept for a session are entered again after it", async ({ page, enter, provider, server }) => {
  await enter("/connectors/_create/other");
  await fillConnector(page, { name: "Parrot", url: provider.url, model: "m", api_key: KEY });
  await page.getByTestId("saveButton").click();
  await place(page, "session").check();
  await page.getByTestId("vaultModalConfirm").click();
  await expect(page.getByText("Created 'Parrot'")).toBeVisible();
  await expectRunToWork(page, "Parrot");
  await page.goto("/settings");
  await expectState(page, "API keys are kept until Patchbay is closed");
  await expect(page.getByTestId("vaultPersists")).toHaveText("No");
  await act(page, "lock");
  await expectState(page, "The vault is locked");
  await act(page, "unlock");
  await expectState(page, "API keys are kept until Patchbay is closed");

  await server.restart();
  await enter("/connectors");
  await expect(page.getByTestId("vaultNotice")).toContainText("The last session has ended");
  await expect(page.getByTestId("vaultNotice")).toContainText("1 secret must be entered again.");
  await expect(rowOf(page, "Parrot").getByRole("img", { name: "Re-enter key" })).toBeVisible();
  await page.getByTestId("statusFilter").click();
  await page.getByRole("option", { name: /^Secrets missing \(1\)/ }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("connectorRow")).toHaveCount(1);

  await rowOf(page, "Parrot").getByTestId("fixConnectorButton").click();
  await expect(page.getByTestId("lostSecretsNote")).toHaveText("The key that sealed this is gone. Enter API key again.");
  await page.getByTestId("apiKeyField").fill("sk-entered-again");
  await page.getByTestId("saveButton").click();
  await choosePassphrase(page, PASSPHRASE);
  await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
  await page.getByTestId("closeButton").click();
  await expect(page.getByRole("img", { name: "Re-enter key" })).toHaveCount(0);
  await page.goto("/connectors");
  await expectRunToWork(page, "Parrot");
  expect(provider.authorizations).toEqual([`Bearer ${KEY}`, "Bearer sk-entered-again"]);
});

test("with the passphrase forgotten one starts over, and the connectors stay", async ({ page, enter, provider, server }) => {
  await setPassphrase(server);
  await storeConnector(server, { id: "parrot", name: "Parrot", url: provider.url, api_key: KEY });
  await server.restart();
  await enter("/settings");
  await act(page, "start_over");
  await expect(page.getByTestId("startOverWarning")).toContainText("1 secret will have to be entered again");
  await page.keyboard.press("Escape");
  expect((await server.call("vault_status", {})).state).toBe("passphrase_needed");

  await act(page, "start_over");
  await choosePassphrase(page, NEW_PASSPHRASE);
  await expect(page.getByText("A new key was made")).toBeVisible();
  await expectState(page, "The vault is open");
  await page.getByTestId("vaultLost").getByRole("link").click();
  await expect(page).toHaveURL(/\/connectors\?status=missing/);
  await expect(rowOf(page, "Parrot").getByRole("img", { name: "Re-enter key" })).toBeVisible();

  await page.goto("/connectors/parrot/test");
  await run(page, "buffered");
  await expect(page.getByTestId("testFailure")).toContainText("is gone");
  expect(provider.received).toEqual([]);
  await page.goto("/connectors/parrot");
  await expect(page.getByTestId("lostSecretsNote")).toContainText("Enter API key again.");
  await page.getByTestId("apiKeyField").fill("sk-entered-again");
  await page.getByTestId("saveButton").click();
  await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
  await page.goto("/connectors");
  await expectRunToWork(page, "Parrot");
  expect(provider.authorizations).toEqual(["Bearer sk-entered-again"]);
});

test("after too many wrong passphrases one has to wait, and is told how long", async ({ page, enter, provider, server }) => {
  await setPassphrase(server);
  await storeConnector(server, { name: "Parrot", url: provider.url, api_key: KEY });
  await server.restart();
  await enter("/settings");
  await act(page, "unlock");
  const confirm = page.getByTestId("vaultModalConfirm");
  const problem = page.getByTestId("unlockModal").locator(".euiFormErrorText");
  for (let wrong = 1; wrong <= 6; wrong += 1) {
    await expect(confirm).not.toHaveAttribute("aria-disabled", "true", { timeout: 30_000 });
    await typePassphrase(page, `wrong passphrase ${wrong}`);
    await expect(problem).toContainText(wrong < 4 ? "This is not the passphrase of the vault." : /Try again in \d+ s\./);
  }
  await expect(confirm).toHaveAttribute("aria-disabled", "true");
  // Neither Enter nor a program gets around it.
  await page.getByTestId("passphrase").fill(PASSPHRASE);
  await page.keyboard.press("Enter");
  await expect(server.call("vault_unlock", { passphrase: PASSPHRASE })).rejects.toThrow(/429 too_many/);
  await expect(confirm).not.toHaveAttribute("aria-disabled", "true", { timeout: 30_000 });
  await typePassphrase(page, PASSPHRASE);
  await expectState(page, "The vault is open");
});

test("a reader sees the state of the vault and cannot change it", async ({ page, enter, provider, server }) => {
  await setPassphrase(server);
  await storeConnector(server, { id: "parrot", name: "Parrot", url: provider.url, api_key: KEY });
  await enter("/settings", "read");
  await expectState(page, "The vault is open");
  await expect(page.locator('[data-test-subj^="vaultAction-"]')).toHaveCount(0);
  await server.restart();
  await enter("/settings", "read");
  await expectState(page, "The vault needs your passphrase");
  await expect(page.locator('[data-test-subj^="vaultAction-"]')).toHaveCount(0);
  await page.goto("/connectors");
  await expect(page.getByTestId("vaultNotice")).toContainText("The vault needs your passphrase");
  await expect(page.getByTestId("vaultNoticeAction")).toHaveCount(0);
  for (const command of ["vault_lock", "vault_unlock", "vault_change"] as const) {
    const request = command === "vault_change" ? { backend: "session" as const } : {};
    await expect(server.call(command, request, "read")).rejects.toThrow(/403 forbidden/);
  }
  await expect(server.call("vault_status", {}, "usage")).rejects.toThrow(/403 forbidden/);
  await enter("/", "usage");
  await page.goto("/settings");
  await expect(page.getByTestId("vaultStatus")).toHaveCount(0);
});

test("an edit that is not about the key needs no unlocked vault", async ({ page, enter, provider, server }) => {
  await setPassphrase(server);
  await storeConnector(server, { id: "parrot", name: "Parrot", url: provider.url, api_key: KEY });
  await server.restart();
  await enter("/connectors/parrot");
  await page.getByTestId("connectorNameField").fill("Green parrot");
  await page.getByTestId("saveButton").click();
  await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
  await expect(page.getByTestId("unlockModal")).toHaveCount(0);
  // Another host asks for the key as ever.
  await page.getByTestId("apiUrlField").fill(provider.url_by_another_host);
  await page.getByTestId("saveButton").click();
  await expectFieldError(page, "apiKeyField", "API key is required.");
});
