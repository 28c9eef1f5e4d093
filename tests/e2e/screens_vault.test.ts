/** The vault in every state, its questions, and secrets in the form and the list, in both themes. */
import type { Page } from "@playwright/test";
import type { VaultStatus } from "../../ui/src/wire/types.ts";
import { expect, test } from "../fixtures/browser.ts";
import { sealedExport } from "../fixtures/places.ts";
import { inBothThemes, look, MENU_SIZES } from "./look.ts";
import { fillConnector, rowOf, storeConnector } from "./screen.ts";
import { act, expectState, place, setPassphrase, typePassphrase } from "./vault_screen.ts";

const URL = "http://127.0.0.1:9/v1/chat/completions";

// The pictures tell what a trace would, and tracing them takes longer than taking them.
test.use({ vault: "none", trace: "off" });

const KEYCHAIN = { state: "works", name: "GNOME Keyring", message: null } as const;
const OPEN: VaultStatus = {
  state: "open",
  backend: "keychain",
  is_persistent: true,
  message: null,
  hint: null,
  key_made_at_ms: Date.UTC(2026, 10, 22, 9, 30),
  written_by: "GNOME Keyring",
  keychain: KEYCHAIN,
  first_backend: "keychain",
  sealed_secrets: 7,
  lost_secrets: 0,
  references: 2,
  retry_after_ms: null,
};

/** States of a keychain, which a browser test has none of. How they come about is for the window to show. */
const WITH_A_KEYCHAIN: Record<string, VaultStatus> = {
  "unset-keychain": { ...OPEN, state: "unset", backend: null, key_made_at_ms: null, written_by: null, sealed_secrets: 0 },
  "open-keychain": OPEN,
  opening: { ...OPEN, state: "opening" },
  locked: {
    ...OPEN,
    state: "locked",
    message: "the system keychain is locked (its default keyring waits for its password)",
    keychain: { ...KEYCHAIN, state: "locked", message: "its default keyring waits for its password" },
  },
  denied: { ...OPEN, state: "denied", message: "access to the system keychain was not allowed (its question was dismissed)" },
  closed: { ...OPEN, state: "closed" },
  "no-keychain": {
    ...OPEN,
    state: "no_keychain",
    message: "the system keychain does not answer (no program offers a keychain)",
    keychain: { state: "absent", name: null, message: "no program offers a keychain" },
  },
  "key-missing": { ...OPEN, state: "key_missing", sealed_secrets: 0, lost_secrets: 7, message: "the system keychain has no key" },
  "another-keychain": {
    ...OPEN,
    state: "key_missing",
    sealed_secrets: 0,
    lost_secrets: 7,
    keychain: { ...KEYCHAIN, name: "KWallet" },
    message: "the sealing key was put into GNOME Keyring; KWallet answers now",
  },
  damaged: { ...OPEN, state: "damaged", message: "the vault's record is damaged: an unknown kind of vault" },
};

async function pretend(page: Page, status: VaultStatus): Promise<void> {
  await page.route("**/rpc/vault_status", (route) => route.fulfill({ json: status }));
}

/** The section is longer than what is left below the others. */
const showSecurity = (page: Page) => page.locator("#security").evaluate((section) => section.scrollIntoView());

