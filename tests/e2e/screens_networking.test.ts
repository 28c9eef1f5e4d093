/** Networking, Diagnose and what they leave in the list, in both themes. */
import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, SQUID_PASSWORD, SQUID_USER, test } from "../fixtures/network.ts";
import { pki } from "../fixtures/places.ts";
import { inBothThemes, look } from "./look.ts";
import { diagnose, layer, openDiagnose, saveSettings } from "./networking_screen.ts";
import { rowOf, storeConnector } from "./screen.ts";

const AUTHORITY = readFileSync(join(pki, "ca.crt"), "utf8");
const LONG = "a-host-with-a-name-that-is-so-long-that-it-does-not-fit-into-a-column.department.example.com";

const SETTINGS = {
  allowedHosts: ["*.example.com", "10.0.0.0/8", LONG],
  customHostSettings: [
    { url: `https://${LONG}:8443`, ssl: { verificationMode: "none" } },
    { url: "https://llm.example.com", ssl: { verificationMode: "certificate", certificateAuthoritiesData: [AUTHORITY] } },
  ],
  proxyUrl: "http://proxy.example.com:3128",
  proxyHeaders: { "X-Team": "birds" },
  proxyBypassHosts: ["*.internal"],
  ssl: { verificationMode: "certificate", certificateAuthoritiesData: [AUTHORITY] },
  responseTimeout: "90s",
  rateLimiter: { "gen-ai": { lookbackWindow: "1m", limit: 60 } },
};

const FILE = `
xpack.actions.proxyUrl: http://proxy.example.com:3128
xpack.actions.proxyHeaders.X-Team: birds
xpack.actions.allowedHosts: ["*.example.com"]
xpack.actions.customHostSettings: [{url: "https://llm.example.com", ssl: {verificationMode: none}}]
xpack.actions.ssl.verificationMode: certificate
xpack.actions.responseTimeout: soon
xpack.actions.proxyBypassHosts: [a.example.com]
xpack.actions.proxyOnlyHosts: [b.example.com]
`;

/** A part of a long page or flyout. */
const scrollTo = (page: Page, subject: string) => page.getByTestId(subject).first().scrollIntoViewIfNeeded();

/** Every section of the page in a picture of its own. */
async function lookDown(page: Page, name: string, theme: "light" | "dark"): Promise<void> {
  await look(page, name, theme);
  for (const section of ["tls", "hosts", "limits"]) {
    await page.locator(`#${section}`).evaluate((element) => element.scrollIntoView());
    await look(page, `${name}-${section}`, theme);
  }
}

// The pictures tell what a trace would, and tracing them takes longer than taking them.
test.use({ trace: "off" });

