/** Diagnose with real parts on the way: an authority that nobody knows, proxies that help and that hinder. */
import type { Page } from "@playwright/test";
import { expect, SQUID_PASSWORD, SQUID_USER, test } from "../fixtures/network.ts";
import { Nginx } from "../fixtures/nginx.ts";
import { Tinyproxy } from "../fixtures/tinyproxy.ts";
import type { Server } from "../fixtures/server.ts";
import { diagnose, expectLayers, layer, openDiagnose } from "./networking_screen.ts";
import { fillConnector, openTest, rowOf, run, storeConnector } from "./screen.ts";
import { tabTo } from "./tabbing.ts";

test("a server with a certificate of its own authority is trusted from Diagnose, and then works", async ({ page, enter, server, provider, nginx, authority }) => {
  await storeConnector(server, { id: "inhouse", name: "In-house", url: nginx.url });
  await enter("/connectors");
  await openTest(page, "In-house");
  await run(page, "streamed");
  await expect(page.getByTestId("testFailure")).toContainText("certificate");

  await test.step("the failed run leads to what is broken", async () => {
    await page.getByTestId("diagnoseLink").click();
    await expect(page).toHaveURL(/\/connectors\/inhouse\/diagnose$/);
    await expect(page.getByTestId("diagnoseIntro")).toBeVisible();
    await expect(await diagnose(page)).toContainText("It breaks here: TLS");
    await expectLayers(page, {
      settings: "passed",
      dns: "passed",
      tcp: "passed",
      tls: "failed",
      authentication: "not_reached",
      model: "not_reached",
      streaming: "not_reached",
    });
    await layer(page, "tls").getByRole("button", { name: "Details of TLS" }).click();
    await expect(layer(page, "tls").getByTestId("layerDetails")).toContainText(authority.name);
    await expect(layer(page, "tls").getByRole("region", { name: "Certificate 2 of the chain" })).toBeVisible();
    expect(provider.received).toEqual([]);
  });

  await test.step("nothing is trusted without a yes", async () => {
    await page.getByTestId("trustButton").click();
    const modal = page.getByTestId("trustModal");
    await expect(modal).toContainText(nginx.origin);
    await expect(modal).toContainText(authority.name);
    await expect(modal).toContainText(/([0-9A-F]{2}:){31}[0-9A-F]{2}/);
    await modal.getByRole("button", { name: "Cancel" }).click();
    expect((await server.call("networking_get", {})).hosts).toEqual([]);
  });

  await test.step("with a yes it is, for this host alone", async () => {
    await page.getByTestId("trustButton").click();
    await page.getByTestId("trustModal").getByRole("button", { name: "Trust certificate" }).click();
    await expect(page.getByTestId("trustedNow")).toBeVisible();
    await expect(page.getByTestId("diagnoseButton")).toBeFocused();
    const { hosts } = await server.call("networking_get", {});
    expect(hosts).toMatchObject([{ url: nginx.origin, certificate_authorities_data: [authority.certificate.trim()] }]);
    await expect(await diagnose(page)).toContainText("The connection works");
    await expect(layer(page, "tls")).toHaveAttribute("data-state", "passed");
    expect(provider.authorizations).toEqual(["Bearer sk-1"]);
  });

  await test.step("the run that failed works, and the host stands on the Networking page", async () => {
    await page.getByTestId("testTab").click();
    await run(page, "streamed");
    await expect(page.getByTestId("testSuccess")).toBeVisible();
    await page.goto("/networking");
    await expect(page.getByTestId("hostRow")).toContainText(nginx.origin);
    await page.goto("/usage");
    await expect(page.getByTestId("usageRequests")).toHaveText("3");
  });
});

const KEY = "sk-canary-of-the-report";

/** A connector with a proxy of its own: the page's is not for servers on this machine. */
async function storeThrough(server: Server, proxy: { url: string }, url: string, secrets: Record<string, string> = {}): Promise<void> {
  await server.call("connectors_create", {
    id: "through",
    name: "Through",
    config: { apiProvider: "Other", apiUrl: url, defaultModel: "m" },
    secrets: { apiKey: KEY, ...secrets },
    networking: { proxy: { url: proxy.url } },
  });
}

