/** A look at a screen: in two sizes, by axe, and kept as a picture for people to look at. */
import { AxeBuilder } from "@axe-core/playwright";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/browser.ts";
import { screenshots } from "../fixtures/places.ts";

export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const SIZES = [
  { width: 1280, height: 800 },
  { width: 900, height: 600 },
];

/** A menu stays where it was opened when the window shrinks, so the small size would show nothing true of it. */
export const MENU_SIZES = SIZES.slice(0, 1);

export async function look(page: Page, name: string, theme: Theme, sizes = SIZES): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    const path = join(screenshots, `browser-${name}-${theme}-${size.width}x${size.height}.png`);
    await page.screenshot({ path, animations: "disabled" });
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect.soft(sideways, `${name} at ${size.width} pixels must not scroll sideways`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map(({ html }) => html) }));
  expect.soft(found, `axe on ${name}, ${theme}`).toEqual([]);
}

/** The same journeys in both themes. */
export function inBothThemes(journeys: (theme: Theme) => void): void {
  for (const theme of THEMES) {
    test.describe(`in the ${theme} theme`, () => {
      // Many pictures, and axe reads every node of each.
      test.describe.configure({ timeout: 120_000 });
      test.beforeEach(async ({ page }) => {
        await page.addInitScript((choice) => localStorage.setItem("patchbay.theme", choice), theme);
      });
      journeys(theme);
    });
  }
}
