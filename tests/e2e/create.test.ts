/** From the list to a saved connector: the two steps, and every field of every provider. */
import { expect, test } from "../fixtures/browser.ts";
import { createConnector, expectFieldError, fillConnector, formRow, rowOf, run, storeConnector } from "./screen.ts";

const KEY = "sk-of-the-parrot";

test("a connector is created in two steps, and both can be left and gone back from", async ({ page, enter }) => {
  await enter("/connectors");
  await page.getByTestId("createConnectorButton").click();
  await expect(page.getByRole("heading", { name: "Select a connector" })).toBeVisible();
  await expect(page.getByTestId("searchKindField")).toBeFocused();
  for (const title of ["OpenAI", "Azure OpenAI", "Other (OpenAI Compatible Service)", "Ollama", "LM Studio", "llama.cpp", "vLLM"]) {
    await expect(page.getByTestId("createConnectorFlyout").getByRole("button", { name: title, exact: true })).toBeVisible();
  }

  await page.getByTestId("searchKindField").fill("azure");
  await expect(page.getByTestId("kindCard-openai")).toHaveCount(0);
  await expect(page.getByTestId("kindCard-azure-openai")).toBeVisible();
  await page.getByTestId("searchKindField").fill("a bird");
  await expect(page.getByTestId("noKindMatches")).toHaveText("No connectors match the current filter or search.");
  await page.getByTestId("searchKindField").fill("");

  await page.getByTestId("kindCard-openai").click();
  await expect(page.getByRole("heading", { name: "OpenAI connector" })).toBeVisible();
  await expect(page.getByTestId("createConnectorFlyout")).toContainText("Send a request to an OpenAI or Azure OpenAI service.");
  await expect(page.getByTestId("connectorNameField")).toBeFocused();
  await page.getByTestId("backButton").click();
  await expect(page.getByTestId("kindCard-ollama")).toBeVisible();
  await page.getByTestId("closeButton").click();
  await expect(page.getByTestId("createConnectorFlyout")).toBeHidden();
  await expect(page.getByTestId("createConnectorButton")).toBeFocused();
});

test("a server of one's own begins with the address its maker chose", async ({ page, enter }) => {
  const addresses = {
    ollama: "http://localhost:11434/v1/chat/completions",
    "lm-studio": "http://localhost:1234/v1/chat/completions",
    "llama-cpp": "http://localhost:8080/v1/chat/completions",
    vllm: "http://localhost:8000/v1/chat/completions",
  };
  await enter("/connectors/_create");
  for (const [preset, address] of Object.entries(addresses)) {
    await page.getByTestId(`kindCard-${preset}`).click();
    await expect(page.getByTestId("providerField")).toHaveValue("Other");
    await expect(page.getByTestId("apiUrlField")).toHaveValue(address);
    await page.getByTestId("backButton").click();
  }
});

test("required fields are asked for one by one, in Kibana's words", async ({ page, enter }) => {
  await enter("/connectors/_create/openai");
  await page.getByTestId("defaultModelField").fill("");
  await page.getByTestId("saveButton").click();
  await expect(page.getByTestId("formErrors")).toContainText("There are errors in the form");
  await expectFieldError(page, "connectorNameField", "Name is required.");
  await expectFieldError(page, "connectorIdField", "Connector ID is required.");
  await expectFieldError(page, "apiKeyField", "API key is required.");
  await expect(page.getByTestId("connectorNameField")).toBeFocused();

  await page.getByTestId("providerField").selectOption("Other");
  await page.getByTestId("saveButton").click();
  await expectFieldError(page, "connectorNameField", "Name is required.");
  await expectFieldError(page, "apiUrlField", "URL is required.");
  await expectFieldError(page, "defaultModelField", "Default model is required.");
  // A server on one's own machine often asks for none.
  await expect(page.getByText("API key is required.")).toHaveCount(0);
});

