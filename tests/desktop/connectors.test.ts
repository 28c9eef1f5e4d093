/** Everything that is done with connectors, in the real window. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Provider } from "../fixtures/provider.ts";
import { expect, test, type App } from "../fixtures/window.ts";

const KEY = "sk-of-the-parrot";
const BODY = { messages: [{ role: "user", content: "Hello" }] };

const link = (app: App, name: string) => app.part(`a[title="${name}"]`);

async function confirm(app: App): Promise<void> {
  await app.subject("deleteConnectorModal").subject("confirmModalConfirmButton").click();
  await app.subject("deleteConnectorModal").goes();
}

type SavedObject = { id: string; attributes: { name: string; secrets: object; isMissingSecrets: boolean } };

function readExport(path: string): SavedObject[] {
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return lines.slice(0, -1).map((line) => JSON.parse(line) as SavedObject);
}

test("connectors are created, tried, edited, duplicated, exported, deleted and imported", async ({ app, home }) => {
  const provider = await Provider.start();
  try {
    await test.step("a form is tried before it is saved", async () => {
      await app.openForm("other");
      await app.subject("connectorNameField").fill("Parrot");
      await app.subject("apiUrlField").fill(provider.url);
      await app.subject("defaultModelField").fill("parrot-1");
      await app.subject("apiKeyField").fill(KEY);
      await app.subject("testTab").click();
      await app.subject("draftNote").shows("Testing your unsaved changes.");
      await app.run(BODY);
      await app.subject("testSuccess").shows();
      expect(provider.authorizations).toEqual([`Bearer ${KEY}`]);
      await app.picture("create-test-light");
      await app.subject("saveButton").click();
      await link(app, "Parrot").shows("Parrot");
      await app.subject("createConnectorFlyout").goes();
    });

    await test.step("an edit keeps the key", async () => {
      await link(app, "Parrot").click();
      await app.subject("connectorNameField").fill("Green parrot");
      await app.subject("saveButton").click();
      await app.subject("saveButton").shows("Changes Saved");
      await app.picture("edit-saved-light");
      await app.subject("testTab").click();
      await app.subject("bodyEditorContent").shows();
      await app.run(BODY);
      await app.subject("testSuccess").shows();
      expect(provider.authorizations).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`]);
      await app.closeFlyout();
      await link(app, "Green parrot").shows("Green parrot");
    });

    await test.step("a duplicate has everything but the key", async () => {
      await app.openMenu("Green parrot", "rowMenuDuplicate");
      await app.subject("connectorNameField").shows();
      expect(await app.subject("connectorNameField").value()).toBe("Green parrot (copy)");
      expect(await app.subject("apiUrlField").value()).toBe(provider.url);
      expect(await app.subject("apiKeyField").value()).toBe("");
      await app.subject("saveButton").click();
      await link(app, "Green parrot (copy)").shows("(copy)");
    });

    let exported = "";
    await test.step("an export lies in the folder for downloads, without the key", async () => {
      await app.openMenu(null, "exportAll");
      await expect.poll(() => readdirSync(home.downloads)).toHaveLength(1);
      exported = join(home.downloads, readdirSync(home.downloads)[0] ?? "");
      expect(exported).toMatch(/\/patchbay-connectors-\d{4}-\d\d-\d\d\.ndjson$/);
      await app.part(".euiToast").shows(exported);
      expect(readFileSync(exported, "utf8")).not.toContain(KEY);
      const all = readExport(exported).map(({ id, attributes }) => [id, attributes.name, attributes.isMissingSecrets]);
      expect(all.toSorted()).toEqual([
        ["green-parrot-copy", "Green parrot (copy)", false],
        ["parrot", "Green parrot", true],
      ]);
      // A second one is beside it, and not over it.
      await app.openMenu("Green parrot", "rowMenuExport");
      await expect.poll(() => readdirSync(home.downloads)).toHaveLength(2);
      const second = readdirSync(home.downloads).find((name) => name.includes("(1)")) ?? "";
      expect(readExport(join(home.downloads, second)).map(({ id }) => id)).toEqual(["parrot"]);
    });

    await test.step("one is deleted, then all that is ticked", async () => {
      await app.part(`[aria-label='Delete "Green parrot (copy)"']`).click();
      await app.subject("deleteConnectorModal").shows("You won't be able to recover a deleted connector.");
      await app.picture("delete-light");
      await confirm(app);
      await link(app, "Green parrot (copy)").goes();
      await app.subject("selectPage").click();
      await app.subject("bulkDelete").shows("Delete 1");
      await app.subject("bulkDelete").click();
      await confirm(app);
      await link(app, "Green parrot").goes();
    });

    await test.step("the export comes back, after a look at what it does", async () => {
      const broken = join(home.path, "broken.ndjson");
      writeFileSync(broken, `${readFileSync(exported, "utf8").slice(0, 100)}\n`);
      await app.openMenu(null, "importConnectors");
      await app.subject("importFile").chooseFile(broken);
      await app.subject("importRow").shows("The file may have been cut short.");
      await app.subject("importFile").chooseFile(exported);
      await app.subject("importButton").shows("Import 2 connectors");
      await app.picture("import-preview-light");
      await app.subject("importButton").click();
      await app.subject("importDone").shows("2 connectors were imported");
      await app.picture("import-result-light");
      await app.subject("goToConnectors").click();
      await app.subject("importFlyout").goes();
    });

    await test.step("what came without its key is mended", async () => {
      await app.part(`[aria-label='Fix "Green parrot"']`).click();
      await app.subject("missingSecretsNote").shows("Sensitive information is not imported.");
      await app.subject("apiKeyField").fill("sk-entered-again");
      await app.subject("saveButton").click();
      await app.subject("saveButton").shows("Changes Saved");
      await app.subject("testTab").click();
      await app.subject("bodyEditorContent").shows();
      await app.run(BODY);
      await app.subject("testSuccess").shows();
      expect(provider.authorizations.at(-1)).toBe("Bearer sk-entered-again");
      await app.closeFlyout();
    });

    await test.step("the search of everything opens with its keys", async () => {
      await app.session.execute(
        `window.dispatchEvent(new KeyboardEvent("keydown", { key: "/", ctrlKey: true, bubbles: true, cancelable: true }));`,
      );
      await app.subject("paletteInput").fill("green");
      await app.subject("paletteOption").shows("Green parrot");
      await app.picture("palette-light");
      await app.subject("paletteOption").click();
      await app.subject("connectorNameField").shows();
      await app.closeFlyout();
    });
  } finally {
    await provider.stop();
  }
});
