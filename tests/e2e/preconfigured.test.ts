/** Connectors from a configuration file: there, marked, usable, and nobody's to change. */
import { expect, test } from "../fixtures/browser.ts";
import { openTest, rowOf, run, storeConnector } from "./screen.ts";

const CONFIG = `
xpack.actions.preconfigured:
  team-gpt:
    name: Team GPT
    actionTypeId: .gen-ai
    config:
      apiProvider: OpenAI
      apiUrl: http://127.0.0.1:9/v1/chat/completions
      defaultModel: gpt-4.1
    secrets:
      apiKey: sk-of-the-team
  my-slack:
    name: Slack
    actionTypeId: .slack
    config: {}
server.port: 5601
`;

test.use({ config_file: CONFIG });

test("a connector of the file stands in the list with its badge, and cannot be ticked, edited or deleted", async ({ page, enter, server }) => {
  await enter("/connectors");
  const row = rowOf(page, "Team GPT");
  await expect(row.getByTestId("preconfiguredBadge")).toHaveText("Preconfigured");
  await expect(row.getByRole("checkbox")).toHaveCount(0);
  await expect(row.getByTestId("deleteConnectorButton")).toHaveCount(0);
  await expect(page.getByTestId("selectPage")).toBeDisabled();
  await row.getByTestId("rowMenuButton").click();
  await expect(page.getByTestId("rowMenuEdit")).toHaveText("View");
  await expect(page.getByTestId("rowMenuDelete")).toHaveCount(0);
  await expect(page.getByTestId("rowMenuExport")).toHaveCount(0);
  await page.getByTestId("rowMenuEdit").click();
  await expect(page.getByTestId("readOnlyNote")).toContainText("This connector is read-only.");
  await expect(page.getByTestId("editConnectorFlyout")).toContainText("gpt-4.1");
  await expect(page.getByTestId("saveButton")).toHaveCount(0);
  await expect(page.getByTestId("connectorNameField")).toHaveCount(0);
  expect(await page.content()).not.toContain("sk-of-the-team");

  const change = { id: "team-gpt", name: "Mine", config: {}, secrets: {} };
  await expect(server.call("connectors_delete", { ids: ["team-gpt"] })).rejects.toThrow("read_only");
  await expect(server.call("connectors_update", change)).rejects.toThrow("read_only");
  await expect(storeConnector(server, { ...change, url: "http://127.0.0.1:9/v1" })).rejects.toThrow("invalid");
});

test("what is odd about the file is said above the list, until it is dismissed", async ({ page, enter }) => {
  await enter("/connectors");
  const notices = page.getByTestId("configNotices");
  await expect(notices).toContainText("patchbay.yml");
  await expect(notices).toContainText("my-slack");
  await notices.getByRole("button", { name: /dismiss/i }).click();
  await expect(notices).toHaveCount(0);
  await page.reload();
  await expect(rowOf(page, "Team GPT")).toBeVisible();
  await expect(notices).toHaveCount(0);
});

test("it can be duplicated, without its key", async ({ page, enter, server }) => {
  await enter("/connectors/team-gpt");
  await page.getByTestId("duplicateConnectorButton").click();
  await expect(page.getByTestId("connectorNameField")).toHaveValue("Team GPT (copy)");
  await expect(page.getByTestId("apiKeyField")).toHaveValue("");
  await page.getByTestId("apiKeyField").fill("sk-mine");
  await page.getByTestId("saveButton").click();
  await expect(rowOf(page, "Team GPT (copy)")).toBeVisible();
  expect(await server.call("connectors_get", { id: "team-gpt-copy" })).toMatchObject({
    is_preconfigured: false,
    config: { defaultModel: "gpt-4.1" },
  });
});

test("it is run with the key of the file", async ({ page, enter }) => {
  await enter("/connectors");
  await openTest(page, "Team GPT");
  // Nobody listens there; that it was tried is what the record says.
  await run(page, "buffered");
  await expect(page.getByTestId("testFailure")).toBeVisible();
  await page.getByTestId("closeButton").click();
  await expect(rowOf(page, "Team GPT").getByTestId("lastRun")).toHaveAttribute("title", /^Failed, /);
});