const OPEN = { dns: "passed", tcp: "passed", authentication: "passed", model: "passed", streaming: "passed" } as const;

async function expectBlame(page: Page, is_to_blame: boolean): Promise<void> {
  await expect(page.getByTestId("proxyBlame")).toHaveText(is_to_blame ? "The proxy is to blame" : "The proxy is not to blame");
}

test("squid that wants a password is to blame, and with the password it is not", async ({ page, enter, server, provider, squid }) => {
  await storeThrough(server, squid, provider.url, { proxyUsername: SQUID_USER, proxyPassword: "open barley" });
  await enter("/connectors");
  await openDiagnose(page, "through");
  await diagnose(page);
  await expectBlame(page, true);
  await expect(layer(page, "proxy")).toHaveAttribute("data-state", "failed");
  await expect(layer(page, "proxy").getByTestId("layerHint")).toContainText("valid user name and password");
  await layer(page, "proxy").getByRole("button", { name: "Details of Proxy" }).click();
  await expect(layer(page, "proxy")).toContainText("squid");
  await expectLayers(page, OPEN, "direct");

  await page.getByTestId("configurationTab").click();
  await page.getByTestId("networkingGroupButton").click();
  await page.getByTestId("proxyPasswordField").fill(SQUID_PASSWORD);
  await page.getByTestId("saveButton").click();
  await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
  await page.getByTestId("diagnoseTab").click();
  await expect(await diagnose(page)).toContainText("The connection works");
  const { dns, tcp, ...above } = OPEN;
  await expectLayers(page, { settings: "passed", dns, tcp, proxy: "passed", ...above });
  await expect(page.getByTestId("proxyBlame")).toHaveCount(0);
  expect(squid.requests.at(-1)).toMatchObject({ status: "TCP_MISS/200", user: SQUID_USER });
});

test("tinyproxy that forbids the host is to blame; a provider that refuses the key is not the proxy's fault", async ({ page, enter, server, provider }) => {
  const strict = await Tinyproxy.start({ forbidden: ["127\\.0\\.0\\.1"] });
  const open = await Tinyproxy.start();
  try {
    await storeThrough(server, strict, provider.url);
    await enter("/connectors");
    await openDiagnose(page, "through");
    await diagnose(page);
    await expectBlame(page, true);
    await expect(layer(page, "proxy")).toContainText("403");

    await server.call("connectors_delete", { ids: ["through"] });
    await storeThrough(server, open, provider.url);
    provider.is_indiscreet = true;
    await openDiagnose(page, "through");
    await expect(await diagnose(page)).toContainText("It breaks here: Authentication");
    await expectBlame(page, false);
    // What the provider repeats of the key is not shown on.
    await expect(page.getByTestId("diagnosePanel")).not.toContainText(KEY);
  } finally {
    await strict.stop();
    await open.stop();
  }
});

test("a proxy that collects the stream is found out", async ({ page, enter, server, provider, collecting_proxy }) => {
  provider.pause_ms = 100;
  await storeThrough(server, collecting_proxy, provider.url);
  await enter("/connectors");
  await openDiagnose(page, "through");
  const verdict = await diagnose(page);
  await expect(verdict).toContainText("The proxy holds the stream back");
  await expect(verdict).toContainText("proxy_buffering off");
  await expectBlame(page, true);
  expect(collecting_proxy.targets).toEqual([provider.url]);
});

