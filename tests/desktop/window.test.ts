/** What only the real window can show. */
import { expect, test } from "../fixtures/window.ts";

test("a newcomer without an account or a network runs the Sandbox", async ({ app }) => {
  await app.picture("connectors-light");
  await app.openTest("Sandbox");
  await app.subject("runButton").click();
  await app.subject("testSuccess").shows();
  const [prompt, completion] = [await app.number("promptTokens"), await app.number("completionTokens")];
  await app.closeFlyout();
  await app.show("Token usage");
  await app.subject("usageRequests").shows(/^1$/);
  expect(await app.number("usageTotalTokens")).toBe(prompt + completion);
});

test("the chosen theme outlives the app", async ({ app }) => {
  for (const theme of ["dark", "light"] as const) {
    await app.choose(theme);
    await expect.poll(() => app.theme()).toBe(theme);
    await app.restart();
    expect(await app.theme()).toBe(theme);
  }
});

test("the window asks for no key, and shows its pages", async ({ app }) => {
  expect(await app.subject("accountMenuButton").is_there()).toBe(false);
  await app.subject("createConnectorButton").click();
  await app.subject("kindCard-ollama").shows("Ollama");
  await app.picture("create-step-1-light");
  await app.subject("kindCard-openai").click();
  await app.subject("connectorNameField").shows();
  await app.picture("create-light");
  await app.subject("backButton").click();
  await app.subject("closeButton").click();
  await app.subject("createConnectorFlyout").goes();
  await app.part('a[title="Sandbox"]').click();
  await app.subject("readOnlyNote").shows("read-only");
  await app.picture("sandbox-light");
  await app.closeFlyout();
  await app.show("Get started");
  await app.subject("guideProgress").shows("0 of 4 done");
  await app.picture("get-started-light");
  await app.show("Settings");
  await app.subject("vaultStatus").shows();
  await app.picture("settings-light");
});

test("the page can reach no server but through the app", async ({ app, llama }) => {
  // Without `cors` the answer cannot be read, but only the page's policy can keep the request from being sent.
  const outcome = await app.session.execute<string>(
    'return fetch(arguments[0], { mode: "no-cors" }).then(() => "sent", () => "refused");',
    `${llama.url}/health`,
  );
  expect(outcome).toBe("refused");
});
