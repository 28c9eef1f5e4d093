/** Networking in the window: what is trusted from Diagnose and what is set on the page counts at the next run. */
import { BEHIND_SQUID, parts, SQUID_PASSWORD, SQUID_USER, type Parts } from "../fixtures/network.ts";
import { Provider } from "../fixtures/provider.ts";
import { expect, test as base, type App } from "../fixtures/window.ts";

const BODY = { messages: [{ role: "user", content: "Hello" }] };

const test = base
  .extend<{ provider: Provider }>({
    // oxlint-disable-next-line no-empty-pattern
    provider: async ({}, use) => {
      const provider = await Provider.start();
      await use(provider);
      await provider.stop();
    },
  })
  .extend<Parts>(parts);

async function create(app: App, name: string, url: string): Promise<void> {
  await app.show("Connectors");
  await app.openForm("other");
  await app.subject("connectorNameField").fill(name);
  await app.subject("apiUrlField").fill(url);
  await app.subject("defaultModelField").fill("parrot-1");
  await app.subject("apiKeyField").fill("sk-1");
  await app.subject("saveButton").click();
  await app.part(`a[title="${name}"]`).shows(name);
  await app.subject("createConnectorFlyout").goes();
}

/** Runs it from the list, and leaves the flyout open. */
async function run(app: App, name: string, outcome: "testSuccess" | "testFailure"): Promise<string> {
  await app.show("Connectors");
  await app.openTest(name);
  await app.run(BODY);
  return app.subject(outcome).shows();
}

async function diagnose(app: App, verdict: string): Promise<void> {
  await app.subject("diagnoseButton").click();
  await app.subject("diagnosisVerdict").shows(verdict);
}

test("a server of an own authority is trusted from Diagnose, and the next run works", async ({ app, provider, nginx, authority }) => {
  await create(app, "In-house", nginx.url);
  await run(app, "In-house", "testFailure");
  await app.subject("diagnoseLink").click();
  await diagnose(app, "It breaks here: TLS");
  await app.part('[data-test-subj="layer-tls"][data-state="failed"]').shows();
  await app.picture("diagnose-failed-light");
  await app.subject("trustButton").click();
  await app.subject("trustModal").shows(authority.name);
  await app.picture("diagnose-trust-light");
  expect(provider.received).toEqual([]);
  await app.subject("trustModal").subject("confirmModalConfirmButton").click();
  await app.subject("trustedNow").shows();
  await diagnose(app, "The connection works");
  await app.closeFlyout();

  await run(app, "In-house", "testSuccess");
  await app.closeFlyout();
  await app.restart();
  await run(app, "In-house", "testSuccess");
  expect(provider.authorizations).toEqual(["Bearer sk-1", "Bearer sk-1", "Bearer sk-1"]);
  await app.closeFlyout();
  await app.show("Networking");
  await app.subject("hostRow").shows(nginx.origin);
});

test("a proxy set on the page carries the next run, and another one no longer does", async ({ app, provider, squid }) => {
  const url = provider.url_at(BEHIND_SQUID);
  const save = async () => {
    await app.subject("saveBar").subject("saveButton").click();
    await app.subject("saveBar").goes();
  };
  await create(app, "Far", url);
  expect(await run(app, "Far", "testFailure")).toContain(BEHIND_SQUID);
  await app.closeFlyout();

  await app.show("Networking");
  await app.subject("proxyUrlField").fill(squid.url);
  await app.subject("proxyUsernameField").fill(SQUID_USER);
  await app.subject("proxyPasswordField").fill(SQUID_PASSWORD);
  await app.picture("networking-light");
  await save();
  await run(app, "Far", "testSuccess");
  await app.closeFlyout();
  expect(squid.requests).toEqual([{ status: "TCP_MISS/200", method: "POST", target: url, user: SQUID_USER }]);

  await app.show("Networking");
  await app.subject("proxyUrlField").fill("http://127.0.0.1:9");
  await save();
  expect(await run(app, "Far", "testFailure")).toContain("the proxy 127.0.0.1:9");
  await app.closeFlyout();
  expect(provider.received).toHaveLength(1);
});
