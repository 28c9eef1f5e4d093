/**
 * The whole product in a browser with known secrets, then a search for them in everything it leaves behind. A secret
 * goes out in a request's body and in one header to one host, and is nowhere else.
 */
import { join } from "node:path";
import { expect, test } from "../fixtures/browser.ts";
import { Canary } from "../fixtures/canary.ts";
import { descendants } from "../fixtures/programs.ts";
import { Provider } from "../fixtures/provider.ts";
import { CERTIFICATE, PRIVATE_KEY, SECRETS, watchAll } from "../fixtures/secrets.ts";
import { misplacements } from "../fixtures/misplaced.ts";
import { fillConnector, openTest, rowOf, run } from "./screen.ts";
import { Transcript } from "./transcript.ts";
import { act, choosePassphrase, fillNewPassphrase, typePassphrase } from "./vault_screen.ts";

const API_KEY = SECRETS["the API key"];
const NEW_KEY = SECRETS["the API key that replaced it"];
const TOKEN = SECRETS["the secret header"];
const VARIABLE = SECRETS["the environment variable"];
const PASSPHRASE = SECRETS["the passphrase"];
const NEW_PASSPHRASE = SECRETS["the new passphrase"];

test.use({
  vault: "none",
  variables: { CANARY_KEY: VARIABLE, PATCHBAY_LOG: "trace" },
  // A trace would write down what is typed.
  trace: "off",
});
test.describe.configure({ timeout: 300_000 });

