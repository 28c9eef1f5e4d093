/** One runner for everything that crosses the border of a process. The projects are the parts of `cargo xtask test`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { target } from "./fixtures/places.ts";

const MINUTE_MS = 60_000;

// Debian's, or the one that CHROMIUM names. Playwright's own download would be a second browser to trust.
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome-stable"];
const browser = process.env.CHROMIUM ?? BROWSERS.find((path) => existsSync(path)) ?? "chromium";

export default defineConfig({
  outputDir: join(target, "journeys"),
  reporter: "list",
  forbidOnly: true,
  retries: 0,
  fullyParallel: true,
  expect: { timeout: 10_000 },
  use: {
    launchOptions: {
      executablePath: browser,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    testIdAttribute: "data-test-subj",
    // A colour in the middle of a fade has a contrast of its own.
    contextOptions: { reducedMotion: "reduce" },
    trace: "retain-on-failure",
  },
  projects: [
    { name: "browser", testDir: "e2e", testMatch: "*.test.ts", timeout: MINUTE_MS },
    { name: "window", testDir: "desktop", testMatch: "*.test.ts", timeout: 4 * MINUTE_MS },
    { name: "bench", testDir: "bench", testMatch: "*.bench.ts", timeout: 12 * MINUTE_MS },
  ],
});
