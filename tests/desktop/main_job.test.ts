/** The whole main job in the real window, against a server that nobody here wrote. */
import { expect, test, type App } from "../fixtures/window.ts";
import type { LlamaServer } from "../fixtures/llama_server.ts";

const hello = (max_tokens: number) => ({ messages: [{ role: "user", content: "Hello world" }], max_tokens });

async function createConnector(app: App, name: string, llama: LlamaServer, api_key: string): Promise<void> {
  await app.openForm("other");
  await app.subject("connectorNameField").fill(name);
  await app.subject("apiUrlField").fill(llama.chat_completions_url);
  await app.subject("defaultModelField").fill(llama.model);
  await app.subject("apiKeyField").fill(api_key);
  await app.subject("saveAndTestButton").click();
  await app.subject("bodyEditorContent").shows();
}

async function usage(app: App): Promise<{ prompt: number; completion: number; total: number }> {
  return {
    prompt: await app.number("usagePromptTokens"),
    completion: await app.number("usageCompletionTokens"),
    total: await app.number("usageTotalTokens"),
  };
}

test("create, run, stop, count, restart: all against llama.cpp's own server", async ({ app, llama }) => {
  await test.step("a connector is created and answers a streamed run", async () => {
    await createConnector(app, "Llama", llama, llama.api_key);
    await app.run(hello(40));
    await app.subject("testSuccess").shows("Test was successful");
    expect(await app.subject("runAnswer").text()).not.toBe("");
    expect(await app.number("completionTokens")).toBe(40);
    await app.picture("test-light");
  });

  await test.step("a buffered run counts as well", async () => {
    await app.subject("streamSwitch").click();
    await app.run(hello(25));
    await app.part('[data-test-subj="testResult"]').shows("Raw response (JSON)");
    expect(await app.number("completionTokens")).toBe(25);
    await app.subject("streamSwitch").click();
  });

  await test.step("the dashboard shows what the server itself counted", async () => {
    await app.closeFlyout();
    await app.show("Token usage");
    await app.subject("usageRequests").shows(/^2$/);
    const counted = await llama.counted();
    expect(await usage(app)).toEqual({
      prompt: counted.prompt_tokens,
      completion: counted.completion_tokens,
      total: counted.prompt_tokens + counted.completion_tokens,
    });
    await app.subject("usageChart").shows();
    await app.picture("usage-light");
  });

  await test.step("a long answer is stopped half-way, and leaves a record too", async () => {
    await app.show("Connectors");
    await app.openTest("Llama");
    await app.run(hello(30_000));
    await app.subject("runAnswer").shows(/\S/);
    await app.subject("stopButton").click();
    await app.subject("testStopped").shows("Stopped");
    expect((await app.subject("runAnswer").text()).length).toBeGreaterThan(0);
    await app.closeFlyout();
    await app.show("Token usage");
    await app.subject("usageRequests").shows(/^3$/);
    await app.subject("usageSureness").shows("1 of 3 requests estimated");
  });

  await test.step("after a restart everything is there, and the sealed key still works", async () => {
    await app.choose("dark");
    const before = await usage(app);
    await app.restart();
    expect(await app.theme()).toBe("dark");
    await app.picture("connectors-dark");
    await app.show("Token usage");
    await app.subject("usageRequests").shows(/^3$/);
    expect(await usage(app)).toEqual(before);
    await app.picture("usage-dark");

    await app.show("Connectors");
    await app.openTest("Llama");
    await app.run(hello(10));
    await app.subject("testSuccess").shows();
    expect(await app.number("completionTokens")).toBe(10);
    await app.picture("test-dark");
    await app.closeFlyout();
  });

  await test.step("the key lies in this session's keychain", async () => {
    await app.show("Settings");
    await app.subject("vaultStatus").shows("this machine's keychain");
    await app.picture("settings-dark");
  });
});

test("a wrong key fails in Kibana's words, and the right one mends it", async ({ app, llama }) => {
  await createConnector(app, "Llama", llama, "sk-wrong");
  await app.run(hello(10));
  await app.subject("testFailure").shows("Test failed to run");
  await app.subject("testFailure").shows("Status code: 401. Message: Unauthorized API Error - Invalid API Key");
  await app.picture("test-failure-light");

  await app.subject("configurationTab").click();
  await app.subject("apiKeyField").fill(llama.api_key);
  await app.subject("saveButton").click();
  await app.subject("saveButton").shows("Changes Saved");
  await app.subject("testTab").click();
  await app.run(hello(10));
  await app.subject("testSuccess").shows();
  await app.closeFlyout();

  await app.show("Token usage");
  await app.subject("usageRequests").shows(/^2$/);
  await app.subject("usageFailures").shows(/^1$/);
});