test("no secret is found in anything that a run of the whole product leaves behind", async ({ page, enter, server, provider, home }) => {
  const canary = new Canary();
  watchAll(canary);
  const transcript = await Transcript.listen(canary, page);
  const look = async () => {
    await transcript.look();
    canary.searchArguments([server.pid, ...descendants(server.pid).map(({ pid }) => pid)]);
  };
  /** An answer that is on its way when its page is left cannot be searched. */
  const go = async (path: string) => {
    await transcript.settle();
    await page.goto(path);
  };
  const runAs = async (name: string, how: "streamed" | "buffered", outcome: "testSuccess" | "testFailure") => {
    await go("/connectors");
    await openTest(page, name);
    await run(page, how);
    await expect(page.getByTestId(outcome)).toBeVisible();
  };
  const mutual = await Provider.start({ wants_certificates: true });

  await test.step("a connector is tried and created, and the vault with it", async () => {
    await enter("/connectors/_create/other");
    await fillConnector(page, { name: "Parrot", url: provider.url, model: "m", api_key: API_KEY });
    await page.getByTestId("headersSwitch").click();
    const header = page.getByRole("group", { name: "Header 1" });
    await header.getByRole("textbox", { name: "Key" }).fill("X-Team-Token");
    await header.getByLabel("Value").fill(TOKEN);
    await page.getByTestId("defaultModelField").fill("");
    await page.getByTestId("defaultModelField").focus();
    await expect(page.getByRole("listbox").getByRole("option")).toHaveCount(3);
    await page.getByTestId("defaultModelField").fill("parrot-1");
    await page.keyboard.press("Tab");
    await page.getByTestId("testTab").click();
    for (const how of ["streamed", "buffered"] as const) {
      await run(page, how);
      await expect(page.getByTestId("testSuccess")).toBeVisible();
    }
    await page.getByTestId("saveButton").click();
    await choosePassphrase(page, PASSPHRASE);
    await expect(rowOf(page, "Parrot")).toBeVisible();
    await look();
    expect(provider.received.map(({ headers }) => [headers.authorization, headers["x-team-token"]])).toEqual(
      Array.from({ length: 2 }, () => [`Bearer ${API_KEY}`, TOKEN]),
    );
  });

  await test.step("one with a certificate", async () => {
    await go("/connectors/_create/other");
    await fillConnector(page, { name: "Mutual", url: mutual.url, model: "m" });
    await page.getByTestId("pkiSwitch").click();
    await page.getByTestId("certificateDataField").setInputFiles(CERTIFICATE);
    await page.getByTestId("privateKeyDataField").setInputFiles(PRIVATE_KEY);
    await page.getByTestId("verificationModeField").selectOption("none");
    await page.getByTestId("saveButton").click();
    await expect(rowOf(page, "Mutual")).toBeVisible();
    await runAs("Mutual", "buffered", "testSuccess");
    expect(mutual.received.at(-1)?.client).toBeTruthy();
    await look();
  });

  await test.step("one whose key is in an environment variable", async () => {
    await go("/connectors/_create/other");
    await fillConnector(page, { name: "Variable", url: provider.url, model: "m", api_key: "${env:CANARY_KEY}" });
    await page.getByTestId("saveButton").click();
    await expect(rowOf(page, "Variable")).toBeVisible();
    await runAs("Variable", "streamed", "testSuccess");
    expect(provider.authorizations.at(-1)).toBe(`Bearer ${VARIABLE}`);
    await look();
  });

  await test.step("an edit, with another key", async () => {
    await go("/connectors/parrot");
    await expect(page.getByTestId("connectorNameField")).toHaveValue("Parrot");
    await look();
    await page.getByTestId("apiKeyField").fill(NEW_KEY);
    await page.getByTestId("saveButton").click();
    await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
    await look();
    await runAs("Parrot", "streamed", "testSuccess");
    expect(provider.authorizations.at(-1)).toBe(`Bearer ${NEW_KEY}`);
    await look();
  });

  await test.step("a provider that repeats the key it refuses", async () => {
    const overhearing = new Canary();
    watchAll(overhearing);
    provider.is_indiscreet = true;
    await transcript.overheardBy(overhearing, async () => {
      await runAs("Parrot", "buffered", "testFailure");
      await transcript.look();
      await go("/usage");
    });
    provider.is_indiscreet = false;
    // The provider's own words are shown to the one who ran it, and nobody keeps them.
    expect(new Set(overhearing.findings.map(({ place }) => place))).toEqual(
      new Set(["response: /rpc_stream/connectors_run", "page: /connectors/parrot/test"]),
    );
    await expect(page.getByTestId("usageFailures")).toHaveText("1");
    await look();
  });

  await test.step("an export, and imports of it and of a file with secrets in clear text", async () => {
    await go("/connectors");
    await page.getByTestId("pageMenuButton").click();
    const downloading = page.waitForEvent("download");
    await page.getByTestId("exportAll").click();
    await (await downloading).saveAs(join(home.downloads, "export.ndjson"));
    await go("/connectors/_import");
    await page.getByTestId("importFile").setInputFiles(join(home.downloads, "export.ndjson"));
    await expect(page.getByTestId("importRow")).toHaveCount(3);
    await look();
    const config = { apiProvider: "Other", apiUrl: provider.url, defaultModel: "m" };
    const attributes = { actionTypeId: ".gen-ai", name: "Careless", config, secrets: { apiKey: API_KEY }, isMissingSecrets: false };
    const line = JSON.stringify({ id: "careless", type: "action", attributes });
    for (const text of [line, line.slice(0, line.indexOf(API_KEY.slice(0, 20)) + 30)]) {
      await page.getByTestId("importFile").setInputFiles({ name: "a.ndjson", mimeType: "text/plain", buffer: Buffer.from(text) });
      await expect(page.getByTestId("importRow")).toHaveCount(1);
      await look();
    }
  });

  await test.step("another passphrase, another key, locked and unlocked", async () => {
    await go("/settings");
    await act(page, "change_passphrase");
    await page.getByTestId("passphrase").fill(SECRETS["the wrong passphrase"]);
    await fillNewPassphrase(page, NEW_PASSPHRASE);
    await page.getByTestId("vaultModalConfirm").click();
    await expect(page.getByTestId("vaultChangeModal").locator(".euiFormErrorText")).toBeVisible();
    await typePassphrase(page, PASSPHRASE);
    await expect(page.getByText("The passphrase was changed")).toBeVisible();
    await act(page, "rotate");
    await typePassphrase(page, NEW_PASSPHRASE);
    await expect(page.getByText("The key was rotated")).toBeVisible();
    await act(page, "lock");
    await act(page, "unlock");
    await typePassphrase(page, SECRETS["the wrong passphrase"]);
    await expect(page.getByTestId("unlockModal").locator(".euiFormErrorText")).toBeVisible();
    await typePassphrase(page, NEW_PASSPHRASE);
    await expect(page.getByText("The vault is open").first()).toBeVisible();
    await expect(page.getByTestId("unlockModal")).toBeHidden();
    await look();
  });

  await test.step("requests with a secret where none belongs", async () => {
    const key = await server.key("all");
    for (const { what, path, method, headers, body, is_a_name } of misplacements(API_KEY, PASSPHRASE, provider.url)) {
      const response = await fetch(server.url + path, {
        method,
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
        ...(body === undefined ? {} : { body }),
      });
      expect.soft(response.status, what).toBeGreaterThanOrEqual(400);
      expect.soft(response.status, what).toBeLessThan(500);
      const head = `${response.status} ${response.statusText} ${JSON.stringify(Array.from(response.headers))}`;
      const answer = `${head}\n${await response.text()}`;
      if (!is_a_name) canary.search("answer to a program", what, answer);
    }
  });

  await test.step("after a restart, with the passphrase in the environment", async () => {
    await transcript.settle();
    await server.restart({ PATCHBAY_VAULT_PASSPHRASE: NEW_PASSPHRASE });
    await enter("/connectors");
    await runAs("Parrot", "streamed", "testSuccess");
    expect(provider.authorizations.at(-1)).toBe(`Bearer ${NEW_KEY}`);
    await look();
    await go("/usage");
    await expect(page.getByTestId("usageRequests")).toBeVisible();
    await look();
    await go("/connectors");
    await rowOf(page, "Mutual").getByTestId("deleteConnectorButton").click();
    await page.getByTestId("deleteConnectorModal").getByTestId("confirmModalConfirmButton").click();
    await expect(rowOf(page, "Mutual")).toHaveCount(0);
    await look();
  });

  // While it runs, with the log of the database as it is, and once more when all is written.
  canary.searchFolder("files", home.path);
  await server.stop();
  await mutual.stop();
  canary.searchFolder("files", home.path);
  canary.search("log", "stdout and stderr", server.said.join("\n"));

  expect(canary.findings).toEqual([]);
  // The search was made of something.
  expect(transcript.unread).toEqual([]);
  expect(transcript.answers).toBeGreaterThan(100);
  for (const [kind, least] of Object.entries({ files: 100_000, log: 5_000, response: 1_000_000, page: 500_000, "process arguments": 100 })) {
    expect(canary.searched.get(kind), kind).toBeGreaterThan(least);
  }
});
