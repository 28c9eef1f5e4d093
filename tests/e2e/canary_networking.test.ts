/** The networking settings with known secrets, then a search for them in everything that is left behind. */
import { Canary } from "../fixtures/canary.ts";
import { BEHIND_SQUID, expect, test as base } from "../fixtures/network.ts";
import { descendants } from "../fixtures/programs.ts";
import { Provider } from "../fixtures/provider.ts";
import { CERTIFICATE, HOST_KEY, SECRETS, watchAll } from "../fixtures/secrets.ts";
import { Squid } from "../fixtures/squid.ts";
import { VAULT_PASSPHRASE } from "../fixtures/server.ts";
import { diagnose, fillProxy, openDiagnose, saveSettings } from "./networking_screen.ts";
import { openTest, run, storeConnector } from "./screen.ts";
import { Transcript } from "./transcript.ts";

const USER = "parrot";
const OTHER_USER = "macaw";
const PASSWORD = SECRETS["the proxy's password"];
const OWN_PASSWORD = SECRETS["the password of a connector's own proxy"];
const HEADER = SECRETS["the header for the proxy"];

const test = base.extend({
  // oxlint-disable-next-line no-empty-pattern
  squid: async ({}, use) => {
    const passwords = { [USER]: PASSWORD, [OTHER_USER]: OWN_PASSWORD };
    const squid = await Squid.start({ passwords, hosts: { [BEHIND_SQUID]: "127.0.0.1" } });
    await use(squid);
    await squid.stop();
  },
});

test.use({ variables: { PATCHBAY_LOG: "trace" }, trace: "off" });
test.describe.configure({ timeout: 180_000 });

test("no secret of the networking settings is found in anything that a run leaves behind", async ({ page, enter, server, provider, squid, home }) => {
  const canary = new Canary();
  watchAll(canary);
  const transcript = await Transcript.listen(canary, page);
  const look = async () => {
    await transcript.look();
    canary.searchArguments([server.pid, ...descendants(server.pid).map(({ pid }) => pid)]);
  };
  const go = async (path: string) => {
    await transcript.settle();
    await page.goto(path);
  };
  const runAs = async (name: string, outcome: "testSuccess" | "testFailure") => {
    await go("/connectors");
    await openTest(page, name);
    await run(page, "streamed");
    await expect(page.getByTestId(outcome)).toBeVisible();
    await look();
  };
  const mutual = await Provider.start({ wants_certificates: true });
  const own = `http://localhost:${new URL(squid.url).port}`;
  await storeConnector(server, { id: "far", name: "Far", url: provider.url_at(BEHIND_SQUID) });
  await storeConnector(server, { id: "mutual", name: "Mutual", url: mutual.url });
  await storeConnector(server, { id: "own", name: "Own", url: provider.url });

  await test.step("a proxy with a password and a header", async () => {
    await enter("/networking");
    await fillProxy(page, squid.url, USER, PASSWORD);
    await page.getByTestId("addProxyHeaderButton").click();
    const header = page.getByRole("group", { name: "Proxy header 1" });
    await header.getByRole("textbox", { name: "Name" }).fill("X-Team-Token");
    await header.getByLabel("Value").fill(HEADER);
    await saveSettings(page);
    await look();
    await runAs("Far", "testSuccess");
    expect(squid.requests.at(-1)?.user).toBe(USER);
    await openDiagnose(page, "far");
    await diagnose(page);
    await look();
  });

  await test.step("a client certificate of one host, and what is trusted there", async () => {
    await go("/networking");
    await page.getByTestId("addHostButton").click();
    await page.getByTestId("hostUrlField").fill(mutual.origin);
    await page.getByTestId("hostVerificationField").selectOption("none");
    await page.getByTestId("clientCertificatePlace").selectOption("vault");
    const flyout = page.getByTestId("hostFlyout");
    await flyout.getByTestId("clientCertificateField").setInputFiles(CERTIFICATE);
    await flyout.getByTestId("clientKeyField").setInputFiles(HOST_KEY);
    await page.getByTestId("applyHostButton").click();
    await expect(page.getByTestId("hostRow")).toContainText("In the vault");
    await saveSettings(page);
    await look();
    await runAs("Mutual", "testSuccess");
    expect(mutual.received.at(-1)?.client).toBe("parrot");
  });

  await test.step("a connector with a proxy of its own", async () => {
    await go("/connectors/own");
    await page.getByTestId("networkingGroupButton").click();
    await page.getByTestId("proxyChoiceField").selectOption("own");
    await page.getByTestId("ownProxyUrlField").fill(own);
    await page.getByTestId("proxyUsernameField").fill(OTHER_USER);
    await page.getByTestId("proxyPasswordField").fill(OWN_PASSWORD);
    await page.getByTestId("saveButton").click();
    await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
    await page.getByTestId("effectiveSettingsButton").click();
    await expect(page.getByTestId("effectiveSettings")).toContainText(own);
    await look();
    await runAs("Own", "testSuccess");
    expect(squid.requests.at(-1)?.user).toBe(OTHER_USER);
    await openDiagnose(page, "own");
    await diagnose(page);
    await look();
  });

  await test.step("proxies that refuse", async () => {
    await squid.stop();
    await runAs("Far", "testFailure");
    await openDiagnose(page, "own");
    await diagnose(page);
    await look();
  });

  await test.step("an export, and the vault under another key", async () => {
    const { ndjson } = await server.call("connectors_export", { ids: null });
    canary.search("export", "connectors_export", ndjson);
    await server.call("vault_change", { backend: "passphrase", passphrase: VAULT_PASSPHRASE, new_passphrase: "another passphrase for tests" });
    await go("/networking");
    await expect(page.getByTestId("proxyUrlField")).toHaveValue(squid.url);
    await look();
  });

  canary.searchFolder("files", home.path);
  await server.stop();
  await mutual.stop();
  canary.searchFolder("files", home.path);
  canary.search("log", "stdout and stderr", server.said.join("\n"));
  expect(canary.findings).toEqual([]);
  // The search was made of something.
  expect(transcript.unread).toEqual([]);
  expect(transcript.answers).toBeGreaterThan(40);
  for (const [kind, least] of Object.entries({ files: 100_000, log: 2_000, response: 1_000_000, page: 300_000 })) {
    expect(canary.searched.get(kind), kind).toBeGreaterThan(least);
  }
});
