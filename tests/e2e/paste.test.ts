/** A curl command or an address fills the form; the key in it goes to one field and nowhere else. */
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/browser.ts";
import { rowOf, run } from "./screen.ts";

const KEY = "sk-pasted-1234567890";

async function paste(page: Page, text: string): Promise<void> {
  await page.getByTestId("pasteArea").fill(text);
  await page.getByTestId("fillFormButton").click();
}

test("a pasted curl command fills the form, and its key is in the key field alone", async ({ page, enter, provider, server }) => {
  await enter("/connectors");
  await page.getByTestId("createConnectorButton").click();
  await page.getByTestId("kindCard-_paste").click();
  await expect(page.getByTestId("pasteArea")).toBeFocused();
  const told: string[] = [];
  page.on("console", (message) => told.push(message.text()));
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await paste(
    page,
    [
      `curl ${provider.url} \\`,
      `  -H "Authorization: Bearer ${KEY}" \\`,
      `  -H 'Content-Type: application/json' -H "X-Team: birds" \\`,
      `  -d '{"model": "parrot-9", "messages": [{"role": "user", "content": "it'"'"'s me"}]}'`,
    ].join("\n"),
  );
  await expect(page.getByTestId("pasteModal")).toBeHidden();
  await expect(page.getByTestId("pasteReport")).toContainText("Filled in:");
  await expect(page.getByTestId("providerField")).toHaveValue("Other");
  await expect(page.getByTestId("apiUrlField")).toHaveValue(provider.url);
  await expect(page.getByTestId("defaultModelField")).toHaveValue("parrot-9");
  await expect(page.getByTestId("apiKeyField")).toHaveValue(KEY);
  await expect(page.getByTestId("apiKeyField")).toHaveAttribute("type", "password");
  const header = page.getByRole("group", { name: "Header 1" });
  await expect(header.getByRole("textbox", { name: "Key" })).toHaveValue("X-Team");
  await expect(header.getByRole("textbox", { name: "Value" })).toHaveValue("birds");

  const fields = await page.locator("input, textarea").evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
  expect(fields.filter((value) => value.includes(KEY))).toEqual([KEY]);
  expect(await page.locator("body").innerText()).not.toContain(KEY);
  const kept = await page.evaluate(() =>
    JSON.stringify([location.href, history.state, { ...localStorage }, { ...sessionStorage }, document.title]),
  );
  expect(kept).not.toContain(KEY);

  await page.getByTestId("connectorNameField").fill("Pasted");
  await page.getByTestId("saveAndTestButton").click();
  await run(page, "buffered");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  expect(provider.received[0]?.headers).toMatchObject({ authorization: `Bearer ${KEY}`, "x-team": "birds" });
  expect(provider.received[0]?.body.model).toBe("parrot-9");
  expect(await page.content()).not.toContain(KEY);
  expect([...told, ...asked].join("\n")).not.toContain(KEY);
  expect((await server.call("connectors_get", { id: "pasted" })).stored_secrets).toEqual(["secrets.apiKey"]);
});

test("an Azure target URI fills the form of Azure", async ({ page, enter, server }) => {
  const uri =
    "https://birds.openai.azure.com/openai/deployments/parrot/chat/completions?api-version=2025-01-01-preview";
  await enter("/connectors/_create/openai?paste=true");
  await paste(page, uri);
  await expect(page.getByTestId("providerField")).toHaveValue("Azure OpenAI");
  await expect(page.getByTestId("apiUrlField")).toHaveValue(uri);
  await expect(page.getByTestId("pasteReport")).toContainText("enter the API key yourself");
  await page.getByTestId("connectorNameField").fill("Azure");
  await page.getByTestId("apiKeyField").fill(KEY);
  await page.getByTestId("saveButton").click();
  await expect(rowOf(page, "Azure")).toBeVisible();
  expect((await server.call("connectors_get", { id: "azure" })).config).toMatchObject({ apiProvider: "Azure OpenAI", apiUrl: uri });
});

test("what cannot be used is named, and a header that may be a secret is kept as one", async ({ page, enter }) => {
  await enter("/connectors/_create/openai?paste=true");
  await page.getByTestId("fillFormButton").click();
  await expect(page.getByTestId("pasteModal")).toContainText("Paste a curl command or an address first.");
  await paste(page, "curl 'https://example.com/v1");
  await expect(page.getByTestId("pasteModal")).toContainText("A quote is opened and never closed.");
  await paste(page, "just some words");
  await expect(page.getByTestId("pasteModal")).toContainText("There is no http or https address in it.");
  await expect(page.getByTestId("pasteArea")).toBeFocused();

  await paste(
    page,
    "curl -u me:hunter2 'https://gateway.example/v1/chat/completions?api_key=hunter3&x=1' -b 'session=hunter4' -H 'X-Auth-Token: hunter5' -H 'Authorization: Bearer $OPENAI_API_KEY'",
  );
  await expect(page.getByTestId("apiUrlField")).toHaveValue("https://gateway.example/v1/chat/completions?x=1");
  await expect(page.getByTestId("apiKeyField")).toHaveValue("");
  const report = page.getByTestId("pasteReport");
  for (const left_out of ["user name and password", "cookies", "the parameter api_key"]) {
    await expect(report).toContainText(left_out);
  }
  const header = page.getByRole("group", { name: "Header 1", exact: true });
  await expect(header.getByLabel("Value", { exact: true })).toHaveAttribute("type", "password");
  await expect(header.getByLabel("Value", { exact: true })).toHaveValue("hunter5");
  await expect(header.getByRole("button", { name: 'Keep header "X-Auth-Token" secret' })).toHaveAttribute("aria-pressed", "true");
  expect(await page.content()).not.toMatch(/hunter[234]/);
});
