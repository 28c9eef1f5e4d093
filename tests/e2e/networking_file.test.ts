/** Networking in the configuration file: what it decides, and what it gets wrong. */
import type { Page } from "@playwright/test";
import { join } from "node:path";
import { expect, test as base } from "../fixtures/browser.ts";
import { pki } from "../fixtures/places.ts";
import { Provider } from "../fixtures/provider.ts";
import { saveSettings, setting } from "./networking_screen.ts";
import { openTest, rowOf, run, storeConnector } from "./screen.ts";

const file = (name: string) => join(pki, name);

type Fixtures = {
  /** Speaks https with a certificate of an authority that nobody knows, and wants one, too. */
  mutual: Provider;
  /** The text of the file; MUTUAL stands for the address of `mutual`. For `test.use`. */
  template: string;
};

const test = base.extend<Fixtures>({
  template: ["", { option: true }],
  // oxlint-disable-next-line no-empty-pattern
  mutual: async ({}, use) => {
    const provider = await Provider.start({ wants_certificates: true });
    await use(provider);
    await provider.stop();
  },
  config_file: async ({ template, mutual }, use) => use(template.replaceAll("MUTUAL", mutual.origin)),
});

const HEADER = "canary-of-the-file";

const PRECONFIGURED = `
xpack.actions.preconfigured.inhouse:
  name: In-house
  actionTypeId: .gen-ai
  config: {apiProvider: Other, apiUrl: "MUTUAL/v1/chat/completions", defaultModel: parrot-1}
  secrets: {apiKey: sk-of-the-file}
`;

const FLAT = `# As in a kibana.yml.
xpack.actions.allowedHosts: ["127.0.0.1", "*.example.com"]
xpack.actions.customHostSettings:
  - url: MUTUAL
    ssl.verificationMode: full
    ssl.certificateAuthoritiesFiles: ["${file("ca.crt")}"]
    ssl.clientCertificateFile: "${file("client.crt")}"
    ssl.clientKeyFile: "${file("client_sec1.key")}"
xpack.actions.proxyUrl: http://proxy.example.com:3128
xpack.actions.proxyHeaders.X-Team: ${HEADER}
xpack.actions.proxyBypassHosts: ["*.internal"]
xpack.actions.ssl.verificationMode: certificate
xpack.actions.responseTimeout: 90s
xpack.actions.maxResponseContentLength: 2mb
xpack.actions.enabledActionTypes: [".gen-ai"]
xpack.actions.rateLimiter.gen-ai.lookbackWindow: 1m
xpack.actions.rateLimiter.gen-ai.limit: 60
xpack.actions.email.domain_allowlist: [example.com]
server.port: 5601
${PRECONFIGURED}`;

const NESTED = `# The same, nested.
xpack:
  actions:
    allowedHosts:
      - 127.0.0.1
      - "*.example.com"
    customHostSettings:
      - url: MUTUAL
        ssl:
          verificationMode: full
          certificateAuthoritiesFiles: "${file("ca.crt")}"
          clientCertificateFile: "${file("client.crt")}"
          clientKeyFile: "${file("client_sec1.key")}"
    proxyUrl: http://proxy.example.com:3128
    proxyHeaders: {X-Team: ${HEADER}}
    proxyBypassHosts: ["*.internal"]
    ssl: {verificationMode: certificate}
    responseTimeout: 90s
    maxResponseContentLength: 2mb
    enabledActionTypes: [".gen-ai"]
    rateLimiter:
      gen-ai: {lookbackWindow: 1m, limit: 60}
    email.domain_allowlist: [example.com]
server.port: 5601
${PRECONFIGURED}`;

/** Where a setting stands in a text. */
function place(text: string, part: string): string {
  const line = text.split("\n").findIndex((one) => one.includes(part)) + 1;
  if (line === 0) throw new Error(`${part} is nowhere`);
  return `patchbay.yml, line ${line}`;
}

async function runIn(page: Page, name: string, outcome: "testSuccess" | "testFailure"): Promise<void> {
  await page.goto("/connectors");
  await openTest(page, name);
  await run(page, "buffered");
  await expect(page.getByTestId(outcome)).toBeVisible();
}

