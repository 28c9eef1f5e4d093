/** The Networking page, with a real squid behind it. */
import { BEHIND_SQUID, expect, SQUID_PASSWORD, SQUID_USER, test } from "../fixtures/network.ts";
import { fillProxy, saveSettings, setting } from "./networking_screen.ts";
import { expectFieldError, fillConnector, openTest, rowOf, run, storeConnector } from "./screen.ts";
import { tabTo } from "./tabbing.ts";

test("a proxy set on the page carries the next run, with its user name and password", async ({ page, enter, server, provider, squid }) => {
  const url = provider.url_at(BEHIND_SQUID);
  await storeConnector(server, { id: "far", name: "Far", url });
  await storeConnector(server, { id: "near", name: "Near", url: provider.url });
  const runAs = async (name: string, outcome: "testSuccess" | "testFailure") => {
    await page.goto("/connectors");
    await openTest(page, name);
    await run(page, "streamed");
    await expect(page.getByTestId(outcome)).toBeVisible();
  };
  await enter("/connectors");

  await test.step("without it nobody knows the name", async () => {
    await runAs("Far", "testFailure");
    await expect(page.getByTestId("testFailure")).toContainText(BEHIND_SQUID);
    await expect(page.getByTestId("diagnoseLink")).toBeVisible();
  });

  await test.step("with it the run goes through, and what is on this machine does not", async () => {
    await page.goto("/networking");
    await fillProxy(page, squid.url, SQUID_USER, SQUID_PASSWORD);
    await saveSettings(page);
    await expect(page.getByTestId("proxyPasswordField")).toHaveValue("");
    await runAs("Far", "testSuccess");
    await expect(page.getByTestId("runAnswer")).toContainText("Polly wants a cracker");
    await runAs("Near", "testSuccess");
    expect(squid.requests).toEqual([{ status: "TCP_MISS/200", method: "POST", target: url, user: SQUID_USER }]);
    expect(provider.received).toHaveLength(2);
    const { headers } = provider.received[0] ?? {};
    expect(headers?.["proxy-authorization"]).toBeUndefined();
    expect(headers?.authorization).toBe("Bearer sk-1");
  });

  await test.step("a wrong password is said to be that", async () => {
    await page.goto("/networking");
    await page.getByTestId("proxyPasswordField").fill("open barley");
    await saveSettings(page);
    await runAs("Far", "testFailure");
    await expect(page.getByTestId("testFailure")).toContainText(`the proxy ${new URL(squid.url).host}`);
    await expect(page.getByTestId("testFailure")).toContainText("Enter a valid user name and password of the proxy");
    expect(squid.requests.at(-1)).toMatchObject({ status: "TCP_DENIED/407" });
    expect(provider.received).toHaveLength(2);
  });

  await test.step("another proxy does not get the password of this one", async () => {
    await page.goto("/networking");
    await page.getByTestId("proxyUrlField").fill("http://other.example:3128");
    await expect(page.getByText(`The stored password is for ${squid.url}`)).toBeVisible();
    await saveSettings(page);
    const { stored_secrets } = await server.call("networking_get", {});
    expect(stored_secrets).toEqual([]);
  });

  await test.step("past the proxy again", async () => {
    await page.getByTestId("proxyUrlField").fill("");
    await saveSettings(page);
    expect((await server.call("networking_get", {})).saved).toEqual({});
  });
});

test("what may not be reached is neither saved nor run, and the page says what it lets through", async ({ page, enter, server, provider }) => {
  await storeConnector(server, { id: "parrot", name: "Parrot", url: provider.url });
  await enter("/networking");
  const hosts = setting(page, "allowedHosts");
  await hosts.getByText("Only these hosts").click();
  await expect(page.getByTestId("allowedHostsEmpty")).toHaveText(/No host is allowed/);
  await hosts.getByRole("combobox").fill("api.openai.com, *.example.com");
  await page.keyboard.press("Enter");
  await saveSettings(page);
  expect((await server.call("networking_get", {})).saved).toEqual({ allowedHosts: ["api.openai.com", "*.example.com"] });

  await page.goto("/connectors");
  await expect(rowOf(page, "Parrot").getByLabel("Networking settings let nothing through")).toBeVisible();
  await openTest(page, "Parrot");
  await run(page, "buffered");
  await expect(page.getByTestId("testFailure")).toContainText("is not added to the Kibana config xpack.actions.allowedHosts");
  await page.goto("/connectors/_create/other");
  await fillConnector(page, { name: "Another", url: provider.url, model: "m", api_key: "sk-1" });
  await page.getByTestId("saveButton").click();
  await expectFieldError(page, "apiUrlField", /is not added to the Kibana config xpack\.actions\.allowedHosts/i);
  expect(provider.received).toEqual([]);
});

test("a setting is found, changed and saved by keyboard alone, and a mistake is said where it is", async ({ page, enter, server }) => {
  await enter("/connectors");
  await tabTo(page, page.getByRole("link", { name: "Networking" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/networking$/);
  const field = page.getByTestId("responseTimeoutField");
  await tabTo(page, field);
  await page.keyboard.type("soon");
  await expect(setting(page, "responseTimeout").locator(".euiFormErrorText")).toBeVisible();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("90s");
  await expect(setting(page, "responseTimeout").locator(".euiFormErrorText")).toHaveCount(0);
  await tabTo(page, page.getByTestId("saveBar").getByTestId("saveButton"));
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("saveBar")).toHaveCount(0);
  expect((await server.call("networking_get", {})).saved).toEqual({ responseTimeout: "90s" });
  // What had the focus is gone, and the focus is not.
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");

  await tabTo(page, field);
  await page.keyboard.type("2m");
  await page.getByRole("link", { name: "Connectors", exact: true }).click();
  await expect(page.getByTestId("discardChangesModal")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/networking$/);
  await expect(field).toHaveValue("2m");
});

test("who may only read sees the settings and cannot change them, and who only counts tokens does not", async ({ page, enter, server }) => {
  await server.call("networking_save", { settings: { proxyUrl: "http://proxy.example:3128" }, secrets: {} });
  await enter("/networking", "read");
  await expect(page.getByTestId("proxyUrlField")).toHaveValue("http://proxy.example:3128");
  await expect(page.getByTestId("proxyUrlField")).toHaveAttribute("readonly", "");
  await expect(page.getByTestId("verificationModeField")).toBeDisabled();
  await expect(page.getByTestId("addHostButton")).toHaveCount(0);
  await expect(page.getByTestId("saveBar")).toHaveCount(0);
  await page.context().clearCookies();
  await enter("/usage", "usage");
  await expect(page.getByRole("link", { name: "Networking" })).toHaveCount(0);
  await page.goto("/networking");
  await expect(page).not.toHaveURL(/\/networking$/);
});