test("each provider brings its own address, and what was typed stays through every change", async ({ page, enter }) => {
  await enter("/connectors/_create/openai");
  await page.getByTestId("connectorNameField").fill("Kept");
  await page.getByTestId("temperatureField").fill("0.4");
  await page.getByTestId("organizationIdField").fill("org-kept");
  await expect(page.getByTestId("apiUrlField")).toHaveValue("https://api.openai.com/v1/chat/completions");
  await page.getByTestId("providerField").selectOption("Azure OpenAI");
  await expect(page.getByTestId("apiUrlField")).toHaveAttribute("placeholder", /openai\.azure\.com\/openai\/deployments/);
  await expect(page.getByTestId("organizationIdField")).toHaveCount(0);
  await page.getByTestId("providerField").selectOption("Other");
  await expect(page.getByTestId("apiUrlField")).toHaveValue("");
  await expect(page.getByTestId("connectorNameField")).toHaveValue("Kept");
  await expect(page.getByTestId("temperatureField")).toHaveValue("0.4");
  await page.getByTestId("providerField").selectOption("OpenAI");
  await expect(page.getByTestId("organizationIdField")).toHaveValue("org-kept");
});

test("what the server refuses is said at its field, and nothing typed is lost", async ({ page, enter, provider }) => {
  await enter("/connectors/_create/azure-openai");
  const template = "https://{your-resource-name}.openai.azure.com/openai/deployments/d/chat/completions";
  await fillConnector(page, { name: "Parrot", url: template, api_key: KEY });
  await page.getByTestId("saveButton").click();
  await expectFieldError(page, "apiUrlField", "Invalid URL: replace {your-resource-name} with your own value.");
  await expect(page.getByTestId("apiUrlField")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByTestId("apiUrlField")).toBeFocused();
  await expect(page.getByTestId("connectorNameField")).toHaveValue("Parrot");
  await expect(page.getByTestId("apiKeyField")).toHaveValue(KEY);

  await page.getByTestId("apiUrlField").fill(provider.url);
  await page.getByTestId("saveButton").click();
  await expect(rowOf(page, "Parrot")).toBeVisible();
});

test("every field of an OpenAI connector is kept and shown again", async ({ page, enter, provider, server }) => {
  await enter("/connectors/_create/openai");
  await fillConnector(page, { name: "All of it", url: provider.url, model: "parrot-1", api_key: KEY });
  await page.getByTestId("contextWindowLengthField").fill("128000");
  await page.getByTestId("temperatureField").fill("0.2");
  await page.getByTestId("organizationIdField").fill("org-1");
  await page.getByTestId("projectIdField").fill("proj_1");
  await page.getByTestId("headersSwitch").click();
  const first = page.getByRole("group", { name: "Header 1" });
  await first.getByRole("textbox", { name: "Key" }).fill("X-Team");
  await first.getByRole("textbox", { name: "Value" }).fill("birds");
  await page.getByTestId("saveButton").click();
  await expect(page.getByText("Created 'All of it'")).toBeVisible();

  const { connectors, secrets } = await stored(server);
  expect(connectors).toContainEqual(
    expect.objectContaining({
      id: "all-of-it",
      config: {
        apiProvider: "OpenAI",
        apiUrl: provider.url,
        defaultModel: "parrot-1",
        contextWindowLength: 128000,
        temperature: 0.2,
        organizationId: "org-1",
        projectId: "proj_1",
        headers: { "X-Team": "birds" },
      },
    }),
  );
  expect(secrets["all-of-it"]).toEqual(["secrets.apiKey"]);

  await rowOf(page, "All of it").getByRole("link").click();
  await expect(page.getByTestId("contextWindowLengthField")).toHaveValue("128000");
  await expect(page.getByTestId("temperatureField")).toHaveValue("0.2");
  await expect(page.getByTestId("organizationIdField")).toHaveValue("org-1");
  await expect(page.getByTestId("projectIdField")).toHaveValue("proj_1");
  await expect(first.getByRole("textbox", { name: "Key" })).toHaveValue("X-Team");
  await page.getByTestId("testTab").click();
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  const [request] = provider.received;
  expect(request?.headers).toMatchObject({
    authorization: `Bearer ${KEY}`,
    "openai-organization": "org-1",
    "openai-project": "proj_1",
    "x-team": "birds",
  });
});

test("an Azure connector sends its key in the header of Azure", async ({ page, enter, provider }) => {
  const url = provider.url.replace("/v1/", "/openai/deployments/parrot/").concat("?api-version=2025-01-01");
  await enter("/connectors");
  await createConnector(page, { name: "Azure", provider: "Azure OpenAI", url, api_key: KEY });
  await rowOf(page, "Azure").getByTestId("testConnectorButton").click();
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  const [request] = provider.received;
  expect(request?.path).toBe("/openai/deployments/parrot/chat/completions?api-version=2025-01-01");
  expect(request?.headers["api-key"]).toBe(KEY);
  expect(request?.headers.authorization).toBeUndefined();
});

