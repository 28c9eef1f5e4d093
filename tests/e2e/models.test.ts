/** The models a provider lists are offered while Default model is typed. */
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/browser.ts";
import { fillConnector, storeConnector } from "./screen.ts";

/** Those of the field; a select has options of its own. */
const optionsOf = (page: Page) => page.getByRole("listbox").getByRole("option");

test("the provider's models are suggested, and chosen with the keyboard alone", async ({ page, enter, provider }) => {
  await enter("/connectors/_create/other");
  await fillConnector(page, { name: "Parrot", url: provider.url, api_key: "sk-typed" });
  const model = page.getByTestId("defaultModelField");
  const options = optionsOf(page);
  await model.focus();
  await expect(options).toHaveCount(3);
  expect(provider.asked_for_models).toEqual(["Bearer sk-typed"]);
  await expect(options.filter({ hasText: "parrot-1" })).toContainText("8k");

  await page.keyboard.press("ArrowDown");
  await expect(model).toHaveAttribute("aria-activedescendant", /./);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(model).toHaveValue("parrot-1");
  await expect(options).toHaveCount(0);
  await expect(page.getByTestId("modelFacts")).toContainText("8k");
  await expect(model).toBeFocused();
  // The same form asks the provider once.
  await page.keyboard.press("ArrowDown");
  await expect(options).toHaveCount(3);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("macaw");
  await expect(options).toHaveText([/macaw-1/]);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("anything else");
  // A name of one's own needs no list, which would lie over the buttons.
  await expect(model).toHaveAttribute("aria-expanded", "false");
  await expect(page.getByTestId("createConnectorFlyout")).toBeVisible();
  await expect(model).toHaveValue("anything else");
  expect(provider.asked_for_models).toHaveLength(1);
});

test("before the provider can be asked the field says what is missing", async ({ page, enter }) => {
  await enter("/connectors/_create/azure-openai");
  await page.getByTestId("defaultModelField").focus();
  await expect(page.getByText("Enter URL and API key to see which models there are.")).toBeVisible();
});

test("a provider that cannot be asked says why, and the name can still be typed", async ({ page, enter, provider }) => {
  const { url } = provider;
  await provider.stop();
  await enter("/connectors/_create/other");
  await fillConnector(page, { name: "Nobody", url });
  await page.getByTestId("defaultModelField").focus();
  await expect(optionsOf(page)).toHaveCount(0);
  await expect(page.getByRole("status").filter({ hasText: /Nothing answers at/ })).toBeVisible();
  await page.getByTestId("defaultModelField").fill("typed");
  await page.getByTestId("saveButton").click();
  await expect(page.getByText("Created 'Nobody'")).toBeVisible();
});

test("an edit asks with the stored key, and at another host not at all", async ({ page, enter, provider, server }) => {
  await storeConnector(server, { id: "parrot", name: "Parrot", url: provider.url, api_key: "sk-stored" });
  await enter("/connectors/parrot");
  await page.getByTestId("defaultModelField").focus();
  await expect(optionsOf(page)).toHaveCount(3);
  expect(provider.asked_for_models).toEqual(["Bearer sk-stored"]);
  await page.getByTestId("apiUrlField").fill(provider.url_by_another_host);
  await page.getByTestId("defaultModelField").focus();
  await expect(page.getByText("Enter API key to see which models there are.")).toBeVisible();
  expect(provider.asked_for_models).toHaveLength(1);
});
