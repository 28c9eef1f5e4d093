/** Saved objects in and out: what a file would do is shown first, done exactly, and never brings or takes a secret. */
import type { Page } from "@playwright/test";
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "../fixtures/browser.ts";
import { expectFieldError, rowOf, run, storeConnector } from "./screen.ts";

const URL = "http://127.0.0.1:9/v1/chat/completions";
const KEY = "sk-never-in-a-file";

type SavedObject = { id?: unknown; name?: unknown; config?: unknown; more?: object; attributes?: object };

const OTHER = { apiProvider: "Other", apiUrl: URL, defaultModel: "m" };
const OPENAI = { apiProvider: "OpenAI", apiUrl: "https://api.openai.com/v1/chat/completions", defaultModel: "gpt-4.1" };

function line({ id = "new", name = "New", config = OTHER, more = {}, attributes = {} }: SavedObject = {}): string {
  return JSON.stringify({
    id,
    type: "action",
    attributes: { actionTypeId: ".gen-ai", name, config, secrets: {}, isMissingSecrets: true, ...attributes },
    references: [],
    coreMigrationVersion: "8.8.0",
    typeMigrationVersion: "8.3.0",
    ...more,
  });
}

async function choose(page: Page, text: string | Buffer): Promise<void> {
  const file = { name: "export.ndjson", mimeType: "application/x-ndjson", buffer: Buffer.from(text) };
  await page.getByTestId("importFile").setInputFiles(file);
}

const rowOfLine = (page: Page, number: number) =>
  page.getByTestId("importRow").filter({ has: page.getByRole("cell", { name: String(number), exact: true }) });

async function openImport(page: Page): Promise<void> {
  await page.getByTestId("pageMenuButton").click();
  await page.getByTestId("importConnectors").click();
  await expect(page.getByTestId("importFile")).toBeVisible();
}

test("a file is shown line by line before anything is stored, and then done as it was shown", async ({ page, enter, server }) => {
  await storeConnector(server, { id: "same", name: "Same", url: URL, api_key: KEY });
  await storeConnector(server, { id: "change", name: "Before", url: URL, api_key: KEY });
  await storeConnector(server, { id: "moved", name: "Moved", url: URL, api_key: KEY });
  const text = [
    line({ id: "fresh", name: "Fresh", config: OPENAI }),
    line({ id: "change", name: "After", config: { ...OTHER, temperature: 0.5 } }),
    line({ id: "same", name: "Same" }),
    line({ id: "moved", name: "Moved", config: { ...OTHER, apiUrl: "https://evil.example/v1" } }),
    "",
    line({ id: "fresh", name: "Twice" }),
    line({ id: "sandbox", name: "Mine now" }),
    line({ id: "Not_An_Id", name: "Odd" }),
    line({ id: "slack", name: "Slack", attributes: { actionTypeId: ".slack" } }),
    line({ id: "dash", more: { type: "dashboard" } }),
    JSON.stringify({ exportedCount: 9, missingRefCount: 0, missingReferences: [] }),
  ].join("\n");

  await enter("/connectors");
  await openImport(page);
  await expect(page.getByTestId("importButton")).toBeDisabled();
  await choose(page, text);
  for (const [number, what, why] of [
    [1, "Will be added", "Needs secrets"],
    [2, "Will be changed", "Name, Temperature"],
    [3, "Unchanged", ""],
    [4, "Refused", "the connector has a key for the old one"],
    [6, "Refused", "Line 1 has the same ID."],
    [7, "Refused", "The ID belongs to a preconfigured connector."],
    [8, "Refused", "Only lowercase letters, numbers, and hyphens are allowed."],
    [9, "Refused", 'Connectors of type ".slack" are not supported'],
    [10, "Refused", 'A saved object of type "dashboard" is not a connector.'],
  ] as const) {
    await expect(rowOfLine(page, number)).toContainText(what);
    await expect(rowOfLine(page, number)).toContainText(why);
  }
  await expect(page.getByTestId("importRow")).toHaveCount(9);
  await page.getByTestId("importFilter-refuse").click();
  await expect(page.getByTestId("importRow")).toHaveCount(6);
  await page.getByTestId("importFilter-refuse").click();
  const before = await server.call("connectors_list", {});
  expect(before.map(({ name }) => name)).toEqual(["Sandbox", "Before", "Moved", "Same"]);

  await expect(page.getByTestId("importButton")).toHaveText("Import 2 connectors");
  await page.getByTestId("importButton").click();
  await expect(page.getByTestId("importDone")).toContainText("2 connectors were imported");
  await expect(page.getByTestId("importNeedsSecrets")).toContainText("1 connector has sensitive information that require updates.");
  await expect(rowOfLine(page, 1)).toContainText("Added");
  const after = Object.fromEntries((await server.call("connectors_list", {})).map((one) => [one.id, one]));
  expect(after["moved"]?.config.apiUrl).toBe(URL);
  expect(after["change"]).toMatchObject({ name: "After", config: { temperature: 0.5 }, stored_secrets: ["secrets.apiKey"] });
  expect(after["fresh"]).toMatchObject({ is_missing_secrets: true, missing_secrets: ["secrets.apiKey"] });
  expect(after["sandbox"]?.name).toBe("Sandbox");

  await page.getByTestId("goToConnectors").click();
  await expect(page).toHaveURL(/status=missing/);
  await expect(page.getByTestId("connectorNameLink")).toHaveText(["Fresh"]);
});