test("a compatible service needs no key, and says whether its model calls tools by itself", async ({ page, enter, provider, server }) => {
  await enter("/connectors/_create/other");
  await fillConnector(page, { name: "Free", url: provider.url, model: "parrot-1" });
  await page.getByTestId("enableNativeFunctionCallingField").click();
  await page.getByTestId("saveAndTestButton").click();
  await expect(page.getByTestId("testTab")).toHaveAttribute("aria-selected", "true");
  await run(page, "streamed");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  expect(provider.authorizations).toEqual([""]);
  const { connectors } = await stored(server);
  expect(connectors.find(({ id }) => id === "free")?.config.enableNativeFunctionCalling).toBe(true);

  await page.getByTestId("configurationTab").click();
  await expect(page.getByTestId("enableNativeFunctionCallingField")).toBeChecked();
});

test("headers are added, removed, and refused where they are wrong", async ({ page, enter, server, provider }) => {
  await enter("/connectors/_create/other");
  await fillConnector(page, { name: "Headers", url: provider.url, model: "m" });
  await page.getByTestId("headersSwitch").click();
  const header = (number: number) => page.getByRole("group", { name: `Header ${number}`, exact: true });
  const write = async (number: number, key: string, value: string) => {
    await header(number).getByRole("textbox", { name: "Key" }).fill(key);
    await header(number).getByLabel("Value", { exact: true }).fill(value);
  };
  await write(1, "X-One", "1");
  await page.getByTestId("addHeaderButton").click();
  await expect(header(2).getByRole("textbox", { name: "Key" })).toBeFocused();
  await write(2, "x-one", "2");
  await expectFieldError(page, "headersField", 'The key "X-One" is there twice.');

  for (const [key, value, message] of [
    ["Authorization", "Bearer x", 'The header "Authorization" would override the authentication. Enter the key under API key.'],
    ["API-Key", "x", 'The header "API-Key" would override the authentication. Enter the key under API key.'],
    ["Content-Length", "1", 'The header "Content-Length" is set by Patchbay.'],
    ["OpenAI-Project", "p", /has a field of its own/],
    ["a b", "1", /"a b" cannot be the name of an HTTP header/],
    ["X-Two", "dé", /must not contain line breaks, accents/],
    ["X-Two", "", 'The header "X-Two" needs a value.'],
    ["", "2", "Key is required."],
  ] as const) {
    await write(2, key, value);
    await page.getByTestId("saveButton").click();
    await expectFieldError(page, "headersField", message);
  }
  expect((await stored(server)).connectors.some(({ name }) => name === "Headers")).toBe(false);

  await write(2, "X-Two", "2");
  await page.getByTestId("addHeaderButton").click();
  await write(3, "X-Three", "3");
  await page.getByRole("button", { name: 'Delete header "X-Two"' }).click();
  await expect(page.getByTestId("addHeaderButton")).toBeFocused();
  await page.getByTestId("saveButton").click();
  await expect(rowOf(page, "Headers")).toBeVisible();
  const saved = (await stored(server)).connectors.find(({ name }) => name === "Headers");
  expect(saved?.config.headers).toEqual({ "X-One": "1", "X-Three": "3" });

  await rowOf(page, "Headers").getByRole("link").click();
  await expect(page.getByTestId("headersSwitch")).toBeChecked();
  await page.getByTestId("headersSwitch").click();
  await page.getByTestId("saveButton").click();
  await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
  const without = (await stored(server)).connectors.find(({ name }) => name === "Headers");
  expect(without?.config.headers).toBeUndefined();
});