inBothThemes((theme) => {
  test("the vault before anything is sealed, and the choice of a place", async ({ page, enter }) => {
    await enter("/settings");
    await expectState(page, "API keys need a place");
    await showSecurity(page);
    await look(page, "vault-unset", theme);
    await page.goto("/connectors/_create/other");
    await fillConnector(page, { name: "Parrot", url: URL, model: "m", api_key: "sk-1" });
    await page.getByTestId("saveButton").click();
    await expect(page.getByTestId("vaultSetupModal")).toBeVisible();
    await look(page, "vault-setup", theme);
    await page.getByTestId("vaultModalConfirm").click();
    await expect(page.getByTestId("vaultSetupModal")).toContainText("Use at least 12 characters.");
    await look(page, "vault-setup-mistake", theme);
    await place(page, "session").check();
    await look(page, "vault-setup-session", theme);
    await page.getByTestId("vaultModalConfirm").click();
    await expect(rowOf(page, "Parrot")).toBeVisible();
    await page.goto("/settings");
    await expectState(page, "API keys are kept until Patchbay is closed");
    await showSecurity(page);
    await look(page, "vault-session", theme);
  });

  test("a vault under a passphrase, open, closed, and being changed", async ({ page, enter, server }) => {
    await setPassphrase(server);
    await storeConnector(server, { name: "Parrot", url: URL });
    await enter("/settings");
    await expectState(page, "The vault is open");
    await showSecurity(page);
    await look(page, "vault-open-passphrase", theme);
    for (const action of ["change_passphrase", "rotate"]) {
      await act(page, action);
      await expect(page.getByTestId("vaultChangeModal")).toBeVisible();
      await look(page, `vault-${action.replace("_", "-")}`, theme);
      await page.keyboard.press("Escape");
      await expect(page.getByTestId("vaultChangeModal")).toBeHidden();
    }
    await server.restart();
    await enter("/connectors");
    await expect(page.getByTestId("vaultNotice")).toBeVisible();
    await look(page, "connectors-passphrase-needed", theme);
    await page.getByTestId("vaultNoticeAction").click();
    await expect(page.getByTestId("passphrase")).toBeFocused();
    await look(page, "vault-unlock", theme);
    await typePassphrase(page, "not the passphrase");
    await expect(page.getByTestId("unlockModal").locator(".euiFormErrorText")).toBeVisible();
    await look(page, "vault-unlock-wrong", theme);
    await page.keyboard.press("Escape");
    await page.goto("/settings");
    await expectState(page, "The vault needs your passphrase");
    await showSecurity(page);
    await look(page, "vault-passphrase-needed", theme);
    await act(page, "start_over");
    await expect(page.getByTestId("startOverWarning")).toBeVisible();
    await look(page, "vault-start-over", theme);
  });

  test("every state of a vault in a keychain", async ({ page, enter }) => {
    for (const [name, status] of Object.entries(WITH_A_KEYCHAIN)) {
      await page.unroute("**/rpc/vault_status");
      await pretend(page, status);
      if (page.url() === "about:blank") await enter("/settings");
      else await page.goto("/settings");
      await expect(page.getByTestId("vaultStatus")).toBeVisible();
      await showSecurity(page);
      await look(page, `vault-${name}`, theme);
    }
  });

  test("the notices above the list", async ({ page, enter, server }) => {
    await storeConnector(server, { name: "Parrot", url: URL, api_key: null });
    for (const name of ["opening", "locked", "no-keychain", "another-keychain"]) {
      await page.unroute("**/rpc/vault_status");
      await pretend(page, WITH_A_KEYCHAIN[name] ?? OPEN);
      if (page.url() === "about:blank") await enter("/connectors");
      else await page.goto("/connectors");
      await expect(page.getByTestId("vaultNotice")).toBeVisible();
      await look(page, `connectors-vault-${name}`, theme);
    }
  });

  test("keys to enter again, and variables that are not set", async ({ page, enter, server }) => {
    await server.call("vault_change", { backend: "session" });
    await storeConnector(server, { id: "parrot", name: "Parrot", url: URL });
    await server.call("connectors_create", {
      id: "gateway",
      name: "Gateway",
      config: { apiProvider: "Other", apiUrl: URL, defaultModel: "m", headers: { "X-Team": "birds" } },
      secrets: { apiKey: "sk-1", "secretHeaders.X-Team-Token": "tok-1" },
    });
    await storeConnector(server, { id: "variable", name: "From a variable", url: URL, api_key: "${env:NOT_SET_HERE}" });
    await storeConnector(server, { name: "Open to everybody", url: URL, api_key: null });
    await server.restart();
    await enter("/connectors");
    await expect(page.getByTestId("vaultNotice")).toContainText("The last session has ended");
    await expect(rowOf(page, "Parrot").getByRole("img", { name: "Re-enter key" })).toBeVisible();
    await look(page, "connectors-re-enter", theme);
    await page.goto("/connectors/gateway");
    await expect(page.getByTestId("lostSecretsNote")).toBeVisible();
    await look(page, "edit-lost-secrets", theme);
    await page.getByTestId("headersField").scrollIntoViewIfNeeded();
    await look(page, "edit-lost-secrets-below", theme);
    await page.goto("/connectors/variable");
    await expect(page.getByTestId("secretNote")).toContainText("does not have this variable");
    await page.getByTestId("secretNote").scrollIntoViewIfNeeded();
    await look(page, "edit-variable-unset", theme);
  });

  test("secret headers and references in the form", async ({ page, enter, server }) => {
    await setPassphrase(server);
    await enter("/connectors/_create/other");
    await fillConnector(page, { name: "Gateway", url: URL, model: "m", api_key: "${env:GATEWAY_KEY}" });
    await page.getByTestId("headersSwitch").click();
    const header = (number: number) => page.getByRole("group", { name: `Header ${number}`, exact: true });
    await header(1).getByRole("textbox", { name: "Key" }).fill("X-Team-Token");
    await header(1).getByLabel("Value").fill("tok-of-the-parrot");
    await page.getByTestId("addHeaderButton").click();
    await header(2).getByRole("textbox", { name: "Key" }).fill("X-Team");
    await header(2).getByLabel("Value").fill("birds");
    await page.getByTestId("addHeaderButton").click();
    await header(3).getByRole("textbox", { name: "Key" }).fill("X-Trace");
    await header(3).getByLabel("Value").fill("${env:TRACE}");
    await page.getByTestId("apiKeyField").scrollIntoViewIfNeeded();
    await look(page, "create-reference", theme);
    await header(3).scrollIntoViewIfNeeded();
    await look(page, "create-secret-headers", theme);
    await page.getByTestId("saveButton").click();
    await rowOf(page, "Gateway").getByRole("link", { name: "Gateway", exact: true }).click();
    await page.getByTestId("headersField").scrollIntoViewIfNeeded();
    await look(page, "edit-secret-headers", theme);
    await page.getByTestId("apiUrlField").fill("http://localhost:9/v1/chat/completions");
    await page.getByTestId("headersField").scrollIntoViewIfNeeded();
    await look(page, "edit-secret-headers-another-host", theme);
  });

  test("export with secrets, and an import of what it wrote", async ({ page, enter, server }) => {
    await setPassphrase(server);
    await storeConnector(server, { name: "Parrot", url: URL });
    await enter("/connectors");
    await page.getByTestId("pageMenuButton").click();
    await expect(page.getByTestId("exportSealed")).toBeVisible();
    await look(page, "export-sealed-window-only", theme, MENU_SIZES);
    await page.goto("/connectors/_import");
    await page.getByTestId("importFile").setInputFiles(sealedExport.path);
    await expect(page.getByTestId("filePassphrase")).toBeFocused();
    await look(page, "import-closed", theme);
    await page.getByTestId("filePassphrase").fill("not the passphrase");
    await page.getByTestId("openImportFile").click();
    await expect(page.getByTestId("importPassphrase").locator(".euiFormErrorText")).toBeVisible();
    await look(page, "import-closed-wrong", theme);
    await page.getByTestId("filePassphrase").fill(sealedExport.passphrase);
    await page.getByTestId("openImportFile").click();
    await expect(page.getByTestId("importSealed")).toBeVisible();
    await look(page, "import-opened", theme);
  });

  test("the question of an export with secrets, which the window asks", async ({ page, enter, server }) => {
    await setPassphrase(server);
    await storeConnector(server, { name: "Parrot", url: URL });
    // axe cannot look into the window, so the page is told that it is in one.
    await page.route("**/rpc/app_info", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ json: { ...((await answer.json()) as object), face: "window" } });
    });
    await enter("/connectors");
    await page.getByTestId("pageMenuButton").click();
    await page.getByTestId("exportSealed").click();
    await expect(page.getByTestId("sealedExportModal")).toBeVisible();
    await look(page, "export-sealed", theme);
    await page.getByTestId("vaultModalConfirm").click();
    await expect(page.getByTestId("sealedExportModal")).toContainText("Use at least 12 characters.");
    await look(page, "export-sealed-mistake", theme);
  });
});