test("a web server that collects the stream is found out, and one that does not is not", async ({ page, enter, server, provider, authority }) => {
  provider.rounds = 3;
  provider.pause_ms = 50;
  const identity = await authority.sign("IP:127.0.0.1");
  await enter("/connectors");
  for (const buffers of [true, false]) {
    const nginx = await Nginx.start({ identity, provider: provider.origin, buffers });
    try {
      const id = buffers ? "collects" : "passes-on";
      await storeConnector(server, { id, name: id, url: nginx.url });
      await server.call("networking_trust", { url: nginx.url, pem: authority.certificate });
      await openDiagnose(page, id);
      await diagnose(page);
      await expect(layer(page, "streaming")).toHaveAttribute("data-state", buffers ? "warning" : "passed");
      if (buffers) await expect(layer(page, "streaming")).toContainText("came at the same moment");
    } finally {
      await nginx.stop();
    }
  }
});

test("the report can be copied and holds no key, and a diagnosis can be stopped", async ({ page, enter, server, provider }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  provider.is_indiscreet = true;
  await storeConnector(server, { id: "parrot", name: "Parrot", url: provider.url, api_key: KEY });
  await enter("/connectors");
  await rowOf(page, "Parrot").getByTestId("rowMenuButton").click();
  await page.getByTestId("rowMenuDiagnose").click();
  await diagnose(page);
  await page.getByTestId("copyReportButton").click();
  await expect(page.getByText("Report copied")).toBeVisible();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toContain("Authentication: FAILED");
  expect(report).toContain("Connector: Parrot");
  expect(report).not.toContain(KEY);

  provider.is_indiscreet = false;
  provider.is_endless = true;
  await page.getByTestId("diagnoseButton").click();
  await expect(layer(page, "tcp")).toHaveAttribute("data-state", "passed");
  await page.getByTestId("stopDiagnosisButton").click();
  await expect(page.getByTestId("diagnosisVerdict")).toContainText("Stopped");
  await expect.poll(() => provider.hung_up, "the provider is hung up on").toBe(1);
  await expect(page.getByTestId("diagnoseButton")).toBeFocused();
});

test("a form is diagnosed before it is saved, after its test has failed", async ({ page, enter, server, nginx }) => {
  await enter("/connectors/_create/other");
  await fillConnector(page, { name: "In-house", url: nginx.url, model: "m", api_key: "sk-1" });
  await page.getByTestId("testTab").click();
  await run(page, "buffered");
  await expect(page.getByTestId("testFailure")).toBeVisible();
  await expect(await diagnose(page)).toContainText("It breaks here: TLS");
  expect((await server.call("connectors_list", {})).map(({ id }) => id)).toEqual(["sandbox"]);
});

test("a connector that checks nothing says so wherever it stands", async ({ page, enter, server, nginx }) => {
  await enter("/connectors/_create/other");
  await fillConnector(page, { name: "Careless", url: nginx.url, model: "m", api_key: "sk-1" });
  await page.getByTestId("networkingGroupButton").click();
  await page.getByTestId("ownVerificationField").selectOption("none");
  await expect(page.getByTestId("verificationWarning")).toBeVisible();
  await page.getByTestId("saveButton").click();
  const badge = rowOf(page, "Careless").getByTestId("weakVerificationBadge");
  await expect(badge).toHaveText("TLS: none");
  await tabTo(page, badge);
  await expect(page.getByRole("tooltip")).toContainText("anybody on the way can read the key");
  await openTest(page, "Careless");
  await expect(page.getByTestId("editConnectorFlyout").getByTestId("weakVerificationBadge").first()).toBeVisible();
  await run(page, "streamed");
  await expect(page.getByTestId("testSuccess")).toBeVisible();
  await page.getByTestId("diagnoseTab").click();
  await expect(await diagnose(page)).toContainText("Look at: TLS");
  await expect(layer(page, "tls")).toHaveAttribute("data-state", "warning");

  // A mode of the page is no less of a weakness.
  await server.call("connectors_delete", { ids: ["careless"] });
  await storeConnector(server, { id: "inherits", name: "Inherits", url: nginx.url });
  await server.call("networking_save", { settings: { ssl: { verificationMode: "certificate" } }, secrets: {} });
  await page.goto("/connectors");
  await expect(rowOf(page, "Inherits").getByTestId("weakVerificationBadge")).toHaveText("TLS: certificate");
});
