import { expect, test } from "../fixtures/browser.ts";
import { createConnector, openTest, run, runTokens } from "./screen.ts";

const KEY = "sk-of-the-parrot";

test("an answer appears while it streams, and Stop keeps what has arrived", async ({ page, enter, provider }) => {
  provider.is_endless = true;
  await enter("/connectors");
  await createConnector(page, { name: "Parrot", provider: "Other", url: provider.url, model: "parrot-1", api_key: KEY });
  await openTest(page, "Parrot");
  await run(page, "streamed");
  await expect(page.getByTestId("runAnswer")).toContainText("Polly wants a cracker");
  await expect(page.getByTestId("stopButton")).toBeVisible();

  await page.getByTestId("stopButton").click();
  await expect(page.getByTestId("testStopped")).toBeVisible();
  await expect(page.getByTestId("runAnswer")).toContainText("Polly wants a cracker");
  await expect(page.getByTestId("runButton")).toBeEnabled();
  await expect.poll(() => provider.hung_up, "the provider is hung up on").toBe(1);

  await page.goto("/usage");
  await expect(page.getByTestId("usageRequests")).toHaveText("1");
  await expect(page.getByTestId("usageSureness")).toContainText("1 of 1 request estimated");
});

test("the numbers of a run are the ones that the provider reported", async ({ page, enter, provider }) => {
  await enter("/connectors");
  await createConnector(page, { name: "Parrot", provider: "Other", url: provider.url, model: "parrot-1", api_key: KEY });
  await openTest(page, "Parrot");
  for (const how of ["streamed", "buffered"] as const) {
    await run(page, how);
    await expect(page.getByTestId("runModel")).toHaveText("parrot-1");
    await expect(page.getByTestId("runAnswer")).toContainText("Polly wants a cracker");
    expect(await runTokens(page)).toEqual({ prompt: 11, completion: 7, total: 18 });
  }
  expect(provider.authorizations).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`]);
});

test("a service that is not there fails with a reason and a record", async ({ page, enter, provider }) => {
  const { url } = provider;
  await provider.stop();
  await enter("/connectors");
  await createConnector(page, { name: "Nobody", provider: "Other", url, model: "none", api_key: KEY });
  await openTest(page, "Nobody");
  await run(page, "streamed");
  await expect(page.getByTestId("testFailure")).toContainText("Test failed to run");
  await expect(page.getByTestId("testFailure")).toContainText("The following error was found:");

  await page.goto("/usage");
  await expect(page.getByTestId("usageFailures")).toHaveText("1");
  await expect(page.getByTestId("usageSureness")).toContainText("unknown token counts");
});
