/** Creating, editing and importing connectors in every state, in both themes. */
import type { Page } from "@playwright/test";
import { join } from "node:path";
import { expect, test } from "../fixtures/browser.ts";
import { pki } from "../fixtures/places.ts";
import { inBothThemes, look, MENU_SIZES } from "./look.ts";
import { fillConnector, rowOf, run, storeConnector } from "./screen.ts";
import { storeVariedConnectors } from "./varied_connectors.ts";

const URL = "http://127.0.0.1:9/v1/chat/completions";

/** A flyout is longer than a picture. */
const scrollTo = (page: Page, subject: string) => page.getByTestId(subject).scrollIntoViewIfNeeded();

// The pictures tell what a trace would, and tracing them takes longer than taking them.
test.use({ trace: "off" });

inBothThemes((theme) => {
  test("choosing what to create", async ({ page, enter }) => {
    await enter("/connectors/_create");
    await expect(page.getByTestId("kindCard-openai")).toBeVisible();
    await look(page, "create-step-1", theme);
    await page.getByTestId("searchKindField").fill("a bird");
    await expect(page.getByTestId("noKindMatches")).toBeVisible();
    await look(page, "create-step-1-nothing", theme);
  });

  for (const kind of ["openai", "azure-openai", "other"]) {
    test(`the form of ${kind}, empty, below, and with mistakes`, async ({ page, enter }) => {
      await enter(`/connectors/_create/${kind}`);
      await expect(page.getByTestId("connectorNameField")).toBeVisible();
      await look(page, `create-${kind}`, theme);
      await page.getByTestId("headersSwitch").click();
      await scrollTo(page, "keyReminder");
      await look(page, `create-${kind}-below`, theme);
      await page.getByTestId("saveButton").click();
      await expect(page.getByText("Name is required.")).toBeVisible();
      await look(page, `create-${kind}-mistakes`, theme);
    });
  }

  test("the form of a preset, and of a duplicate", async ({ page, enter, server, provider }) => {
    await storeVariedConnectors(server, provider.url);
    await enter("/connectors/_create/ollama");
    await expect(page.getByTestId("connectorNameField")).toBeVisible();
    await look(page, "create-ollama", theme);
    await page.goto("/connectors/_create/other?from=gateway");
    await expect(page.getByTestId("connectorNameField")).toHaveValue("Gateway with everything (copy)");
    await look(page, "create-duplicate", theme);
  });

  test("client certificates, chosen, wrong, and stored", async ({ page, enter }) => {
    await enter("/connectors/_create/other");
    await fillConnector(page, { name: "Mutual", url: URL, model: "m" });
    await page.getByTestId("pkiSwitch").click();
    await page.getByTestId("certificateDataField").setInputFiles(join(pki, "client.crt"));
    await page.getByTestId("privateKeyDataField").setInputFiles(join(pki, "stranger.key"));
    await page.getByTestId("saveButton").click();
    await expect(page.getByText(/does not belong to the certificate/i)).toBeVisible();
    await scrollTo(page, "caDataField");
    await look(page, "create-pki", theme);
    await page.getByTestId("privateKeyDataField").setInputFiles(join(pki, "client_sec1.key"));
    await page.getByTestId("saveButton").click();
    await rowOf(page, "Mutual").getByRole("link").click();
    await scrollTo(page, "caDataField");
    await look(page, "edit-pki", theme);
  });

  test("the suggestions of models", async ({ page, enter, provider }) => {
    await enter("/connectors/_create/other");
    await fillConnector(page, { name: "Parrot", url: provider.url });
    await page.getByTestId("defaultModelField").focus();
    await expect(page.getByRole("listbox").getByRole("option")).toHaveCount(3);
    await page.keyboard.press("ArrowDown");
    await look(page, "create-models", theme, MENU_SIZES);
  });

  test("pasting a command, and what came of it", async ({ page, enter }) => {
    await enter("/connectors/_create/openai?paste=true");
    await expect(page.getByTestId("pasteArea")).toBeVisible();
    await look(page, "paste", theme);
    await page.getByTestId("fillFormButton").click();
    await look(page, "paste-empty", theme);
    await page.getByTestId("pasteArea").fill("curl -b a=b https://gateway.example/v1/chat/completions -H 'X-Team: birds'");
    await page.getByTestId("fillFormButton").click();
    await expect(page.getByTestId("pasteReport")).toBeVisible();
    await look(page, "paste-done", theme);
  });

  test("testing before saving", async ({ page, enter, provider }) => {
    await enter("/connectors/_create/other/test");
    await expect(page.getByTestId("draftToFixNote")).toBeVisible();
    await look(page, "create-test-to-fix", theme);
    await page.getByTestId("configurationTab").click();
    await fillConnector(page, { name: "Parrot", url: provider.url, model: "parrot-1" });
    await page.getByTestId("testTab").click();
    await run(page, "streamed");
    await expect(page.getByTestId("testSuccess")).toBeVisible();
    await look(page, "create-test", theme);
    await page.getByTestId("testResult").scrollIntoViewIfNeeded();
    await look(page, "create-test-result", theme);
  });

  test("editing, and the question before something is lost", async ({ page, enter, server, provider }) => {
    await storeConnector(server, { id: "parrot", name: "Parrot", url: provider.url });
    await enter("/connectors/parrot");
    await expect(page.getByTestId("connectorNameField")).toBeVisible();
    await look(page, "edit", theme);
    await page.getByTestId("removeStoredSecret").click();
    await scrollTo(page, "usageDashboardLink");
    await look(page, "edit-below", theme);
    await page.getByTestId("removeStoredSecret").click();
    await page.getByTestId("apiUrlField").fill(provider.url_by_another_host);
    await scrollTo(page, "apiKeyField");
    await look(page, "edit-another-host", theme);
    await page.getByTestId("closeButton").click();
    await expect(page.getByTestId("discardChangesModal")).toBeVisible();
    await look(page, "edit-discard", theme);
    await page.getByTestId("discardChangesModal").getByRole("button", { name: "Cancel" }).click();
    await page.getByTestId("apiUrlField").fill(provider.url);
    await page.getByTestId("connectorNameField").fill("Parrot 2");
    await page.getByTestId("saveButton").click();
    await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
    await look(page, "edit-saved", theme);
    await page.getByTestId("testTab").click();
    await run(page, "buffered");
    await expect(page.getByTestId("testSuccess")).toBeVisible();
    await page.getByTestId("usageTab").click();
    await expect(page.getByTestId("usageRuns")).toHaveText("1");
    await look(page, "edit-usage", theme);
  });

  test("a connector whose secrets are missing, and one that is not there", async ({ page, enter, server, provider }) => {
    await storeVariedConnectors(server, provider.url);
    await enter("/connectors/imported");
    await expect(page.getByTestId("missingSecretsNote")).toBeVisible();
    await look(page, "edit-missing-secrets", theme);
    await page.goto("/connectors/never-was");
    await expect(page.getByTestId("editConnectorFlyout")).toContainText("not found");
    await look(page, "edit-not-found", theme);
  });

  test("importing: the empty form, the preview, a refusal, the result", async ({ page, enter, server }) => {
    await storeConnector(server, { id: "change", name: "Before", url: URL });
    await storeConnector(server, { id: "same", name: "Same", url: URL });
    const line = (id: string, name: string, apiUrl = URL, apiProvider = "Other") =>
      JSON.stringify({
        id,
        type: "action",
        attributes: { actionTypeId: ".gen-ai", name, config: { apiProvider, apiUrl, defaultModel: "m" }, secrets: {}, isMissingSecrets: true },
      });
    const text = [
      line("fresh", "Fresh", "https://api.openai.com/v1/chat/completions", "OpenAI"),
      line("change", "A name that is so long that it does not fit into the column at all and goes on"),
      line("same", "Same"),
      line("Odd_Id", "مساعد"),
      line("cut", "Cut").slice(0, 60),
    ].join("\n");
    const file = (content: string) => ({ name: "export.ndjson", mimeType: "application/x-ndjson", buffer: Buffer.from(content) });
    await enter("/connectors/_import");
    await expect(page.getByTestId("importFile")).toBeAttached();
    await look(page, "import", theme);
    await page.getByTestId("importFile").setInputFiles(file(""));
    await expect(page.getByTestId("importError")).toBeVisible();
    await look(page, "import-error", theme);
    await page.getByTestId("importFile").setInputFiles(file(text));
    await expect(page.getByTestId("importRow")).toHaveCount(5);
    await look(page, "import-preview", theme);
    await page.getByTestId("importRow").last().scrollIntoViewIfNeeded();
    await look(page, "import-preview-below", theme);
    await page.getByTestId("importButton").click();
    await expect(page.getByTestId("importDone")).toBeVisible();
    await look(page, "import-result", theme);
  });
});
