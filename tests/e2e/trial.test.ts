/** Test before save: the form as it stands is run, and nothing of it is written. */
import { expect, test } from "../fixtures/browser.ts";
import { fillConnector, rowOf, run, storeConnector } from "./screen.ts";

const KEY = "sk-only-typed";

test("a new connector is tried with the typed key before anything is saved", async ({ page, enter, server, provider }) => {
  await enter("/connectors/_create/other");
  await page.getByTestId("testTab").click();
  await expect(page.getByTestId("draftToFixNote")).toContainText("Before you can test, fill in or put right: URL and Default model.");
  await expect(page.getByTestId("runButton")).toBeDisabled();
  await page.getByRole("button", { name: "Back to Configuration" }).click();

  await fillConnector(page, { name: "Parrot", url: provider.url, model: "parrot-1", api_key: KEY });
  await page.getByTestId("testTab").click();
  await expect(page).toHaveURL(/\/connectors\/_create\/other\/test$/);
  await expect(page.getByTestId("draftNote")).toContainText("Testing your unsaved changes.");
  for (const how of ["streamed", "buffered"] as const) {
    await run(page, how);
    await expect(page.getByTestId("testSuccess")).toBeVisible();
    await expect(page.getByTestId("runAnswer")).toContainText("Polly wants a cracker");
  }
  expect(provider.authorizations).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`]);
  expect((await server.call("connectors_list", {})).map(({ id }) => id)).toEqual(["sandbox"]);
  const readable = await page.evaluate(() => JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }]));
  expect(readable).not.toContain(KEY);

  await page.getByTestId("saveButton").click();
  await expect(rowOf(page, "Parrot")).toBeVisible();
  const saved = (await server.call("connectors_list", {})).find(({ id }) => id === "parrot");
  expect(saved?.stored_secrets).toEqual(["secrets.apiKey"]);

  await page.goto("/usage");
  await expect(page.getByTestId("usageRequests")).toHaveText("2");
  await expect(page.getByTestId("usageTotalTokens")).toHaveText("36");
});

test("a trial that is left leaves its record and no connector", async ({ page, enter, server, provider }) => {
  await enter("/connectors/_create/other");
  await fillConnector(page, { name: "Parrot", url: provider.url, model: "parrot-1", api_key: KEY });
  await page.getByTestId("testTab").click();
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  await page.getByTestId("backButton").click();
  await page.getByTestId("discardChangesModal").getByRole("button", { name: "Discard Changes" }).click();
  await expect(page.getByTestId("kindCard-other")).toBeVisible();
  expect((await server.call("connectors_list", {})).map(({ id }) => id)).toEqual(["sandbox"]);
  await page.goto("/usage");
  await expect(page.getByTestId("usageTotalTokens")).toHaveText("18");
});

test("a trial can be stopped", async ({ page, enter, provider }) => {
  provider.is_endless = true;
  await enter("/connectors/_create/other");
  await fillConnector(page, { name: "Parrot", url: provider.url, model: "parrot-1" });
  await page.getByTestId("testTab").click();
  await run(page, "streamed");
  await expect(page.getByTestId("runAnswer")).toContainText("Polly wants a cracker");
  await page.getByTestId("stopButton").click();
  await expect(page.getByTestId("testStopped")).toBeVisible();
  await expect.poll(() => provider.hung_up, "the provider is hung up on").toBe(1);
});

test("an edit is tried unsaved, with the stored key, and what is stored stays", async ({ page, enter, server, provider }) => {
  await storeConnector(server, { id: "parrot", name: "Parrot", url: provider.url, model: "before", api_key: KEY });
  await enter("/connectors/parrot");
  await page.getByTestId("defaultModelField").fill("after");
  await page.getByTestId("testTab").click();
  await expect(page.getByTestId("draftNote")).toBeVisible();
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  expect(provider.received.map(({ body }) => body.model)).toEqual(["after"]);
  expect(provider.authorizations).toEqual([`Bearer ${KEY}`]);
  expect((await server.call("connectors_get", { id: "parrot" })).config.defaultModel).toBe("before");

  await page.getByTestId("saveButton").click();
  await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
  expect((await server.call("connectors_get", { id: "parrot" })).config.defaultModel).toBe("after");
  await expect(page.getByTestId("draftNote")).toHaveCount(0);
});

test("a stored key is not tried at another host", async ({ page, enter, server, provider }) => {
  await storeConnector(server, { id: "parrot", name: "Parrot", url: provider.url, api_key: KEY });
  await enter("/connectors/parrot");
  await page.getByTestId("apiUrlField").fill(provider.url_by_another_host);
  await page.getByTestId("testTab").click();
  await expect(page.getByTestId("draftToFixNote")).toContainText("API key");
  await expect(page.getByTestId("runButton")).toBeDisabled();
  expect(provider.received).toEqual([]);
});

test("what the core finds wrong keeps a trial from running", async ({ page, enter }) => {
  await enter("/connectors/_create/azure-openai");
  await fillConnector(page, { name: "A", url: "https://{resource}.openai.azure.com/openai", api_key: KEY });
  await page.getByTestId("testTab").click();
  await expect(page.getByTestId("draftToFixNote")).toContainText("Before you can test, fill in or put right: URL.");
  await expect(page.getByTestId("runButton")).toBeDisabled();
});
