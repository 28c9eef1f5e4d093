/** Secrets that are no API key: headers that are marked secret, and references to environment variables. */
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/browser.ts";
import { sealedExport } from "../fixtures/places.ts";
import { createConnector, expectFieldError, fillConnector, openTest, rowOf, run, storeConnector } from "./screen.ts";

const TOKEN = "tok-of-the-parrot+/=";
const HEADER = "secrets.secretHeaders.X-Team-Token";

const header = (page: Page, number: number) => page.getByRole("group", { name: `Header ${number}`, exact: true });
const key = (page: Page, number: number) => header(page, number).getByRole("textbox", { name: "Key" });
// A password field has no role.
const value = (page: Page, number: number) => header(page, number).getByLabel("Value");
const lock = (page: Page, number: number) => header(page, number).getByRole("button", { name: /^Keep .* secret$/ });

async function runBuffered(page: Page, name: string): Promise<void> {
  await page.goto("/connectors");
  await openTest(page, name);
  await run(page, "buffered");
}

test("a header that is marked secret arrives at the provider and is never shown again", async ({ page, enter, provider, server }) => {
  const answers: string[] = [];
  page.on("response", (response) => {
    void response.text().then((text) => answers.push(text), () => undefined);
  });
  await enter("/connectors/_create/other");
  await fillConnector(page, { name: "Parrot", url: provider.url, model: "m" });
  await page.getByTestId("headersSwitch").click();
  await key(page, 1).fill("X-Team-Token");
  await value(page, 1).fill(TOKEN);
  await expect(lock(page, 1), "a name that sounds secret suggests the lock").toHaveAttribute("aria-pressed", "true");
  await page.getByTestId("addHeaderButton").click();
  await key(page, 2).fill("X-Team");
  await value(page, 2).fill("birds");
  await expect(lock(page, 2)).toHaveAttribute("aria-pressed", "false");
  await page.getByTestId("saveButton").click();
  await expect(page.getByText("Created 'Parrot'")).toBeVisible();
  const saved = await server.call("connectors_get", { id: "parrot" });
  expect(saved.config.headers).toEqual({ "X-Team": "birds" });
  expect(saved.stored_secrets).toEqual([HEADER]);

  await runBuffered(page, "Parrot");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  expect(provider.received.map(({ headers }) => [headers["x-team-token"], headers["x-team"]])).toEqual([[TOKEN, "birds"]]);

  await page.goto("/connectors/parrot");
  const row = page.getByRole("group", { name: /^Header \d$/ }).filter({ has: page.getByRole("button", { name: 'Keep header "X-Team-Token" secret' }) });
  await expect(row.getByLabel("Value")).toHaveValue("");
  await expect(row.getByLabel("Value")).toHaveAttribute("placeholder", "Stored. Leave empty to keep it.");
  expect(await page.content()).not.toContain(TOKEN);
  expect(answers.length).toBeGreaterThan(10);
  expect(answers.filter((text) => text.includes(TOKEN))).toEqual([]);
});

test("a stored secret header outlives an edit, and stays with the host it was entered for", async ({ page, enter, provider, server }) => {
  await server.call("connectors_create", {
    id: "parrot",
    name: "Parrot",
    config: { apiProvider: "Other", apiUrl: provider.url, defaultModel: "m" },
    secrets: { "secretHeaders.X-Team-Token": TOKEN },
  });
  await enter("/connectors/parrot");
  await page.getByTestId("connectorNameField").fill("Green parrot");
  await page.getByTestId("saveButton").click();
  await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
  await runBuffered(page, "Green parrot");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  expect(provider.received.at(-1)?.headers["x-team-token"]).toBe(TOKEN);

  await page.goto("/connectors/parrot");
  await page.getByTestId("apiUrlField").fill(provider.url_by_another_host);
  await expect(header(page, 1)).toContainText("The host changed");
  await page.getByTestId("saveButton").click();
  await expectFieldError(page, "headersField", 'The header "X-Team-Token" needs a value.');
  // Neither does a program get it sent elsewhere.
  const elsewhere = { apiProvider: "Other", apiUrl: provider.url_by_another_host, defaultModel: "m" };
  await expect(server.call("connectors_update", { id: "parrot", name: "Parrot", config: elsewhere, secrets: {} })).rejects.toThrow(
    /422 secret_required/,
  );
  await value(page, 1).fill("tok-for-the-other-host");
  await page.getByTestId("saveButton").click();
  await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
  await runBuffered(page, "Green parrot");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  expect(provider.received.map(({ headers }) => headers["x-team-token"])).toEqual([TOKEN, "tok-for-the-other-host"]);
});

test("a stored secret header becomes plain text only by entering it anew, and can be removed", async ({ page, enter, provider, server }) => {
  await server.call("connectors_create", {
    id: "parrot",
    name: "Parrot",
    config: { apiProvider: "Other", apiUrl: provider.url, defaultModel: "m" },
    secrets: { "secretHeaders.X-Team-Token": TOKEN },
  });
  await enter("/connectors/parrot");
  await lock(page, 1).click();
  await expect(header(page, 1)).toContainText("The stored value cannot be shown.");
  await page.getByTestId("saveButton").click();
  await expectFieldError(page, "headersField", 'The header "X-Team-Token" needs a value.');
  await value(page, 1).fill("public");
  await page.getByTestId("saveButton").click();
  await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
  const plain = await server.call("connectors_get", { id: "parrot" });
  expect([plain.config.headers, plain.stored_secrets]).toEqual([{ "X-Team-Token": "public" }, []]);

  await lock(page, 1).click();
  await page.getByTestId("saveButton").click();
  await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
  const sealed = await server.call("connectors_get", { id: "parrot" });
  expect([sealed.config.headers, sealed.stored_secrets]).toEqual([undefined, [HEADER]]);

  await page.getByRole("button", { name: 'Delete header "X-Team-Token"' }).click();
  await expect(page.getByTestId("removedHeader")).toContainText("is removed when you save.");
  await page.getByTestId("saveButton").click();
  await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
  expect((await server.call("connectors_get", { id: "parrot" })).stored_secrets).toEqual([]);
  await runBuffered(page, "Parrot");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  expect(provider.received.at(-1)?.headers["x-team-token"]).toBeUndefined();
});

