/** An edit keeps what it is not about: the key above all. */
import { expect, test } from "../fixtures/browser.ts";
import { createConnector, expectFieldError, openTest, rowOf, run, storeConnector } from "./screen.ts";

const KEY = "sk-of-the-parrot";

test("an edit keeps the stored key, which never comes back to the screen", async ({ page, enter, provider }) => {
  await enter("/connectors");
  await createConnector(page, { name: "Parrot", provider: "Other", url: provider.url, model: "m", api_key: KEY });
  await rowOf(page, "Parrot").getByRole("link").click();
  await expect(page.getByTestId("apiKeyField")).toHaveValue("");
  await expect(page.getByTestId("apiKeyField")).toHaveAttribute("placeholder", "Stored. Leave empty to keep it.");
  await expect(page.getByTestId("saveButton")).toBeDisabled();
  await page.getByTestId("connectorNameField").fill("Green parrot");
  await page.getByTestId("saveButton").click();
  await expect(page.getByText("Updated 'Green parrot'")).toBeVisible();
  await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
  await expect(page.getByTestId("saveButton")).toBeDisabled();
  expect(await page.content()).not.toContain(KEY);

  await page.getByTestId("testTab").click();
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  expect(provider.authorizations).toEqual([`Bearer ${KEY}`]);
});

test("another host asks for the key again before it is sent there", async ({ page, enter, provider, server }) => {
  await storeConnector(server, { name: "Parrot", url: provider.url, api_key: KEY });
  await enter("/connectors");
  await rowOf(page, "Parrot").getByRole("link").click();
  await page.getByTestId("apiUrlField").fill(provider.url_by_another_host);
  await expect(page.getByText("The host changed, so the API key must be entered again.").first()).toBeVisible();
  await page.getByTestId("saveButton").click();
  await expectFieldError(page, "apiKeyField", "API key is required.");
  expect(provider.received).toEqual([]);
  expect(provider.asked_for_models).toEqual([]);

  // Back at the old host nothing has to be entered.
  await page.getByTestId("apiUrlField").fill(provider.url.replace("/v1/", "/v2/"));
  await page.getByTestId("saveButton").click();
  await expect(page.getByText("Updated 'Parrot'")).toBeVisible();

  await page.getByTestId("apiUrlField").fill(provider.url_by_another_host);
  await page.getByTestId("apiKeyField").fill("sk-for-the-other-host");
  await page.getByTestId("saveButton").click();
  await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
  await page.getByTestId("testTab").click();
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  expect(provider.authorizations).toEqual(["Bearer sk-for-the-other-host"]);
});

test("a stored key can be taken away, also after a second thought", async ({ page, enter, provider, server }) => {
  await storeConnector(server, { id: "parrot", name: "Parrot", url: provider.url, api_key: KEY });
  await enter("/connectors/parrot");
  await page.getByTestId("removeStoredSecret").click();
  await expect(page.getByText("The stored API key is removed when you save.")).toBeVisible();
  await page.getByTestId("removeStoredSecret").click();
  await expect(page.getByText("The stored API key is removed when you save.")).toBeHidden();
  await page.getByTestId("removeStoredSecret").click();
  await page.getByTestId("saveButton").click();
  await expect(page.getByText("Updated 'Parrot'")).toBeVisible();
  expect((await server.call("connectors_get", { id: "parrot" })).stored_secrets).toEqual([]);

  await page.getByTestId("testTab").click();
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  expect(provider.authorizations).toEqual([""]);
});

test("a provider that needs a key does not let go of it", async ({ page, enter, provider, server }) => {
  await storeConnector(server, { id: "parrot", name: "Parrot", provider: "OpenAI", url: provider.url, api_key: KEY });
  await enter("/connectors/parrot");
  await expect(page.getByTestId("apiKeyField")).toBeVisible();
  await expect(page.getByTestId("removeStoredSecret")).toHaveCount(0);
});

test("unsaved changes are asked about before they are thrown away", async ({ page, enter, provider, server }) => {
  await storeConnector(server, { name: "Parrot", url: provider.url, api_key: KEY });
  await enter("/connectors");
  await rowOf(page, "Parrot").getByRole("link").click();
  await page.getByTestId("connectorNameField").fill("Half a na");
  // The tabs of the flyout do not leave the form.
  await page.getByTestId("testTab").click();
  await expect(page.getByTestId("draftNote")).toBeVisible();
  await page.getByTestId("usageTab").click();
  await expect(page.getByTestId("connectorUsage")).toBeVisible();

  await page.getByTestId("closeButton").click();
  const question = page.getByTestId("discardChangesModal");
  await expect(question).toContainText("Discard unsaved changes to connector?");
  await expect(question).toContainText("You can't recover unsaved changes.");
  await question.getByRole("button", { name: "Cancel" }).click();
  await page.getByTestId("configurationTab").click();
  await expect(page.getByTestId("connectorNameField")).toHaveValue("Half a na");

  await page.goBack();
  await page.goBack();
  await page.goBack();
  await page.goBack();
  await question.getByRole("button", { name: "Discard Changes" }).click();
  await expect(rowOf(page, "Parrot")).toBeVisible();
  await expect(page.getByTestId("editConnectorFlyout")).toBeHidden();
});

test("a connector that is not there says so", async ({ page, enter }) => {
  await enter("/connectors/never-was");
  await expect(page.getByTestId("editConnectorFlyout")).toContainText("Saved object [action/never-was] not found");
});

test("the usage of a connector is in its flyout", async ({ page, enter, provider, server }) => {
  await storeConnector(server, { id: "parrot", name: "Parrot", url: provider.url, api_key: KEY });
  await enter("/connectors/parrot/usage");
  await expect(page.getByTestId("usageLastRun")).toContainText("has not been run yet");
  await page.getByTestId("testTab").click();
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  await page.getByTestId("usageTab").click();
  await expect(page.getByTestId("usageLastRun")).toContainText("Succeeded.");
  await expect(page.getByTestId("usageRuns")).toHaveText("1");
  await expect(page.getByTestId("usageFailedRuns")).toHaveText("0");
  await expect(page.getByTestId("usageTokens")).toHaveText("18");
  await expect(page.getByTestId("usageCertainty")).toHaveText("Every token count was reported by the service.");
});

test("a deleted connector is gone after the question, its usage is not", async ({ page, enter, provider, server }) => {
  await storeConnector(server, { name: "Parrot", url: provider.url, api_key: KEY });
  await enter("/connectors");
  await openTest(page, "Parrot");
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  await page.getByTestId("closeButton").click();

  const question = page.getByTestId("deleteConnectorModal");
  await rowOf(page, "Parrot").getByTestId("deleteConnectorButton").click();
  await expect(question).toContainText("You won't be able to recover a deleted connector.");
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(rowOf(page, "Parrot")).toBeVisible();
  await rowOf(page, "Parrot").getByTestId("deleteConnectorButton").click();
  await question.getByRole("button", { name: "Delete connector" }).click();
  await expect(rowOf(page, "Parrot")).toHaveCount(0);

  await page.goto("/usage");
  await expect(page.getByTestId("usageTotalTokens")).toHaveText("18");
});