test("what came without its key is marked, and Fix mends it", async ({ page, enter, server, provider }) => {
  const config = { apiProvider: "OpenAI", apiUrl: provider.url, defaultModel: "m" };
  await enter("/connectors/_import");
  await choose(page, line({ id: "parrot", name: "Parrot", config }));
  await page.getByTestId("importButton").click();
  await page.getByTestId("goToConnectors").click();
  const row = rowOf(page, "Parrot");
  await expect(row.getByLabel("Sensitive information was not imported")).toBeVisible();
  await expect(row.getByTestId("testConnectorButton")).toHaveCount(0);
  await row.getByTestId("fixConnectorButton").click();
  await expect(page.getByTestId("missingSecretsNote")).toContainText(
    "Sensitive information is not imported. Please enter value for the following field API key.",
  );
  await page.getByTestId("testTab").click();
  await expect(page.getByTestId("draftToFixNote")).toContainText("API key");
  await page.getByTestId("configurationTab").click();
  await page.getByTestId("connectorNameField").fill("Parrot, mended");
  await page.getByTestId("saveButton").click();
  await expectFieldError(page, "apiKeyField", "API key is required.");
  await page.getByTestId("apiKeyField").fill(KEY);
  await page.getByTestId("saveButton").click();
  await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
  await expect(page.getByTestId("missingSecretsNote")).toHaveCount(0);
  await page.getByTestId("testTab").click();
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  expect((await server.call("connectors_get", { id: "parrot" })).is_missing_secrets).toBe(false);
});

test("taken IDs are overwritten, kept or copied, as asked", async ({ page, enter, server }) => {
  await storeConnector(server, { id: "taken", name: "Taken", url: URL, api_key: KEY });
  await enter("/connectors/_import");
  await choose(page, line({ id: "taken", name: "From the file" }));
  await expect(rowOfLine(page, 1)).toContainText("Will be changed");
  await page.getByRole("radio", { name: "Keep the existing connector" }).check();
  await expect(rowOfLine(page, 1)).toContainText("Skipped");
  await expect(page.getByTestId("importButton")).toBeDisabled();
  await page.getByRole("radio", { name: "Add as a new connector with another ID" }).check();
  await expect(rowOfLine(page, 1)).toContainText("Will be added");
  await page.getByTestId("importButton").click();
  await expect(page.getByTestId("importDone")).toContainText("1 connector was imported");
  const names = (await server.call("connectors_list", {})).map(({ name }) => name);
  expect(names.toSorted()).toEqual(["From the file", "Sandbox", "Taken"]);
});

test("what changed since the preview is shown anew, and nothing was imported", async ({ page, enter, server }) => {
  await storeConnector(server, { id: "taken", name: "Taken", url: URL, api_key: KEY });
  await enter("/connectors/_import");
  await choose(page, [line({ id: "taken", name: "From the file" }), line({ id: "fresh", name: "Fresh" })].join("\n"));
  await expect(rowOfLine(page, 1)).toContainText("Will be changed");
  await server.call("connectors_delete", { ids: ["taken"] });
  await page.getByTestId("importButton").click();
  await expect(page.getByTestId("importReplanned")).toContainText("The connectors changed since the preview");
  await expect(rowOfLine(page, 1)).toContainText("Will be added");
  expect((await server.call("connectors_list", {})).map(({ id }) => id)).toEqual(["sandbox"]);
  await page.getByTestId("importButton").click();
  await expect(page.getByTestId("importDone")).toContainText("2 connectors were imported");
});