test("the ID follows the name until it is edited, and is checked while typing", async ({ page, enter, server, provider }) => {
  await storeConnector(server, { id: "parrot", name: "Parrot", url: provider.url });
  await enter("/connectors/_create/other");
  const [name, id] = [page.getByTestId("connectorNameField"), page.getByTestId("connectorIdField")];
  await name.fill("Grüne Vögel & Co.");
  await expect(id).toHaveValue("grune-vogel-co");
  await name.fill("Parrot");
  await expect(id).toHaveValue("parrot-2");
  await name.fill("مساعد");
  await expect(id).toHaveValue("connector");
  await name.fill("a very long name that goes on and on and on");
  await expect(id).toHaveValue("a-very-long-name-that-goes-on-and-on");

  for (const [text, message] of [
    ["parrot", "A connector is already using this ID. Choose a different ID."],
    ["sandbox", "A connector is already using this ID. Choose a different ID."],
    ["Parrot_2", "Only lowercase letters, numbers, and hyphens are allowed."],
    ["a".repeat(37), "Connector ID must be 36 characters or less."],
    ["", "Connector ID is required."],
  ] as const) {
    await id.fill(text);
    await id.blur();
    await expectFieldError(page, "connectorIdField", message);
  }
  await id.fill("my-own");
  await expect(formRow(page, "connectorIdField").locator(".euiFormErrorText")).toHaveCount(0);
  await name.fill("Another name");
  await expect(id).toHaveValue("my-own");
  await page.getByTestId("apiUrlField").fill(provider.url);
  await page.getByTestId("defaultModelField").fill("m");
  await page.getByTestId("saveButton").click();
  await rowOf(page, "Another name").getByRole("link").click();
  await expect(id).toHaveValue("my-own");
  await expect(id).toHaveAttribute("readonly");
});

test("Save & test creates the connector and opens its test", async ({ page, enter, provider }) => {
  await enter("/connectors/_create/other");
  await fillConnector(page, { name: "Parrot", url: provider.url, model: "m", api_key: KEY });
  await page.getByTestId("saveAndTestButton").click();
  await expect(page.getByText("Created 'Parrot'")).toBeVisible();
  await expect(page).toHaveURL(/\/connectors\/parrot\/test/);
  await expect(page.getByTestId("testTab")).toHaveAttribute("aria-selected", "true");
  await run(page, "streamed");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
});

test("a form that was begun is not left without a question", async ({ page, enter }) => {
  await enter("/connectors/_create/openai");
  await page.getByTestId("connectorNameField").fill("Half a na");
  await page.getByTestId("backButton").click();
  await page.getByTestId("discardChangesModal").getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByTestId("connectorNameField")).toHaveValue("Half a na");
  await page.keyboard.press("Escape");
  await page.getByTestId("discardChangesModal").getByRole("button", { name: "Discard Changes" }).click();
  await expect(page.getByTestId("createConnectorFlyout")).toBeHidden();
});

test("a duplicate has everything but the secrets", async ({ page, enter, server, provider }) => {
  await storeConnector(server, {
    id: "parrot",
    name: "Parrot",
    url: provider.url,
    api_key: KEY,
    config: { temperature: 0.7, headers: { "X-Team": "birds" } },
  });
  await enter("/connectors");
  await rowOf(page, "Parrot").getByTestId("rowMenuButton").click();
  await page.getByTestId("rowMenuDuplicate").click();
  await expect(page.getByTestId("connectorNameField")).toHaveValue("Parrot (copy)");
  await expect(page.getByTestId("connectorIdField")).toHaveValue("parrot-copy");
  await expect(page.getByTestId("apiUrlField")).toHaveValue(provider.url);
  await expect(page.getByTestId("temperatureField")).toHaveValue("0.7");
  await expect(page.getByTestId("apiKeyField")).toHaveValue("");
  await page.getByTestId("apiKeyField").fill("sk-of-the-copy");
  await page.getByTestId("saveAndTestButton").click();
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  expect(provider.authorizations).toEqual(["Bearer sk-of-the-copy"]);
  const copy = (await stored(server)).connectors.find(({ id }) => id === "parrot-copy");
  expect(copy?.config).toMatchObject({ temperature: 0.7, headers: { "X-Team": "birds" } });
});

test("an address with nonsense in it shows a form or the cards", async ({ page, enter }) => {
  await enter("/connectors/_create/openai?model=5&from=7&paste=1");
  await expect(page.getByTestId("connectorNameField")).toBeVisible();
  await expect(page.getByTestId("pasteModal")).toHaveCount(0);
  await page.getByTestId("connectorNameField").fill("Fine");
  await page.getByTestId("apiKeyField").fill("sk-1");
  await page.getByTestId("saveButton").click();
  await expect(rowOf(page, "Fine")).toBeVisible();
  await page.goto("/connectors/_create/no-such-kind");
  await expect(page.getByTestId("kindCard-openai")).toBeVisible();
});

async function stored(server: Parameters<typeof storeConnector>[0]) {
  const connectors = await server.call("connectors_list", {});
  return { connectors, secrets: Object.fromEntries(connectors.map(({ id, stored_secrets }) => [id, stored_secrets])) };
}
