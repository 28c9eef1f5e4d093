/** The key in the real gnome-keyring: there, locked, gone, another one, and back. */
import { cpSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { VaultStatus } from "../../ui/src/wire/types.ts";
import { Desktop } from "../fixtures/desktop.ts";
import { makeHome } from "../fixtures/home.ts";
import { until } from "../fixtures/keychain.ts";
import { Provider } from "../fixtures/provider.ts";
import { App, expect, test as base } from "../fixtures/window.ts";

const KEY = "sk-of-the-parrot";
const PASSPHRASE = "correct horse battery staple";
const FILE_PASSPHRASE = "the passphrase of the file";
const BODY = { messages: [{ role: "user", content: "Hello" }] };

const test = base.extend<{ provider: Provider }>({
  // oxlint-disable-next-line no-empty-pattern
  provider: async ({}, use) => {
    const provider = await Provider.start();
    await use(provider);
    await provider.stop();
  },
});

async function createParrot(app: App, url: string): Promise<void> {
  await app.openForm("other");
  await app.subject("connectorNameField").fill("Parrot");
  await app.subject("apiUrlField").fill(url);
  await app.subject("defaultModelField").fill("parrot-1");
  await app.subject("apiKeyField").fill(KEY);
  await app.subject("saveButton").click();
  await app.part('a[title="Parrot"]').shows("Parrot");
  await app.subject("createConnectorFlyout").goes();
}

/** Runs it from the list; gives what the result says. */
async function runParrot(app: App, outcome: "testSuccess" | "testFailure"): Promise<string> {
  await app.show("Connectors");
  await app.openTest("Parrot");
  await app.run(BODY);
  const text = await app.subject(outcome).shows();
  await app.closeFlyout();
  return text;
}

async function expectState(app: App, title: string): Promise<void> {
  await app.show("Settings");
  await app.subject("vaultStatus").shows(title);
}

/** As the screen asks for it. */
function status(app: App): Promise<VaultStatus> {
  return app.session.execute<VaultStatus>('return window.__TAURI_INTERNALS__.invoke("rpc", { command: "vault_status", request: {} });');
}

async function typeNewPassphrase(app: App, passphrase: string): Promise<void> {
  await app.subject("newPassphrase").fill(passphrase);
  await app.subject("repeatPassphrase").fill(passphrase);
  await app.subject("vaultModalConfirm").click();
}

test("a keychain that ends takes nothing with it, and is noticed when it is back", async ({ app, desktop, provider }) => {
  await test.step("the first key is sealed with one in the keychain, without a question", async () => {
    await createParrot(app, provider.url);
    await expectState(app, "The vault is open");
    await app.subject("vaultKeptBy").shows(/^System keychain · GNOME Keyring/);
    await app.subject("vaultPersists").shows("Yes");
    await app.subject("vaultSealed").shows(/^1$/);
    await app.subject("vaultKeychain").shows(/^Works · GNOME Keyring/);
    await app.picture("vault-open-keychain-light");
  });
  const made = await status(app);

  await test.step("once open, the vault needs it no more", async () => {
    await desktop.keychain.stop();
    await runParrot(app, "testSuccess");
    await expectState(app, "The vault is open");
    await app.subject("vaultKeychain").shows("None answers");
  });

  await test.step("after a restart it is missed, and nothing is overwritten", async () => {
    await app.restart();
    await app.subject("vaultNotice").shows("The keychain does not answer");
    await app.picture("vault-no-keychain-light");
    expect(await runParrot(app, "testFailure")).toContain("the system keychain does not answer");
    await app.openForm("other");
    await app.subject("connectorNameField").fill("Macaw");
    await app.subject("apiUrlField").fill(provider.url);
    await app.subject("defaultModelField").fill("m");
    await app.subject("apiKeyField").fill("sk-of-the-macaw");
    await app.subject("saveButton").click();
    await app.part(".euiToast").shows("the system keychain does not answer");
    await app.subject("backButton").click();
    await app.subject("discardChangesModal").subject("confirmModalConfirmButton").click();
    await app.subject("closeButton").click();
    await app.subject("createConnectorFlyout").goes();
    await expectState(app, "The keychain does not answer");
    const now = await status(app);
    expect([now.state, now.backend, now.key_made_at_ms, now.sealed_secrets]).toEqual(["no_keychain", "keychain", made.key_made_at_ms, 1]);
  });

  await test.step("started again it is found by itself, with the key as it was", async () => {
    await app.show("Connectors");
    await app.subject("vaultNotice").shows("The keychain does not answer");
    await desktop.keychain.start("unlocked");
    await app.subject("vaultNotice").goes();
    await runParrot(app, "testSuccess");
    expect((await status(app)).key_made_at_ms).toBe(made.key_made_at_ms);
    expect(provider.authorizations).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`]);
  });
});

test("a locked keychain asks when it is told to, and the window goes on meanwhile", async ({ app, desktop, provider }) => {
  await createParrot(app, provider.url);
  await app.close();
  await desktop.keychain.start("locked");
  await app.open();

  await test.step("a start asks for nothing", async () => {
    await app.subject("vaultNotice").shows("The keychain is locked");
    expect(await desktop.keychain.asks()).toBe(false);
    await app.picture("vault-locked-light");
  });

  await test.step("while it asks, pages change and lists work", async () => {
    await app.subject("vaultNoticeAction").click();
    await until("the keychain asks", () => desktop.keychain.asks());
    await app.subject("vaultNotice").shows("Waiting for the keychain…");
    await app.subject("vaultNotice").shows("Your system may be asking for a password.");
    await app.show("Settings");
    await app.subject("vaultStatus").shows("Waiting for the keychain…");
    await app.picture("vault-opening-light");
    await app.show("Token usage");
    await app.subject("usageEmpty").shows();
    await app.show("Connectors");
    await app.openTest("Sandbox");
    await app.run(BODY);
    await app.subject("testSuccess").shows();
    await app.closeFlyout();
    expect(await desktop.keychain.asks(), "it still waits for an answer").toBe(true);
  });

  await test.step("a question that is closed is a no, which the page says", async () => {
    await desktop.keychain.dismiss();
    await app.subject("vaultNotice").shows("The keychain said no");
    expect(await runParrot(app, "testFailure")).toContain("access to the system keychain was not allowed");
    // A run does not ask again by itself.
    expect(await desktop.keychain.asks()).toBe(false);
    expect(provider.received).toEqual([]);
    await app.picture("vault-denied-light");
  });

  await test.step("asked once more and unlocked, everything works", async () => {
    await app.subject("vaultNoticeAction").click();
    await until("the keychain asks again", () => desktop.keychain.asks());
    await desktop.keychain.dismiss();
    await app.subject("vaultNotice").shows("The keychain said no");
    await desktop.keychain.start("unlocked");
    await app.subject("vaultNoticeAction").click();
    await app.subject("vaultNotice").goes();
    await runParrot(app, "testSuccess");
    expect(provider.authorizations).toEqual([`Bearer ${KEY}`]);
  });
});

test("a keychain that hangs in the middle of an answer does not hang the window", async ({ app, desktop, provider }) => {
  await createParrot(app, provider.url);
  await app.close();
  desktop.keychain.freeze();
  await app.open();
  await app.part('a[title="Parrot"]').shows("Parrot");
  await app.show("Settings");
  await app.subject("vaultStatus").shows(/Waiting for the keychain…|The keychain does not answer/);
  await app.show("Connectors");
  desktop.keychain.thaw();
  await app.subject("vaultNotice").goes(30_000);
  await runParrot(app, "testSuccess");
  expect(provider.authorizations).toEqual([`Bearer ${KEY}`]);
});

test("the key moves to a passphrase and back, and every secret with it", async ({ app, provider }) => {
  await createParrot(app, provider.url);
  await app.show("Settings");
  await app.subject("vaultAction-to_passphrase").click();
  await typeNewPassphrase(app, PASSPHRASE);
  await app.subject("vaultKeptBy").shows("A passphrase");

  await app.restart();
  await app.subject("vaultNotice").shows("The vault needs your passphrase");
  await app.subject("vaultNoticeAction").click();
  await app.subject("passphrase").fill("not the passphrase");
  await app.subject("vaultModalConfirm").click();
  await app.subject("unlockModal").part(".euiFormErrorText").shows("This is not the passphrase of the vault.");
  await app.subject("passphrase").fill(PASSPHRASE);
  await app.picture("vault-unlock-light");
  await app.subject("vaultModalConfirm").click();
  await app.subject("unlockModal").goes();
  await runParrot(app, "testSuccess");

  await app.show("Settings");
  await app.subject("vaultAction-to_keychain").click();
  await app.subject("passphrase").fill(PASSPHRASE);
  await app.subject("vaultModalConfirm").click();
  await app.subject("vaultKeptBy").shows("System keychain");
  await app.restart();
  await runParrot(app, "testSuccess");
  expect(await app.subject("vaultNotice").is_there()).toBe(false);
  expect(provider.authorizations).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`]);
});

test("an export with secrets opens on another machine, with its passphrase alone", async ({ app, home, provider }) => {
  let exported = "";
  await createParrot(app, provider.url);
  await test.step("it lies in the folder for downloads, for its owner only", async () => {
    await app.openMenu(null, "exportSealed");
    await app.subject("sealedExportModal").shows("closed with a passphrase");
    await app.picture("sealed-export-light");
    await typeNewPassphrase(app, FILE_PASSPHRASE);
    await app.subject("sealedExportModal").goes();
    await expect.poll(() => readdirSync(home.downloads)).toHaveLength(1);
    exported = join(home.downloads, readdirSync(home.downloads)[0] ?? "");
    await app.part(".euiToast").shows(exported);
    expect(statSync(exported).mode & 0o777).toBe(0o600);
    const text = readFileSync(exported, "utf8");
    for (const part of [KEY, "Parrot", provider.url]) expect(text).not.toContain(part);
  });

  const other_home = makeHome();
  const other_desktop = await Desktop.start(other_home);
  const other_app = new App(other_desktop, other_home);
  try {
    await other_app.open();
    await other_app.openMenu(null, "importConnectors");
    await other_app.subject("importFile").chooseFile(exported);
    await other_app.subject("filePassphrase").fill("not the passphrase");
    await other_app.subject("openImportFile").click();
    await other_app.subject("importPassphrase").part(".euiFormErrorText").shows("this passphrase does not open it");
    await other_app.subject("filePassphrase").fill(FILE_PASSPHRASE);
    await other_app.subject("openImportFile").click();
    await other_app.subject("importSealed").shows("1 connector brings its secrets along.");
    await other_app.picture("import-sealed-light");
    await other_app.subject("importButton").click();
    await other_app.subject("importDone").shows();
    await other_app.subject("goToConnectors").click();
    await other_app.subject("importFlyout").goes();
    await runParrot(other_app, "testSuccess");
    expect(provider.authorizations).toEqual([`Bearer ${KEY}`]);
  } finally {
    await other_app.close();
    await other_desktop.stop();
    other_home.remove();
  }
});

test("a database from another machine keeps its connectors, and asks for their keys", async ({ app, home, provider }) => {
  await createParrot(app, provider.url);
  await app.close();
  const other_home = makeHome();
  cpSync(home.data_dir, other_home.data_dir, { recursive: true });
  const other_desktop = await Desktop.start(other_home);
  const other_app = new App(other_desktop, other_home);
  try {
    await other_app.open();
    await other_app.subject("vaultNotice").shows("The key is not in this machine's keychain");
    await expect.poll(() => other_app.part('svg[aria-label="Re-enter key"]').is_there()).toBe(true);
    await other_app.picture("vault-key-missing-light");
    await other_app.part('a[title="Parrot"]').click();
    await other_app.subject("testTab").click();
    await other_app.subject("bodyEditorContent").shows();
    await other_app.run(BODY);
    await other_app.subject("testFailure").shows();
    await other_app.picture("run-key-missing-light");
    await other_app.closeFlyout();
    expect((await status(other_app)).state).toBe("key_missing");
    await other_app.part(`[data-test-subj="fixConnectorButton"]`).click();
    await other_app.subject("lostSecretsNote").shows("Enter API key again.");
    await other_app.subject("apiKeyField").fill("sk-entered-again");
    await other_app.subject("saveButton").click();
    await other_app.subject("saveButton").shows("Changes Saved");
    await other_app.closeFlyout();
    await other_app.subject("vaultNotice").goes();
    await runParrot(other_app, "testSuccess");
    expect(provider.authorizations).toEqual(["Bearer sk-entered-again"]);
  } finally {
    await other_app.close();
    await other_desktop.stop();
    other_home.remove();
  }
  // The first machine has lost nothing.
  await app.open();
  await runParrot(app, "testSuccess");
  expect(provider.authorizations).toEqual(["Bearer sk-entered-again", `Bearer ${KEY}`]);
});