test("a file that is broken, foreign or hostile is named line by line, and changes nothing", async ({ page, enter, server }) => {
  await storeConnector(server, { id: "kept", name: "Kept", url: URL, api_key: KEY });
  const proto = line({ id: "proto", name: "Proto" }).replace('"apiProvider"', '"__proto__":{"polluted":true},"apiProvider"');
  const text = [
    '{"__proto__":{"type":"action","id":"kept"},"type":"action"}',
    proto,
    line({ id: "__proto__", name: "Name" }),
    line({ id: 5, name: "Number" }),
    line({ id: "types", name: 5 }),
    line({ id: "types-2", config: "text" }),
    line({ id: "types-3", config: { ...OTHER, temperature: { a: 1 }, headers: ["x"] } }),
    line({ id: "braces", config: { ...OTHER, apiProvider: "Azure OpenAI", apiUrl: "https://{x}.openai.azure.com/" } }),
    line({ id: "auth", config: { ...OTHER, headers: { Authorization: "Bearer x" } } }),
    "[1,2,3]",
    "null",
    line({ id: "cut", name: "Cut short" }).slice(0, 120),
  ].join("\n");
  await enter("/connectors/_import");
  await choose(page, text);
  for (const [number, why] of [
    [1, "The object has no attributes."],
    [2, 'Unrecognized keys: "__proto__".'],
    [3, "Only lowercase letters, numbers, and hyphens are allowed."],
    [4, "Connector ID is required."],
    [5, "The connector has no name."],
    [6, "The connector has no config."],
    [7, "Temperature must be a number from 0 to 2."],
    [8, "replace {x} with your own value"],
    [9, "would override the authentication"],
    [10, "The line is not a JSON object."],
    [11, "The line is not a JSON object."],
    [12, "The file may have been cut short."],
  ] as const) {
    await expect(rowOfLine(page, number)).toContainText("Refused");
    await expect(rowOfLine(page, number)).toContainText(why);
  }
  await expect(page.getByTestId("importButton")).toBeDisabled();
  expect((await server.call("connectors_list", {})).map(({ id }) => id)).toEqual(["sandbox", "kept"]);

  await choose(page, "this is no NDJSON at all");
  await expect(rowOfLine(page, 1)).toContainText("The line is not valid JSON");
  await choose(page, Buffer.from([0xff, 0xfe, 0x00, 0x01]));
  await expect(rowOfLine(page, 1)).toContainText("The line is not valid JSON");
  await choose(page, "");
  await expect(page.getByTestId("importError")).toContainText("The file holds no saved objects");
});

test("a file of 50 MB is refused at once", async ({ page, enter, home }) => {
  const path = `${home.path}/large.ndjson`;
  writeFileSync(path, Buffer.alloc(50_000_000, "a"));
  await enter("/connectors/_import");
  let was_asked = false;
  page.on("request", (request) => (was_asked ||= request.url().endsWith("connectors_import_preview")));
  await page.getByTestId("importFile").setInputFiles(path);
  await expect(page.getByText("The file is larger than 16 MB. Export fewer connectors at a time.")).toBeVisible({ timeout: 3000 });
  await expect(page.getByTestId("importButton")).toBeDisabled();
  expect(was_asked).toBe(false);
});

test("an export is a download without a secret, and comes back the same", async ({ page, enter, server }) => {
  await storeConnector(server, {
    id: "parrot",
    name: 'Parrot "the green", مساعد',
    provider: "OpenAI",
    url: URL,
    api_key: KEY,
    config: { organizationId: "org-1", projectId: "p-1", headers: { "X-Team": "birds" }, temperature: 0.3, contextWindowLength: 4096 },
  });
  await storeConnector(server, { id: "free", name: "Free", url: URL, api_key: null, config: { enableNativeFunctionCalling: true } });
  await enter("/connectors");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    (async () => {
      await page.getByTestId("pageMenuButton").click();
      await page.getByTestId("exportAll").click();
    })(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^patchbay-connectors-\d{4}-\d\d-\d\d\.ndjson$/);
  await expect(page.getByText("Exported 2 connectors")).toBeVisible();
  const text = readFileSync(await download.path(), "utf8");
  expect(text).not.toContain(KEY);
  const objects = text.trim().split("\n").map((one) => JSON.parse(one) as Record<string, never>);
  expect(objects).toHaveLength(3);
  expect(objects.at(-1)).toMatchObject({ exportedCount: 2 });
  for (const object of objects.slice(0, -1)) expect(object).toMatchObject({ type: "action", attributes: { secrets: {} } });
  expect(objects.find(({ id }) => id === "parrot")).toMatchObject({ attributes: { isMissingSecrets: true } });
  expect(objects.find(({ id }) => id === "free")).toMatchObject({ attributes: { isMissingSecrets: false } });

  const before = await server.call("connectors_list", {});
  await openImport(page);
  await choose(page, text);
  await expect(page.getByTestId("importFilter-same")).toHaveText("Unchanged (2)");
  await page.getByTestId("importCancel").click();

  await server.call("connectors_delete", { ids: ["parrot", "free"] });
  await openImport(page);
  await choose(page, text);
  await page.getByTestId("importButton").click();
  await expect(page.getByTestId("importDone")).toBeVisible();
  const after = await server.call("connectors_list", {});
  const shape = (all: typeof before) => all.map(({ id, name, config }) => ({ id, name, config }));
  expect(shape(after)).toEqual(shape(before));
});

