import { expect, test } from "../fixtures/browser.ts";
import { createConnector, fillConnector, openTest, rowOf, run } from "./screen.ts";

const KEY = "sk-of-the-parrot";

test("required fields are asked for one by one, in Kibana's words", async ({ page, enter }) => {
  await enter("/connectors/create");
  await page.getByTestId("saveButton").click();
  await expect(page.getByText("Name is required.")).toBeVisible();
  await expect(page.getByText("API key is required.")).toBeVisible();

  await page.getByTestId("providerField").selectOption("Other");
  await page.getByTestId("saveButton").click();
  for (const message of ["Name is required.", "URL is required.", "Default model is required."]) {
    await expect(page.getByText(message)).toBeVisible();
  }
  // A server on one's own machine often asks for none.
  await expect(page.getByText("API key is required.")).toHaveCount(0);
});

test("each provider brings its own address, and never changes the name", async ({ page, enter }) => {
  await enter("/connectors/create");
  await page.getByTestId("connectorNameField").fill("Kept");
  await expect(page.getByTestId("apiUrlField")).toHaveValue("https://api.openai.com/v1/chat/completions");
  await page.getByTestId("providerField").selectOption("Azure OpenAI");
  await expect(page.getByTestId("apiUrlField")).toHaveAttribute("placeholder", /openai\.azure\.com\/openai\/deployments/);
  await page.getByTestId("providerField").selectOption("Other");
  await expect(page.getByTestId("apiUrlField")).toHaveValue("");
  await expect(page.getByTestId("connectorNameField")).toHaveValue("Kept");
});

test("what the server refuses is said at its field, and nothing typed is lost", async ({ page, enter, provider }) => {
  await enter("/connectors/create");
  const template = "https://{your-resource-name}.openai.azure.com/openai/deployments/d/chat/completions";
  await fillConnector(page, { name: "Parrot", provider: "Azure OpenAI", url: template, api_key: KEY });
  await page.getByTestId("saveButton").click();
  await expect(page.getByText("Invalid URL: replace {your-resource-name} with your own value.")).toBeVisible();
  await expect(page.getByTestId("apiUrlField")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByTestId("apiUrlField")).toBeFocused();
  await expect(page.getByTestId("connectorNameField")).toHaveValue("Parrot");
  await expect(page.getByTestId("apiKeyField")).toHaveValue(KEY);

  await page.getByTestId("apiUrlField").fill(provider.url);
  await page.getByTestId("saveButton").click();
  await expect(rowOf(page, "Parrot")).toBeVisible();
});

test("Save & test creates the connector and opens its test", async ({ page, enter, provider }) => {
  await enter("/connectors/create");
  await fillConnector(page, { name: "Parrot", provider: "Other", url: provider.url, model: "m", api_key: KEY });
  await page.getByTestId("saveAndTestButton").click();
  await expect(page.getByText("Created 'Parrot'")).toBeVisible();
  await expect(page.getByTestId("testTab")).toHaveAttribute("aria-selected", "true");
  await run(page, "streamed");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
});

test("an edit keeps the stored key, which never comes back to the screen", async ({ page, enter, provider }) => {
  await enter("/connectors");
  await createConnector(page, { name: "Parrot", provider: "Other", url: provider.url, model: "m", api_key: KEY });
  await rowOf(page, "Parrot").getByRole("link").click();
  await expect(page.getByTestId("apiKeyField")).toHaveValue("");
  await page.getByTestId("connectorNameField").fill("Green parrot");
  await page.getByTestId("saveButton").click();
  await expect(page.getByText("Updated 'Green parrot'")).toBeVisible();
  await expect(page.getByTestId("saveButton")).toHaveText("Changes saved");
  await expect(page.getByTestId("saveButton")).toBeDisabled();
  expect(await page.content()).not.toContain(KEY);

  await page.getByTestId("testTab").click();
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  expect(provider.authorizations).toEqual([`Bearer ${KEY}`]);
});

