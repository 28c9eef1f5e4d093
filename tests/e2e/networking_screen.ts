/** What a person does with networking: the page, the group in a connector's form, Diagnose. */
import { expect, type Locator, type Page } from "@playwright/test";
import type { DiagnosisLayer, DiagnosisState, DiagnosisWay } from "../../ui/src/wire/types.ts";

/** The row of one setting, by Kibana's key. */
export function setting(page: Page, key: string): Locator {
  return page.getByTestId(`setting-${key}`);
}

export async function saveSettings(page: Page): Promise<void> {
  await page.getByTestId("saveBar").getByTestId("saveButton").click();
  await expect(page.getByTestId("saveBar")).toHaveCount(0);
}

/** Fills in the proxy; does not save. */
export async function fillProxy(page: Page, url: string, user?: string, password?: string): Promise<void> {
  await page.getByTestId("proxyUrlField").fill(url);
  if (user !== undefined) await page.getByTestId("proxyUsernameField").fill(user);
  if (password !== undefined) await page.getByTestId("proxyPasswordField").fill(password);
}

export async function openDiagnose(page: Page, connector_id: string): Promise<void> {
  await page.goto(`/connectors/${connector_id}/diagnose`);
  await expect(page.getByTestId("diagnoseButton")).toBeEnabled();
}

/** Starts it, and waits for its end. */
export async function diagnose(page: Page): Promise<Locator> {
  await page.getByTestId("diagnoseButton").click();
  const verdict = page.getByTestId("diagnosisVerdict");
  await expect(verdict).toBeVisible({ timeout: 30_000 });
  return verdict;
}

export function layer(page: Page, name: DiagnosisLayer, way: DiagnosisWay = "configured"): Locator {
  return page.getByTestId(`way-${way}`).getByTestId(`layer-${name}`);
}

/** Every layer of a way and what became of it, in order. */
export async function expectLayers(
  page: Page,
  states: Partial<Record<DiagnosisLayer, DiagnosisState>>,
  way: DiagnosisWay = "configured",
): Promise<void> {
  const items = page.getByTestId(`way-${way}`).locator("li[data-state]");
  const found = await items.evaluateAll((all) =>
    all.map((item) => [String(item.getAttribute("data-test-subj")).replace("layer-", ""), item.getAttribute("data-state")]),
  );
  expect(Object.fromEntries(found)).toEqual(states);
  expect(found.map(([name]) => name)).toEqual(Object.keys(states));
}