inBothThemes((theme) => {
  test("the Networking page, empty and with a change", async ({ page, enter }) => {
    await enter("/networking");
    await expect(page.getByTestId("noHosts")).toBeVisible();
    await look(page, "networking-empty", theme);
    await page.getByTestId("proxyUrlField").fill("proxy.example.com");
    await expect(page.getByTestId("setting-proxyUrl").locator(".euiFormErrorText")).toBeVisible();
    await look(page, "networking-mistake", theme);
  });

  test("the Networking page, filled", async ({ page, enter, server }) => {
    await server.call("networking_save", { settings: SETTINGS, secrets: { proxyUsername: "me", proxyPassword: "secret" } });
    await enter("/networking");
    await expect(page.getByTestId("hostRow")).toHaveCount(2);
    await lookDown(page, "networking", theme);
    await page.getByRole("button", { name: "Edit https://llm.example.com" }).click();
    await expect(page.getByTestId("hostFlyout").getByTestId("trustedCertificate")).toContainText("Patchbay tests");
    await page.getByTestId("clientCertificatePlace").selectOption("vault");
    await look(page, "networking-host", theme);
    await scrollTo(page, "clientKeyField");
    await look(page, "networking-host-below", theme);
  });

  test.describe("decided by a file", () => {
    test.use({ config_file: FILE });

    test("the Networking page, locked, with problems", async ({ page, enter }) => {
      await enter("/networking");
      await expect(page.getByTestId("networkingProblems")).toBeVisible();
      await lookDown(page, "networking-file", theme);
    });
  });

  test("a connector's own networking, and what it comes to", async ({ page, enter, server, provider }) => {
    await server.call("networking_save", { settings: { ...SETTINGS, allowedHosts: ["*"] }, secrets: {} });
    await storeConnector(server, { id: "parrot", name: "Parrot", url: provider.url });
    await enter("/connectors/parrot");
    await page.getByTestId("networkingGroupButton").click();
    await page.getByTestId("proxyChoiceField").selectOption("own");
    await page.getByTestId("ownProxyUrlField").fill("http://proxy.example.com:3128");
    await page.getByTestId("ownVerificationField").selectOption("none");
    await scrollTo(page, "connectTimeoutField");
    await look(page, "edit-networking", theme);
    await scrollTo(page, "ownVerificationField");
    await look(page, "edit-networking-tls", theme);
    await page.getByTestId("effectiveSettingsButton").click();
    await expect(page.getByTestId("effectiveSettings")).toContainText("http://proxy.example.com:3128");
    await scrollTo(page, "effectiveSettings");
    await look(page, "edit-networking-effective", theme);
  });

  test("Diagnose, before it runs, while it does, and passed", async ({ page, enter, server, provider }) => {
    provider.is_endless = true;
    await storeConnector(server, { id: "parrot", name: "Parrot", url: provider.url });
    await enter("/connectors");
    await openDiagnose(page, "parrot");
    await look(page, "diagnose", theme);
    await page.getByTestId("diagnoseButton").click();
    await expect(layer(page, "tcp")).toHaveAttribute("data-state", "passed");
    await look(page, "diagnose-running", theme);
    await page.getByTestId("stopDiagnosisButton").click();
    await expect(page.getByTestId("diagnosisVerdict")).toContainText("Stopped");
    await look(page, "diagnose-stopped", theme);
    provider.is_endless = false;
    await diagnose(page);
    await expect(layer(page, "streaming")).toHaveAttribute("data-state", "passed");
    await look(page, "diagnose-passed", theme);
  });

  test("Diagnose, broken at TLS, with what can be trusted", async ({ page, enter, server, nginx }) => {
    await storeConnector(server, { id: "inhouse", name: "In-house", url: nginx.url });
    await enter("/connectors");
    await openDiagnose(page, "inhouse");
    await diagnose(page);
    await look(page, "diagnose-failed", theme);
    await page.getByRole("button", { name: "Details of TLS" }).click();
    await expect(page.getByRole("region", { name: "The server's certificate" })).toBeVisible();
    await scrollTo(page, "layerDetails");
    await look(page, "diagnose-certificates", theme);
    await page.getByTestId("trustButton").click();
    await expect(page.getByTestId("trustModal")).toBeVisible();
    await look(page, "diagnose-trust", theme);
  });

  test("Diagnose with a proxy, both ways", async ({ page, enter, server, provider, squid }) => {
    await server.call("connectors_create", {
      id: "through",
      name: "Through",
      config: { apiProvider: "Other", apiUrl: provider.url, defaultModel: "m" },
      secrets: { proxyUsername: SQUID_USER, proxyPassword: `not ${SQUID_PASSWORD}` },
      networking: { proxy: { url: squid.url } },
    });
    await enter("/connectors");
    await openDiagnose(page, "through");
    await diagnose(page);
    await look(page, "diagnose-ways", theme);
  });

  test("the list with what is not as it should be", async ({ page, enter, server }) => {
    const url = "https://llm.example.com/v1/chat/completions";
    await storeConnector(server, { id: "certificate", name: "Checks half", url });
    await storeConnector(server, { id: "closed", name: "Closed", url: "https://elsewhere.example.org/v1" });
    const none = { apiProvider: "Other", apiUrl: url, defaultModel: "m" };
    await server.call("connectors_create", { name: "Checks nothing", config: none, secrets: {}, networking: { verificationMode: "none" } });
    await enter("/networking");
    await page.getByTestId("verificationModeField").selectOption("certificate");
    await page.getByTestId("setting-allowedHosts").getByText("Only these hosts").click();
    await page.getByTestId("setting-allowedHosts").getByRole("combobox").fill("*.example.com");
    await page.keyboard.press("Enter");
    await saveSettings(page);
    await page.goto("/connectors");
    await expect(rowOf(page, "Checks nothing").getByTestId("weakVerificationBadge")).toHaveText("TLS: none");
    await expect(rowOf(page, "Checks half").getByTestId("weakVerificationBadge")).toHaveText("TLS: certificate");
    await expect(rowOf(page, "Closed").getByLabel("Networking settings let nothing through")).toBeVisible();
    await look(page, "list-networking", theme);
  });
});