test.describe("with an environment variable", () => {
  test.use({ variables: { PARROT_KEY: "sk-from-the-environment", PARROT_TOKEN: "tok-from-the-environment" } });

  test("a reference is read at each run, and nothing of it is stored", async ({ page, enter, provider, server }) => {
    await enter("/connectors/_create/other");
    await fillConnector(page, { name: "Parrot", url: provider.url, model: "m", api_key: "${env:PARROT_KEY}" });
    await expect(page.getByTestId("secretNote")).toContainText("Read from the environment variable PARROT_KEY at each run; nothing is stored.");
    await expect(page.getByTestId("apiKeyField"), "a reference is no secret").toHaveAttribute("type", "text");
    await page.getByTestId("headersSwitch").click();
    await key(page, 1).fill("X-Team-Token");
    await value(page, 1).fill("${env:PARROT_TOKEN}");
    await page.getByTestId("saveButton").click();
    await expect(page.getByText("Created 'Parrot'")).toBeVisible();
    await runBuffered(page, "Parrot");
    await expect(page.getByTestId("testSuccess")).toBeVisible();
    expect(provider.authorizations).toEqual(["Bearer sk-from-the-environment"]);
    expect(provider.received.at(-1)?.headers["x-team-token"]).toBe("tok-from-the-environment");
    expect(await server.call("vault_status", {})).toMatchObject({ state: "unset", sealed_secrets: 0, references: 2 });

    await page.goto("/connectors/parrot");
    await expect(page.getByTestId("apiKeyField")).toHaveAttribute("placeholder", "${env:PARROT_KEY}");
  });

  test("a variable that is gone is named in the list, in the form and by the run", async ({ page, enter, provider, server }) => {
    await storeConnector(server, { id: "parrot", name: "Parrot", url: provider.url, api_key: "${env:PARROT_KEY}" });
    await enter("/connectors");
    await expect(rowOf(page, "Parrot")).toBeVisible();
    await expect(page.getByLabel("An environment variable is not set")).toHaveCount(0);

    await server.restart({ PARROT_KEY: undefined });
    await enter("/connectors");
    const warning = rowOf(page, "Parrot").getByLabel("An environment variable is not set");
    await expect(warning).toBeVisible();
    await warning.hover();
    await expect(page.getByRole("tooltip")).toContainText("PARROT_KEY");
    await openTest(page, "Parrot");
    await run(page, "buffered");
    await expect(page.getByTestId("testFailure")).toContainText("PARROT_KEY");
    expect(provider.received).toEqual([]);
    await page.getByTestId("configurationTab").click();
    await expect(page.getByTestId("secretNote")).toContainText("Patchbay does not have this variable now.");

    // The server's own variables are no exception, and one that looks alike is no reference.
    await expect(
      server.call("connectors_create", {
        id: "bad",
        name: "Bad",
        config: { apiProvider: "Other", apiUrl: provider.url, defaultModel: "m" },
        secrets: { apiKey: "${env:9LIVES}" },
      }),
    ).rejects.toThrow(/400 invalid/);
  });
});

test("a file that was exported with secrets opens with its passphrase, and brings them", async ({ page, enter, server }) => {
  await enter("/connectors/_import");
  await page.getByTestId("importFile").setInputFiles(sealedExport.path);
  await expect(page.getByTestId("importPassphrase")).toContainText("This file is closed with a passphrase");
  await expect(page.getByTestId("importButton")).toBeDisabled();
  await expect(page.getByTestId("filePassphrase")).toBeFocused();
  await page.keyboard.type("not the passphrase");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("importPassphrase").locator(".euiFormErrorText")).toContainText("this passphrase does not open it");
  await page.getByTestId("filePassphrase").fill(sealedExport.passphrase);
  await page.getByTestId("openImportFile").click();
  await expect(page.getByTestId("importSealed")).toContainText("1 connector brings its secrets along.");
  await page.getByTestId("importButton").click();
  await expect(page.getByTestId("importDone")).toBeVisible();
  const imported = await server.call("connectors_get", { id: "parrot" });
  expect(imported.stored_secrets.toSorted()).toEqual(["secrets.apiKey", HEADER]);
  expect(imported.is_missing_secrets).toBe(false);
  await page.getByTestId("goToConnectors").click();
  await expect(rowOf(page, "Parrot")).toBeVisible();
});

test("a browser cannot export secrets, and says who can", async ({ page, enter, server }) => {
  await storeConnector(server, { name: "Parrot", url: "http://127.0.0.1:9/v1" });
  await enter("/connectors");
  await createConnector(page, { name: "Macaw", provider: "Other", url: "http://127.0.0.1:9/v1", model: "m" });
  await page.getByTestId("pageMenuButton").click();
  await expect(page.getByTestId("exportSealed")).toHaveAttribute("aria-disabled", "true");
  // What is in the way of the pointer is what shows the reason.
  await page.getByTestId("exportSealed").hover({ force: true });
  await expect(page.getByRole("tooltip")).toContainText("The Patchbay window can do this");
  await expect(server.call("connectors_export_sealed", { ids: null, passphrase: "a long enough passphrase" })).rejects.toThrow(
    /403 forbidden/,
  );
});
