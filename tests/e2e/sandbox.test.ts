import { expect, test } from "../fixtures/browser.ts";
import { openTest, rowOf, run, runTokens, writeBody } from "./screen.ts";

test("a newcomer finds the Sandbox, preconfigured and without a way to delete it", async ({ page, enter }) => {
  await enter("/");
  const row = rowOf(page, "Sandbox");
  await expect(row.getByTestId("preconfiguredBadge")).toHaveText("Preconfigured");
  await expect(row.getByTestId("deleteConnectorButton")).toHaveCount(0);
  await row.getByRole("link", { name: "Sandbox" }).click();
  await expect(page.getByTestId("readOnlyNote")).toBeVisible();
  await expect(page.getByTestId("editConnectorFlyout")).toContainText("not a language model");
});

test("the Sandbox answers a streamed run with text, token counts and times", async ({ page, enter }) => {
  await enter("/connectors");
  await openTest(page, "Sandbox");
  await run(page, "streamed");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  await expect(page.getByTestId("runAnswer")).not.toBeEmpty();
  const tokens = await runTokens(page);
  expect(tokens.prompt).toBeGreaterThan(0);
  expect(tokens.completion).toBeGreaterThan(0);
  expect(tokens.total).toBe(tokens.prompt + tokens.completion);
  await expect(page.getByTestId("timeToFirstToken")).toHaveText(/^[\d.,]+ m?s$/);
  await expect(page.getByTestId("httpStatus")).toHaveText("200");
});

test("a buffered run gives the same answer as a streamed one, and the raw JSON", async ({ page, enter }) => {
  await enter("/connectors");
  await openTest(page, "Sandbox");
  await run(page, "streamed");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  const streamed = await page.getByTestId("runAnswer").innerText();

  await run(page, "buffered");
  await expect(page.getByRole("button", { name: "Raw response (JSON)" })).toBeVisible();
  await expect(page.getByTestId("runAnswer")).toHaveText(streamed);
  await page.getByRole("button", { name: "Raw response (JSON)" }).click();
  await expect(page.getByTestId("rawResponse")).toContainText('"chat.completion"');
});

test("a body that is not JSON is named in place and cannot be run", async ({ page, enter }) => {
  await enter("/connectors");
  await openTest(page, "Sandbox");
  await writeBody(page, "{ not json");
  await expect(page.getByTestId("runDisabledReason")).toHaveText("Body does not have a valid JSON format.");
  await expect(page.getByTestId("runButton")).toBeDisabled();
  await expect(page.getByText(/^Line 1: /)).toBeVisible();

  await writeBody(page, { messages: [{ role: "user", content: "Hello again" }] });
  await expect(page.getByTestId("runButton")).toBeEnabled();
});

test("before the first run the results say where they will be", async ({ page, enter }) => {
  await enter("/connectors");
  await openTest(page, "Sandbox");
  await expect(page.getByTestId("testResult")).toContainText("When you run the test, the results will show up here.");
  for (const title of ["Create an action", "Run the test", "Results"]) {
    await expect(page.getByRole("heading", { name: title })).toBeVisible();
  }
});
