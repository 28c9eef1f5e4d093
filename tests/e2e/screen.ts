/** The screens as a person sees them: what to fill in, and what to read off. */
import { expect, type Locator, type Page } from "@playwright/test";
import type { Server } from "../fixtures/server.ts";
import type { Connector } from "../../ui/src/wire/types.ts";

export type ConnectorInput = {
  name: string;
  provider?: "OpenAI" | "Azure OpenAI" | "Other";
  url?: string;
  model?: string;
  api_key?: string;
};

type Stored = {
  name: string;
  url: string;
  id?: string;
  model?: string;
  api_key?: string | null;
  provider?: ConnectorInput["provider"];
  /** More of Kibana's config. */
  config?: Record<string, unknown>;
};

const CARDS = { OpenAI: "openai", "Azure OpenAI": "azure-openai", Other: "other" } as const;

export async function fillConnector(page: Page, input: ConnectorInput): Promise<void> {
  await page.getByTestId("connectorNameField").fill(input.name);
  if (input.provider) await page.getByTestId("providerField").selectOption(input.provider);
  if (input.url) await page.getByTestId("apiUrlField").fill(input.url);
  if (input.model) await page.getByTestId("defaultModelField").fill(input.model);
  if (input.api_key) await page.getByTestId("apiKeyField").fill(input.api_key);
}

/** Goes the way of a person: the button, the card, the form. */
export async function createConnector(page: Page, input: ConnectorInput): Promise<void> {
  await page.getByTestId("createConnectorButton").click();
  await page.getByTestId(`kindCard-${CARDS[input.provider ?? "OpenAI"]}`).click();
  await fillConnector(page, input);
  await page.getByTestId("saveButton").click();
  await expect(rowOf(page, input.name)).toBeVisible();
  await expect(page.getByTestId("createConnectorFlyout")).toBeHidden();
}

/** Creates a connector past the screen: for journeys that begin after that. */
export async function storeConnector(server: Server, input: Stored): Promise<Connector> {
  const { id = null, name, url, model = "m", api_key = "sk-1", provider = "Other", config = {} } = input;
  const secrets: Record<string, string> = api_key === null ? {} : { apiKey: api_key };
  return server.call("connectors_create", {
    id,
    name,
    config: { apiProvider: provider, apiUrl: url, defaultModel: model, ...config },
    secrets,
  });
}

/** The row of the form around a field: its label, help and error. */
export function formRow(page: Page, subject: string): Locator {
  return page.locator(".euiFormRow").filter({ has: page.getByTestId(subject) });
}

/** Which field is said to be wrong, and how. */
export async function expectFieldError(page: Page, subject: string, message: string | RegExp): Promise<void> {
  await expect(formRow(page, subject).locator(".euiFormErrorText")).toHaveText(message);
}

export function rowOf(page: Page, name: string): Locator {
  return page.getByTestId("connectorRow").filter({ has: page.getByRole("link", { name, exact: true }) });
}

export async function openTest(page: Page, name: string): Promise<void> {
  await rowOf(page, name).getByTestId("testConnectorButton").click();
  await expect(page.getByTestId("runButton")).toBeEnabled();
}

/** Replaces the JSON in the editor, as pasting does. */
export async function writeBody(page: Page, body: object | string): Promise<void> {
  await page.getByRole("textbox", { name: "Body" }).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(typeof body === "string" ? body : JSON.stringify(body));
}

export type Tokens = { prompt: number; completion: number; total: number };

export async function run(page: Page, how: "streamed" | "buffered"): Promise<void> {
  await page.getByTestId("streamSwitch").setChecked(how === "streamed");
  await page.getByTestId("runButton").click();
}

export async function runTokens(page: Page): Promise<Tokens> {
  return {
    prompt: await numberIn(page.getByTestId("promptTokens")),
    completion: await numberIn(page.getByTestId("completionTokens")),
    total: await numberIn(page.getByTestId("totalTokens")),
  };
}

export async function usageTokens(page: Page): Promise<Tokens> {
  return {
    prompt: await numberIn(page.getByTestId("usagePromptTokens")),
    completion: await numberIn(page.getByTestId("usageCompletionTokens")),
    total: await numberIn(page.getByTestId("usageTotalTokens")),
  };
}

export function sum(tokens: Tokens[]): Tokens {
  return tokens.reduce((all, one) => ({
    prompt: all.prompt + one.prompt,
    completion: all.completion + one.completion,
    total: all.total + one.total,
  }));
}

/** A number as it is shown, with its separators; anything else on the screen (such as "unknown") fails. */
export async function numberIn(locator: Locator): Promise<number> {
  const text = (await locator.innerText()).trim();
  expect(text).toMatch(/^[\d,]+$/);
  return Number(text.replaceAll(",", ""));
}