for (const [spelling, template] of Object.entries({ flat: FLAT, nested: NESTED })) {
  test.describe(`a block of a kibana.yml, ${spelling}`, () => {
    test.use({ template });

    test("is in force, shown, and locked with its place", async ({ page, enter, server, mutual, config_file }) => {
      const text = config_file ?? "";
      await enter("/networking");
      await expect(page.getByTestId("fileNote")).toContainText("patchbay.yml decides some of these settings");
      await expect(page.getByTestId("networkingProblems")).toHaveCount(0);
      for (const [key, part] of [
        ["proxyUrl", "proxyUrl:"],
        ["responseTimeout", "responseTimeout"],
        ["maxResponseContentLength", "maxResponse"],
        ["allowedHosts", "allowedHosts"],
        ["enabledActionTypes", "enabledActionTypes"],
        ["rateLimiter", "rateLimiter"],
        ["proxyBypassHosts", "proxyBypassHosts"],
        ["ssl.verificationMode", "ssl.verificationMode: certificate"],
      ] as const) {
        const there = key === "ssl.verificationMode" && spelling === "nested" ? "ssl: {" : part;
        await expect(setting(page, key).getByTestId("lockNote"), key).toHaveText(`Set in ${place(text, there)}`);
      }
      await expect(page.getByTestId("proxyUrlField")).toHaveValue("http://proxy.example.com:3128");
      await expect(page.getByTestId("proxyUrlField")).toHaveAttribute("readonly", "");
      await expect(page.getByTestId("verificationModeField")).toHaveValue("certificate");
      await expect(page.getByTestId("verificationModeField")).toBeDisabled();
      await expect(page.getByTestId("allowedHostsList")).toHaveText(/127\.0\.0\.1\*\.example\.com/);
      await expect(page.getByTestId("rateLimitRuns")).toHaveValue("60");
      const host = page.getByTestId("hostRow");
      await expect(host).toContainText(mutual.origin);
      await expect(host.getByTestId("lockNote")).toHaveText(`Set in ${place(text, "url: https")}`);
      await expect(host.getByRole("button")).toHaveCount(0);
      const status = await server.call("networking_get", {});
      for (const shown of [await page.content(), JSON.stringify(status), server.said.join("\n")]) expect(shown).not.toContain(HEADER);

      // What the file does not decide can still be chosen.
      await page.getByTestId("proxyVerificationModeField").selectOption("none");
      await saveSettings(page);
      expect((await server.call("networking_get", {})).saved).toEqual({ ssl: { proxyVerificationMode: "none" } });
      await expect(server.call("networking_trust", { url: mutual.url, pem: "x" })).rejects.toThrow("invalid");
    });

    test("carries a preconfigured connector to a server that wants a certificate", async ({ page, enter, mutual }) => {
      await enter("/connectors");
      await expect(rowOf(page, "In-house")).toBeVisible();
      // One setting of other connectors and one of another program are named, once each.
      await expect(page.getByTestId("configNotices")).toContainText("xpack.actions.email.domain_allowlist");
      await expect(page.getByTestId("configNotices")).toContainText("server.port");
      await runIn(page, "In-house", "testSuccess");
      expect(mutual.received.map(({ client, headers }) => [client, headers.authorization])).toEqual([["parrot", "Bearer sk-of-the-file"]]);
      await page.getByTestId("configurationTab").click();
      await page.getByTestId("effectiveSettingsButton").click();
      const effective = page.getByTestId("effectiveSettings");
      await expect(effective).toContainText(`Host ${mutual.origin}`);
      await expect(effective).toContainText("patchbay.yml, line");
      await expect(effective).toContainText("The server is on this machine.");
    });
  });
}

const WRONG = `
xpack.actions:
  proxyUrl: [http://proxy.example.com:3128]
  proxyBypassHosts: [a.example.com]
  proxyOnlyHosts: [b.example.com]
  responseTimeout: soon
  ssl:
    certificateAuthoritiesData: |
      -----BEGIN CERTIFICATE-----
      AAAA
  customHostSettings:
    - url: MUTUAL
      ssl: {verificationMode: off, certificateAuthoritiesFiles: "${file("ca.crt")}"}
    - url: https://encrypted.example.com
      ssl: {clientCertificateFile: "${file("client.crt")}", clientKeyFile: "${file("client_encrypted.key")}", onlyTheseAuthorities: true, certificateAuthoritiesFiles: "${file("ca.crt")}"}
    - url: https://vanished.example.com
      ssl: {onlyTheseAuthorities: true, certificateAuthoritiesFiles: "${file("vanished.crt")}"}
${PRECONFIGURED}`;

test.describe("a file with mistakes", () => {
  test.use({ template: WRONG });

  test("starts, names each setting with its line, and lets everything go out that does not depend on it", async ({ page, enter, server, provider, mutual, config_file }) => {
    const text = config_file ?? "";
    await enter("/networking");
    const problems = page.getByTestId("networkingProblems");
    for (const [key, part] of [
      ["proxyUrl must be a text", "proxyUrl"],
      ["responseTimeout", "responseTimeout"],
      ["customHostSettings[0].ssl.verificationMode", "verificationMode: off"],
    ] as const) {
      const item = problems.getByRole("listitem").filter({ hasText: key });
      await expect(item).toContainText(`(${place(text, part)})`);
    }
    await expect(page.getByTestId("networkingWarnings")).toContainText(`(${place(text, "proxyOnlyHosts")})`);

    await storeConnector(server, { id: "near", name: "Near", url: provider.url });
    await runIn(page, "Near", "testSuccess");
    for (const [id, url, said] of [
      ["far", "http://far.example.com/v1/chat/completions", /proxyUrl must be a text/],
      ["broken-host", mutual.url, /customHostSettings\[0\]\.ssl\.verificationMode/],
    ] as const) {
      await storeConnector(server, { id, name: id, url });
      await runIn(page, id, "testFailure");
      await expect(page.getByTestId("testFailure")).toContainText(said);
    }
    expect(mutual.received).toEqual([]);
  });

  test("says which text is no certificate, and where it stands", async ({ page, enter, config_file }) => {
    await enter("/networking");
    const item = page.getByTestId("networkingProblems").getByRole("listitem").filter({ hasText: "ssl.certificateAuthoritiesData" });
    await expect(item).toContainText(`(${place(config_file ?? "", "certificateAuthoritiesData")})`);
  });

  for (const [id, said] of [
    ["encrypted", /clientCertificate.*protected with a password/],
    ["vanished", /certificateAuthoritiesFiles.*vanished\.crt" cannot be read/],
  ] as const) {
    test(`names the setting and the host of a file that is ${id}`, async ({ page, enter, server }) => {
      await enter("/connectors");
      await server.call("connectors_create", {
        id,
        name: id,
        config: { apiProvider: "Other", apiUrl: `https://${id}.example.com/v1/chat/completions`, defaultModel: "m" },
        secrets: {},
        networking: { proxy: "none" },
      });
      await runIn(page, id, "testFailure");
      await expect(page.getByTestId("testFailure")).toContainText(said);
      await expect(page.getByTestId("testFailure")).toContainText(`https://${id}.example.com`);
      const { problem } = await server.call("connectors_networking", { id });
      expect(problem).toMatch(said);
    });
  }
});
