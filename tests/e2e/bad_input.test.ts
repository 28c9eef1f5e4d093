/** What must not be stored: each gets a named error at its field, and nothing is written. */
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/browser.ts";
import { expectFieldError, fillConnector, formRow, rowOf } from "./screen.ts";

const URL = "http://127.0.0.1:9/v1/chat/completions";
const LONG = "a".repeat(10_000);
const TURNED = "abc\u202Etxt.exe";

type Case = [text: string, message: string | RegExp];

const INVISIBLE = "Invalid URL: it contains a line break or another invisible character.";
const NOT_IN_A_HEADER = (label: string) =>
  `${label} must not contain line breaks, accents or other characters that an HTTP header cannot hold.`;

const TABLE: Record<string, Case[]> = {
  connectorNameField: [
    ["", "Name is required."],
    ["   ", "Name is required."],
    [LONG, "Name must be 256 characters or less."],
    ["bell\u0007", "Name must not contain line breaks or other control characters."],
    [TURNED, "Name must not contain invisible characters that change the writing direction."],
  ],
  connectorIdField: [
    ["", "Connector ID is required."],
    [LONG, "Connector ID must be 36 characters or less."],
    ["a\u0007b", "Only lowercase letters, numbers, and hyphens are allowed."],
    ["مساعد", "Only lowercase letters, numbers, and hyphens are allowed."],
    ["../../etc", "Only lowercase letters, numbers, and hyphens are allowed."],
    ["__proto__", "Only lowercase letters, numbers, and hyphens are allowed."],
  ],
  apiUrlField: [
    ["", "URL is required."],
    [`https://example.com/${LONG}`, "URL must be 2048 characters or less."],
    ["https://example.com/\u0007", INVISIBLE],
    ["https://example.com/\u202Ev1", INVISIBLE],
    ["https://exa mple.com/v1", "Invalid URL: it contains a space."],
    ["https://", "Invalid URL"],
    ["https://?x=1", "Invalid URL"],
    ["api.openai.com/v1", "Invalid URL"],
    ["https://me:secret@example.com/v1", /^Invalid URL: leave the user name and password out/],
    ["https://me@example.com/v1", /^Invalid URL: leave the user name and password out/],
    ["https://example.com./v1", "Invalid URL: the host name must not end with a dot."],
    ["ftp://example.com/v1", "Invalid URL: use http or https."],
    ["javascript:alert(1)", "Invalid URL: use http or https."],
    ["http://[::1/v1", "Invalid URL"],
    ["https://example.com:99999/v1", "Invalid URL"],
    ["https://{resource}.openai.azure.com/openai", "Invalid URL: replace {resource} with your own value."],
  ],
  defaultModelField: [
    ["", "Default model is required."],
    [LONG, "Default model must be 256 characters or less."],
    ["gpt\u0007", "Default model must not contain line breaks or other control characters."],
    [TURNED, "Default model must not contain invisible characters that change the writing direction."],
  ],
  contextWindowLengthField: ["0", "-1", "1.5", "many", "1e12", "0x10", "١٢٣", LONG].map(
    (text): Case => [text, "Context window length must be a whole number from 1 to 100000000."],
  ),
  temperatureField: ["-0.1", "2.1", "warm", "NaN", "Infinity", "0,5", LONG].map(
    (text): Case => [text, "Temperature must be a number from 0 to 2."],
  ),
  apiKeyField: [
    [LONG.repeat(2), "API key must be 16384 characters or less."],
    ["sk-\u0007", NOT_IN_A_HEADER("API key")],
    ["sk-مفتاح", NOT_IN_A_HEADER("API key")],
  ],
};

async function openForm(page: Page): Promise<void> {
  await fillConnector(page, { name: "Bad", provider: "Other", url: URL, model: "m" });
}

for (const [subject, cases] of Object.entries(TABLE)) {
  test(`what is wrong in ${subject} is said there, and nothing is stored`, async ({ page, enter, server }) => {
    await enter("/connectors/_create/other");
    await openForm(page);
    const field = page.getByTestId(subject);
    const good = await field.inputValue();
    for (const [text, message] of cases) {
      await field.fill(text);
      await page.getByTestId("saveButton").click();
      await expectFieldError(page, subject, message);
      await expect(field).toHaveAttribute("aria-invalid", "true");
      await expect(page.getByTestId("createConnectorFlyout")).toBeVisible();
    }
    expect((await server.call("connectors_list", {})).map(({ id }) => id)).toEqual(["sandbox"]);

    // The same form is fine once the field is.
    await field.fill(good);
    await page.getByTestId("saveButton").click();
    await expect(rowOf(page, "Bad")).toBeVisible();
  });
}

test("what OpenAI alone has is held against its rules, too", async ({ page, enter, server }) => {
  await enter("/connectors/_create/openai");
  await fillConnector(page, { name: "Bad", url: URL, api_key: "sk-1" });
  for (const [subject, label] of [
    ["organizationIdField", "OpenAI Organization"],
    ["projectIdField", "OpenAI Project"],
  ] as const) {
    for (const [text, message] of [
      [LONG, `${label} must be 256 characters or less.`],
      ["org\u0007", NOT_IN_A_HEADER(label)],
      ["منظمة", NOT_IN_A_HEADER(label)],
    ] as const) {
      await page.getByTestId(subject).fill(text);
      await page.getByTestId("saveButton").click();
      await expectFieldError(page, subject, message);
    }
    await page.getByTestId(subject).fill("");
  }
  expect((await server.call("connectors_list", {})).map(({ id }) => id)).toEqual(["sandbox"]);
});

test("a mistake is said while typing, before anything is pressed", async ({ page, enter }) => {
  await enter("/connectors/_create/openai");
  await page.getByTestId("apiUrlField").fill("https://example.com./v1");
  await expectFieldError(page, "apiUrlField", "Invalid URL: the host name must not end with a dot.");
  await page.getByTestId("apiUrlField").fill("https://example.com/v1");
  await expect(formRow(page, "apiUrlField").locator(".euiFormErrorText")).toHaveCount(0);
});

test("what only looks unusual is fine: IPv6, other scripts, an address without a domain", async ({ page, enter, server }) => {
  await enter("/connectors");
  for (const [name, url] of [
    ["IPv6", "http://[::1]:8080/v1/chat/completions"],
    ["IDN", "https://bücher.example/v1/chat/completions"],
    ["مساعد عربي", "http://localhost:1234/v1/chat/completions"],
  ] as const) {
    await page.goto("/connectors/_create/other");
    await fillConnector(page, { name, url, model: "نموذج" });
    await page.getByTestId("saveButton").click();
    await expect(rowOf(page, name)).toBeVisible();
  }
  const saved = await server.call("connectors_list", {});
  expect(saved.filter(({ is_preconfigured }) => !is_preconfigured).map(({ config }) => config.apiUrl).sort()).toEqual([
    "http://[::1]:8080/v1/chat/completions",
    "http://localhost:1234/v1/chat/completions",
    "https://xn--bcher-kva.example/v1/chat/completions",
  ]);
});