test("another host asks for the key again before it is sent there", async ({ page, enter, provider }) => {
  await enter("/connectors");
  await createConnector(page, { name: "Parrot", provider: "Other", url: provider.url, model: "m", api_key: KEY });
  await rowOf(page, "Parrot").getByRole("link").click();
  await page.getByTestId("apiUrlField").fill(provider.url_by_another_host);
  await expect(page.getByText("The host changed, so the API key must be entered again.")).toBeVisible();
  await page.getByTestId("saveButton").click();
  await expect(page.getByText("API key is required.")).toBeVisible();

  await page.getByTestId("apiKeyField").fill("sk-for-the-other-host");
  await page.getByTestId("saveButton").click();
  await expect(page.getByText("Updated 'Parrot'")).toBeVisible();
  await page.getByTestId("testTab").click();
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  expect(provider.authorizations).toEqual(["Bearer sk-for-the-other-host"]);
});

test("unsaved changes are asked about before they are thrown away", async ({ page, enter, provider }) => {
  await enter("/connectors");
  await createConnector(page, { name: "Parrot", provider: "Other", url: provider.url, model: "m", api_key: KEY });
  await rowOf(page, "Parrot").getByRole("link").click();
  await page.getByTestId("connectorNameField").fill("Half a na");
  await page.getByTestId("testTab").click();
  await expect(page.getByTestId("unsavedChangesNote")).toBeVisible();
  await expect(page.getByTestId("runButton")).toBeDisabled();

  await page.getByTestId("closeButton").click();
  await page.getByTestId("discardChangesModal").getByRole("button", { name: "Cancel" }).click();
  await page.getByTestId("configurationTab").click();
  await expect(page.getByTestId("connectorNameField")).toHaveValue("Half a na");
  await page.getByTestId("closeButton").click();
  await page.getByTestId("discardChangesModal").getByRole("button", { name: "Discard Changes" }).click();
  await expect(rowOf(page, "Parrot")).toBeVisible();
  await expect(page.getByTestId("editConnectorFlyout")).toBeHidden();
});

test("a deleted connector is gone after the question, its usage is not", async ({ page, enter, provider }) => {
  await enter("/connectors");
  await createConnector(page, { name: "Parrot", provider: "Other", url: provider.url, model: "m", api_key: KEY });
  await openTest(page, "Parrot");
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  await page.getByTestId("closeButton").click();

  await rowOf(page, "Parrot").getByTestId("deleteConnectorButton").click();
  await page.getByTestId("deleteConnectorModal").getByRole("button", { name: "Cancel" }).click();
  await expect(rowOf(page, "Parrot")).toBeVisible();
  await rowOf(page, "Parrot").getByTestId("deleteConnectorButton").click();
  await page.getByTestId("deleteConnectorModal").getByRole("button", { name: "Delete connector" }).click();
  await expect(rowOf(page, "Parrot")).toHaveCount(0);

  await page.goto("/usage");
  await expect(page.getByTestId("usageTotalTokens")).toHaveText("18");
});

test("the search narrows the list and says when nothing matches", async ({ page, enter, server }) => {
  for (const name of ["Alder", "Birch", "Birch two"]) {
    const config = { apiProvider: "Other" as const, apiUrl: "http://127.0.0.1:9/v1/chat/completions", defaultModel: "m" };
    await server.call("connectors_create", { name, config, secrets: { apiKey: KEY } });
  }
  await enter("/connectors");
  await expect(page.getByTestId("connectorRow")).toHaveCount(4);
  await page.getByTestId("connectorsSearch").fill("birch");
  await expect(page.getByTestId("connectorRow")).toHaveCount(2);
  await page.getByTestId("connectorsSearch").fill("oak");
  await expect(page.getByTestId("connectorsNoMatch")).toContainText("No connector matches");
  await page.getByRole("button", { name: "Clear the search" }).click();
  await expect(page.getByTestId("connectorRow")).toHaveCount(4);
});
