/** The guide for a first-timer ticks itself off, from what is really there. */
import { expect, test } from "../fixtures/browser.ts";
import { fillConnector, run, storeConnector } from "./screen.ts";

const STEPS = ["model", "key", "connector", "test"] as const;

test("a fresh profile has done nothing yet, in each of the three guides", async ({ page, enter }) => {
  await enter("/");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Get started" }).click();
  for (const [guide, title] of [
    ["openai", "Choose a model"],
    ["azure", "Deploy a model"],
    ["local", "Start a model"],
  ] as const) {
    await page.getByTestId(`guide-${guide}`).click();
    await expect(page.getByRole("heading", { name: title })).toBeVisible();
    await expect(page.getByTestId("guideProgress")).toHaveText("0 of 4 done");
    for (const step of STEPS) await expect(page.getByTestId(`guideDone-${step}`)).toHaveCount(0);
    await expect(page.getByTestId("guideTest")).toHaveCount(0);
  }
});

test("the model chosen from the table goes into the form, and the steps tick themselves off", async ({ page, enter, provider }) => {
  await enter("/get-started");
  const row = page.getByTestId("modelRow").filter({ hasText: "gpt-4.1-mini" });
  await expect(row).toContainText("GPT-4.1 mini");
  await expect(row).toContainText("$0.40");
  await row.getByTestId("chooseModel").click();
  await expect(row.getByTestId("chooseModel")).toHaveText("Chosen");
  await expect(page).toHaveURL(/model=gpt-4\.1-mini/);
  await page.getByTestId("guideCreate").click();
  await expect(page.getByTestId("providerField")).toHaveValue("OpenAI");
  await expect(page.getByTestId("defaultModelField")).toHaveValue("gpt-4.1-mini");
  await expect(page.getByTestId("modelFacts")).toBeVisible();
  await fillConnector(page, { name: "First", url: provider.url, api_key: "sk-1" });
  await page.getByTestId("saveButton").click();
  await expect(page.getByText("Created 'First'")).toBeVisible();

  await page.goto("/get-started");
  await expect(page.getByTestId("guideProgress")).toHaveText("3 of 4 done");
  for (const step of ["model", "key", "connector"]) await expect(page.getByTestId(`guideDone-${step}`)).toContainText("First");
  await page.getByTestId("guideTest").click();
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  await page.goto("/get-started");
  await expect(page.getByTestId("guideProgress")).toHaveText("4 of 4 done");
  await expect(page.getByTestId("guideDone-test")).toContainText("First");
  // The other guides are about other providers.
  await page.getByTestId("guide-azure").click();
  await expect(page.getByTestId("guideProgress")).toHaveText("0 of 4 done");
});

test("a failed test is not a step that is done", async ({ page, enter, server, provider }) => {
  await storeConnector(server, { id: "first", name: "First", provider: "OpenAI", url: provider.url });
  await provider.stop();
  await enter("/connectors/first/test");
  await run(page, "buffered");
  await expect(page.getByTestId("testFailure")).toBeVisible();
  await page.goto("/get-started");
  await expect(page.getByTestId("guideProgress")).toHaveText("3 of 4 done");
  await expect(page.getByTestId("guideDone-test")).toHaveCount(0);
});

test("on one's own machine the server decides the address of the form", async ({ page, enter, server, provider }) => {
  await enter("/get-started?guide=local");
  for (const [name, address] of [
    ["Ollama", "http://localhost:11434/v1/chat/completions"],
    ["LM Studio", "http://localhost:1234/v1/chat/completions"],
    ["llama.cpp", "http://localhost:8080/v1/chat/completions"],
    ["vLLM", "http://localhost:8000/v1/chat/completions"],
  ] as const) {
    await page.getByTestId("serverChoice").getByRole("button", { name }).click();
    await expect(page.getByTestId("serverHelp")).toContainText(address);
  }
  await page.getByTestId("guideCreate").click();
  await expect(page.getByTestId("apiUrlField")).toHaveValue("http://localhost:8000/v1/chat/completions");
  await fillConnector(page, { name: "At home", url: provider.url, model: "parrot-1" });
  await page.getByTestId("saveAndTestButton").click();
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  await page.goto("/get-started?guide=local");
  await expect(page.getByTestId("guideProgress")).toHaveText("4 of 4 done");
  await server.call("connectors_delete", { ids: ["at-home"] });
  await page.reload();
  await expect(page.getByTestId("guideProgress")).toHaveText("0 of 4 done");
});

test("an Azure deployment ticks the steps of its guide", async ({ page, enter, server }) => {
  await storeConnector(server, {
    name: "Deployed",
    provider: "Azure OpenAI",
    url: "https://birds.openai.azure.com/openai/deployments/parrot/chat/completions?api-version=2025-01-01",
  });
  await enter("/get-started?guide=azure");
  await expect(page.getByTestId("guideProgress")).toHaveText("3 of 4 done");
  await page.getByTestId("guideCreate").click();
  await expect(page.getByTestId("providerField")).toHaveValue("Azure OpenAI");
});

test("an address with nonsense in it shows the first guide", async ({ page, enter }) => {
  await enter("/get-started?guide=evil&model=5&server=7");
  await expect(page.getByRole("heading", { name: "Choose a model" })).toBeVisible();
  await page.goto("/get-started?guide=local&server=evil");
  await expect(page.getByTestId("serverHelp")).toBeVisible();
});