test("one connector, or those that are ticked, are exported alone", async ({ page, enter, server }) => {
  for (const id of ["a", "b", "c"]) await storeConnector(server, { id, name: id, url: URL });
  await enter("/connectors");
  const ids = async (start: () => Promise<void>) => {
    const [download] = await Promise.all([page.waitForEvent("download"), start()]);
    const lines = readFileSync(await download.path(), "utf8").trim().split("\n");
    return lines.slice(0, -1).map((one) => (JSON.parse(one) as { id: string }).id);
  };
  await rowOf(page, "b").getByTestId("rowMenuButton").click();
  expect(await ids(() => page.getByTestId("rowMenuExport").click())).toEqual(["b"]);
  await page.getByRole("checkbox", { name: 'Select "a"' }).check();
  await page.getByRole("checkbox", { name: 'Select "c"' }).check();
  expect((await ids(() => page.getByTestId("bulkExport").click())).toSorted()).toEqual(["a", "c"]);
});

test("exports of Kibana 8 and 9 are taken as they are", async ({ page, enter, server }) => {
  const kibana_8 = {
    attributes: {
      actionTypeId: ".gen-ai",
      config: { apiProvider: "Azure OpenAI", apiUrl: "https://birds.openai.azure.com/openai/deployments/p/chat/completions?api-version=2024-02-01" },
      isMissingSecrets: true,
      name: "From 8",
      secrets: {},
    },
    coreMigrationVersion: "8.8.0",
    created_at: "2024-03-01T10:00:00.000Z",
    id: "0f2d1c50-d7b5-11ee-9d4a-0123456789ab",
    managed: false,
    references: [],
    type: "action",
    typeMigrationVersion: "8.3.0",
    updated_at: "2024-03-01T10:00:00.000Z",
    version: "WzE3NSwxXQ==",
  };
  const kibana_9 = {
    attributes: {
      actionTypeId: ".gen-ai",
      authMode: "shared",
      config: { ...OTHER, verificationMode: "full", headers: null, contextWindowLength: "32000", temperature: null, enableNativeFunctionCalling: true },
      isMissingSecrets: true,
      name: "From 9",
      secrets: {},
    },
    coreMigrationVersion: "8.8.0",
    created_at: "2026-01-01T10:00:00.000Z",
    created_by: "u_1",
    id: "from-9",
    managed: false,
    references: [],
    type: "action",
    typeMigrationVersion: "10.1.0",
    updated_at: "2026-01-01T10:00:00.000Z",
    updated_by: "u_1",
    version: "WzE3NSwxXQ==",
  };
  const details = { excludedObjects: [], excludedObjectsCount: 0, exportedCount: 2, missingRefCount: 0, missingReferences: [] };
  await enter("/connectors/_import");
  await choose(page, `\ufeff${[kibana_8, kibana_9, details].map((one) => JSON.stringify(one)).join("\r\n")}\r\n`);
  await expect(page.getByTestId("importButton")).toHaveText("Import 2 connectors");
  await page.getByTestId("importButton").click();
  await expect(page.getByTestId("importDone")).toBeVisible();
  const all = await server.call("connectors_list", {});
  expect(all.find(({ name }) => name === "From 8")?.config.apiProvider).toBe("Azure OpenAI");
  expect(all.find(({ name }) => name === "From 9")).toMatchObject({
    is_missing_secrets: true,
    config: { contextWindowLength: 32000, enableNativeFunctionCalling: true },
  });
});
