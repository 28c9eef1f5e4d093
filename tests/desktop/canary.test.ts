/** The whole product in its window with known secrets, then a search for them in everything it leaves behind. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Canary } from "../fixtures/canary.ts";
import { misplacements } from "../fixtures/misplaced.ts";
import { Provider } from "../fixtures/provider.ts";
import { CERTIFICATE, PRIVATE_KEY, SECRETS, watchAll } from "../fixtures/secrets.ts";
import { expect, test } from "../fixtures/window.ts";
import { IpcTranscript } from "./ipc_transcript.ts";

const BODY = { messages: [{ role: "user", content: "Hello" }] };
const PASSPHRASE = SECRETS["the passphrase"];
const NEW_PASSPHRASE = SECRETS["the new passphrase"];
const FILE_PASSPHRASE = SECRETS["the passphrase of the file"];
const WRONG = SECRETS["the wrong passphrase"];

test.use({ variables: { CANARY_KEY: SECRETS["the environment variable"], PATCHBAY_LOG: "trace" }, trace: "off" });

test("no secret is found in anything that the window leaves behind", async ({ app, desktop, home }) => {
  const canary = new Canary();
  watchAll(canary);
  const transcript = new IpcTranscript(app);
  const look = async () => {
    await transcript.look(canary);
    canary.searchArguments(desktop.processes);
  };
  const link = (name: string) => app.part(`a[title="${name}"]`);
  const fill = async (name: string, url: string) => {
    await app.subject("connectorNameField").fill(name);
    await app.subject("apiUrlField").fill(url);
    await app.subject("defaultModelField").fill("parrot-1");
  };
  const run = async (name: string, outcome: "testSuccess" | "testFailure" = "testSuccess") => {
    await app.show("Connectors");
    await app.openTest(name);
    await app.run(BODY);
    await app.subject(outcome).shows();
    await app.closeFlyout();
  };
  const save = async (name: string) => {
    await app.subject("saveButton").click();
    await link(name).shows(name);
    await app.subject("createConnectorFlyout").goes();
    await look();
  };
  const answer = async (field: string, passphrase: string) => {
    await app.subject(field).fill(passphrase);
    await app.subject("vaultModalConfirm").click();
  };
  const answerNew = async (passphrase: string) => {
    await app.subject("newPassphrase").fill(passphrase);
    await answer("repeatPassphrase", passphrase);
  };
  const provider = await Provider.start();
  const mutual = await Provider.start({ wants_certificates: true });
  try {
    await transcript.listen();
    await test.step("connectors with a key, a secret header, a certificate, a variable", async () => {
      await app.openForm("other");
      await fill("Parrot", provider.url);
      await app.subject("apiKeyField").fill(SECRETS["the API key"]);
      await app.subject("headersSwitch").click();
      await app.part('[aria-label="Header 1"] input').fill("X-Team-Token");
      await app.part('[aria-label="Header 1"] input[type="password"]').fill(SECRETS["the secret header"]);
      await app.subject("testTab").click();
      await app.subject("bodyEditorContent").shows();
      await app.run(BODY);
      await app.subject("testSuccess").shows();
      await save("Parrot");
      expect(provider.received.at(-1)?.headers["x-team-token"]).toBe(SECRETS["the secret header"]);

      await app.openForm("other");
      await fill("Mutual", mutual.url);
      await app.subject("pkiSwitch").click();
      await app.subject("certificateDataField").chooseFile(CERTIFICATE);
      await app.subject("privateKeyDataField").chooseFile(PRIVATE_KEY);
      await app.subject("verificationModeField").choose("none");
      await save("Mutual");
      await run("Mutual");

      await app.openForm("other");
      await fill("Variable", provider.url);
      await app.subject("apiKeyField").fill("${env:CANARY_KEY}");
      await save("Variable");
      await run("Variable");
      expect(provider.authorizations.at(-1)).toBe(`Bearer ${SECRETS["the environment variable"]}`);
      await look();
    });

    await test.step("an edit, and a provider that repeats the key it refuses", async () => {
      await link("Parrot").click();
      await app.subject("apiKeyField").fill(SECRETS["the API key that replaced it"]);
      await app.subject("saveButton").click();
      await app.subject("saveButton").shows("Changes Saved");
      await look();
      await app.closeFlyout();
      await run("Parrot");
      await look();
      const overhearing = new Canary();
      watchAll(overhearing);
      provider.is_indiscreet = true;
      await run("Parrot", "testFailure");
      provider.is_indiscreet = false;
      await transcript.look(overhearing);
      // The search hears what the provider said to the one who ran it.
      expect(overhearing.findings.map(({ secret }) => secret)).toContain("the API key that replaced it");
    });

    await test.step("exports and imports, with secrets and without", async () => {
      await app.openMenu(null, "exportAll");
      await expect.poll(() => readdirSync(home.downloads)).toHaveLength(1);
      await app.openMenu(null, "exportSealed");
      await answerNew(FILE_PASSPHRASE);
      await app.subject("sealedExportModal").goes();
      await expect.poll(() => readdirSync(home.downloads)).toHaveLength(2);
      await look();
      const sealed = readdirSync(home.downloads).find((name) => name.endsWith(".sealed.json")) ?? "";
      await app.openMenu(null, "importConnectors");
      await app.subject("importFile").chooseFile(join(home.downloads, sealed));
      await app.subject("filePassphrase").fill(WRONG);
      await app.subject("openImportFile").click();
      await app.subject("importPassphrase").part(".euiFormErrorText").shows();
      await app.subject("filePassphrase").fill(FILE_PASSPHRASE);
      await app.subject("openImportFile").click();
      await app.subject("importSealed").shows("3 connectors bring their secrets along.");
      await look();
      await app.subject("importButton").click();
      await app.subject("importDone").shows();
      await look();
      await app.subject("goToConnectors").click();
      await app.subject("importFlyout").goes();
      await run("Parrot");
    });

    await test.step("the key moves, is rotated, locked and unlocked", async () => {
      await app.show("Settings");
      await app.subject("vaultAction-to_passphrase").click();
      await answerNew(PASSPHRASE);
      await app.subject("vaultKeptBy").shows("A passphrase");
      await app.subject("vaultAction-change_passphrase").click();
      await app.subject("passphrase").fill(PASSPHRASE);
      await answerNew(NEW_PASSPHRASE);
      await app.subject("vaultChangeModal").goes();
      await app.subject("vaultAction-rotate").click();
      await answer("passphrase", WRONG);
      await app.subject("vaultChangeModal").part(".euiFormErrorText").shows();
      await answer("passphrase", NEW_PASSPHRASE);
      await app.subject("vaultChangeModal").goes();
      await app.subject("vaultAction-lock").click();
      await app.subject("vaultAction-unlock").click();
      await answer("passphrase", NEW_PASSPHRASE);
      await app.subject("unlockModal").goes();
      await look();
      await app.subject("vaultAction-to_keychain").click();
      await answer("passphrase", NEW_PASSPHRASE);
      await app.subject("vaultKeptBy").shows("System keychain");
      await app.subject("vaultAction-rotate").click();
      await app.subject("vaultModalConfirm").click();
      await app.subject("vaultChangeModal").goes();
      await look();
    });

    await test.step("a proxy with a password and a header", async () => {
      await app.show("Networking");
      await app.subject("proxyUrlField").fill("http://127.0.0.1:9");
      await app.subject("proxyUsernameField").fill("parrot");
      await app.subject("proxyPasswordField").fill(SECRETS["the proxy's password"]);
      await app.subject("addProxyHeaderButton").click();
      await app.part('[aria-label="Proxy header 1"] input').fill("X-Team-Token");
      await app.part('[aria-label="Proxy header 1"] input[type="password"]').fill(SECRETS["the header for the proxy"]);
      await app.subject("saveBar").subject("saveButton").click();
      await app.subject("saveBar").goes();
      await look();
    });

    await test.step("requests with a secret where none belongs", async () => {
      for (const { what, path, headers, body, is_a_name } of misplacements(SECRETS["the API key"], PASSPHRASE, provider.url)) {
        const command = /^\/rpc\/([a-z_]+)$/.exec(path)?.[1];
        // The others are about HTTP.
        if (command === undefined || body === undefined || headers !== undefined || is_a_name) continue;
        const outcome = await app.session.execute<string>(
          `let request = arguments[1];
           try { request = JSON.parse(request); } catch { }
           return window.__TAURI_INTERNALS__.invoke("rpc", { command: arguments[0], request }).then(() => "done", () => "refused");`,
          command,
          body,
        );
        expect.soft(outcome, what).toBe("refused");
        await look();
      }
    });

    await test.step("after a restart", async () => {
      await app.restart();
      await transcript.listen();
      await run("Parrot");
      expect(provider.authorizations.at(-1)).toBe(`Bearer ${SECRETS["the API key that replaced it"]}`);
      await app.show("Token usage");
      await app.subject("usageRequests").shows();
      await look();
      await app.show("Connectors");
      await app.part(`[aria-label='Delete "Mutual"']`).click();
      await app.subject("deleteConnectorModal").subject("confirmModalConfirmButton").click();
      await link("Mutual").goes();
      await look();
    });

    canary.searchFolder("files", home.path);
    await app.close();
    canary.searchFolder("files", home.path);
    canary.search("log", "stdout and stderr", desktop.said.join("\n"));
    expect(canary.findings).toEqual([]);
    // The search was made of something.
    expect(transcript.messages).toBeGreaterThan(150);
    expect(desktop.said.filter((line) => line.includes(" TRACE ")).length).toBeGreaterThan(20);
    for (const [kind, least] of Object.entries({ files: 300_000, "message to the page": 100_000, page: 500_000, "process arguments": 1_000 })) {
      expect(canary.searched.get(kind), kind).toBeGreaterThan(least);
    }
  } finally {
    await provider.stop();
    await mutual.stop();
  }
});
