import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { openApp, signedInAs } from "../../app/test_app";
import { fakeHost, makeConnector, refusal, SANDBOX } from "../../host/fake";
import { makeVaultStatus, NO_KEYCHAIN, unsetVault } from "../../host/fake_vault";
import type { Connector, ConnectorActivity } from "../../wire/types";
import { countDone, progressOf } from "./progress";

const ran = (connector_id: string, has_succeeded: boolean): ConnectorActivity => ({
  connector_id,
  last_run_at_ms: 1,
  last_outcome: has_succeeded ? "success" : "failure",
  has_succeeded,
  requests_7d: 1,
  total_tokens_7d: 1,
  unsure_requests_7d: 0,
});

const azure = (apiUrl: string, more: Partial<Connector> = {}) =>
  makeConnector({ id: "az", name: "Azure", config: { apiProvider: "Azure OpenAI", apiUrl }, ...more });
const DEPLOYED = "https://contoso.openai.azure.com/openai/deployments/prod/chat/completions?api-version=1";
const local = (more: Partial<Connector> = {}) =>
  makeConnector({
    id: "local",
    name: "Shelf",
    config: { apiProvider: "Other", apiUrl: "http://localhost:11434/v1/chat/completions", defaultModel: "llama" },
    stored_secrets: [],
    ...more,
  });

afterEach(() => localStorage.clear());

describe("the progress of a guide", () => {
  const done = (...args: Parameters<typeof progressOf>) => {
    const progress = progressOf(...args);
    return Object.entries(progress).flatMap(([step, connector]) => (connector ? [step] : []));
  };

  it("begins with nothing, and the Sandbox does not count", () => {
    expect(done("openai", [SANDBOX], [])).toEqual([]);
    expect(done("local", [SANDBOX], [ran("sandbox", true)])).toEqual([]);
  });

  it("follows from the connector, its key and its runs", () => {
    expect(done("openai", [makeConnector()], [])).toEqual(["model", "key", "connector"]);
    expect(done("openai", [makeConnector()], [ran("c-1", false)])).toEqual(["model", "key", "connector"]);
    expect(done("openai", [makeConnector()], [ran("c-1", true)])).toEqual(["model", "key", "connector", "test"]);
    expect(done("openai", [makeConnector({ stored_secrets: [], is_missing_secrets: true })], [])).toEqual([
      "model",
      "connector",
    ]);
    expect(done("azure", [makeConnector()], [ran("c-1", true)])).toEqual([]);
  });

  it("counts a key that can be had: no header's, and no variable that is not there", () => {
    const headers_alone = makeConnector({ stored_secrets: ["secrets.secretHeaders.X-Token"] });
    expect(done("openai", [headers_alone], [])).toEqual(["model", "connector"]);
    const from = (is_set: boolean) =>
      makeConnector({ secret_references: [{ path: "secrets.apiKey", variable: "OPENAI_API_KEY", is_set }] });
    expect(done("openai", [from(false)], [])).toEqual(["model", "connector"]);
    expect(done("openai", [from(true)], [])).toEqual(["model", "key", "connector"]);
  });

  it("asks for a deployment on Azure, not for a model", () => {
    expect(done("azure", [azure(DEPLOYED)], [])).toEqual(["model", "key", "connector"]);
    expect(done("azure", [azure("https://contoso.openai.azure.com/")], [])).toEqual(["key", "connector"]);
  });

  it("asks for no key on one's own machine", () => {
    expect(done("local", [local()], [])).toEqual(["model", "key", "connector"]);
    expect(done("local", [local({ is_missing_secrets: true })], [])).toEqual(["model", "connector"]);
  });

  it("shows the connector that has come furthest", () => {
    const progress = progressOf("openai", [makeConnector({ id: "a" }), makeConnector({ id: "b" })], [ran("b", true)]);
    expect(progress.model?.id).toBe("b");
    expect(countDone(progress)).toBe(4);
  });
});

describe("Get started", () => {
  it("shows what is done, and by which connector", async () => {
    openApp("/get-started");
    expect(await screen.findByText("3 of 4 done")).toBeVisible();
    const step = await screen.findByTestId("guideDone-key");
    expect(within(step).getByRole("link", { name: "Work" })).toHaveAttribute("href", "/connectors/c-1");
    expect(screen.queryByTestId("guideDone-test")).not.toBeInTheDocument();
  });

  it("ticks the test off once a run has succeeded", async () => {
    const host = fakeHost();
    host.answer("connectors_activity", () => [ran("c-1", true)]);
    openApp("/get-started", host);
    expect(await screen.findByText("4 of 4 done")).toBeVisible();
    expect(screen.getByTestId("guideDone-test")).toBeVisible();
  });

  it("carries the chosen model into the form", async () => {
    const { user, router } = openApp("/get-started");
    await user.click(await screen.findByRole("button", { name: "Choose: GPT-4o mini" }));
    const create = await screen.findByRole("link", { name: "Create a connector for gpt-4o-mini" });
    expect(create).toHaveAttribute("href", "/connectors/_create/openai?model=gpt-4o-mini");
    expect(router.state.location.search).toEqual({ model: "gpt-4o-mini", guide: "openai" });
    expect(screen.getByRole("button", { name: "Chosen: GPT-4o mini" })).toHaveAttribute("aria-pressed", "true");
  });

  it("shows context and prices of the models, and where they come from", async () => {
    openApp("/get-started");
    const row = within((await screen.findAllByTestId("modelRow"))[0] as HTMLElement);
    for (const text of ["GPT-4.1", "Long documents and code.", "1.05M", "$2.00", "$8.00"]) {
      expect(row.getByText(text)).toBeVisible();
    }
    expect(screen.getByText(/A list for tests/)).toBeVisible();
  });

  it("has a guide for each place a model can run at, at its own address", async () => {
    const { user, router } = openApp("/get-started");
    await user.click(await screen.findByRole("tab", { name: "Azure OpenAI" }));
    expect(await screen.findByText("0 of 4 done")).toBeVisible();
    expect(screen.getByText("Target URI")).toBeVisible();
    expect(screen.getByTestId("guideCreate")).toHaveAttribute("href", "/connectors/_create/azure-openai");
    await user.click(screen.getByRole("tab", { name: "On your machine" }));
    await waitFor(() => expect(router.state.location.search).toEqual({ guide: "local" }));
    expect(await screen.findByText("http://localhost:11434/v1/chat/completions")).toBeVisible();
    await waitFor(() =>
      expect(screen.getByTestId("guideCreate")).toHaveAttribute("href", "/connectors/_create/ollama"),
    );
    await user.click(screen.getByRole("button", { name: "LM Studio" }));
    expect(await screen.findByText("http://localhost:1234/v1/chat/completions")).toBeVisible();
    expect(screen.getByTestId("guideCreate")).toHaveAttribute("href", "/connectors/_create/lm-studio");
  });

  it("leads to the test of the connector that is ready for it", async () => {
    const missing = makeConnector({ id: "m", name: "Missing", stored_secrets: [], is_missing_secrets: true });
    const { user, path } = openApp("/get-started", fakeHost({ connectors: [missing, makeConnector()] }));
    await user.click(await screen.findByRole("link", { name: "Test the connector" }));
    await waitFor(() => expect(path()).toBe("/connectors/c-1/test"));
  });

  it("offers no test while the key is missing", async () => {
    const missing = makeConnector({ stored_secrets: [], is_missing_secrets: true });
    openApp("/get-started", fakeHost({ connectors: [missing] }));
    expect(await screen.findByText("Enter the missing API key first.")).toBeVisible();
    expect(screen.queryByTestId("guideTest")).not.toBeInTheDocument();
  });

  it("warns beforehand when no key can be saved", async () => {
    const host = fakeHost();
    host.vault.status = unsetVault({ keychain: NO_KEYCHAIN });
    const { user } = openApp("/get-started", host);
    expect(await screen.findByTestId("guideVault")).toHaveTextContent("This machine's keychain cannot keep a key.");
    await user.click(screen.getByRole("button", { name: "Choose a place" }));
    await user.click(await screen.findByRole("radio", { name: "This session only" }));
    await user.click(screen.getByRole("button", { name: "Use this place" }));
    await waitFor(() => expect(screen.queryByTestId("guideVault")).not.toBeInTheDocument());
    expect(host.vault.status.backend).toBe("session");
  });

  it("says when the vault is locked, and unlocks it there", async () => {
    const host = fakeHost();
    host.vault.status = makeVaultStatus({ state: "closed" });
    const { user } = openApp("/get-started", host);
    expect(await screen.findByText("The vault is locked")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Unlock" }));
    await waitFor(() => expect(screen.queryByTestId("vaultNotice")).not.toBeInTheDocument());
  });

  it("says what failed and tries again on request", async () => {
    const host = fakeHost();
    host.answer("connectors_list", () => {
      throw refusal({ code: "internal", message: "The database is locked." });
    });
    const { user } = openApp("/get-started", host);
    expect(await screen.findByText("The database is locked.")).toBeVisible();
    host.answer("connectors_list", () => []);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("0 of 4 done")).toBeVisible();
  });

  it("creates nothing for somebody who may only look", async () => {
    openApp("/get-started", signedInAs("read"));
    expect(await screen.findByText("Your key may look and run, but not create connectors.")).toBeVisible();
    expect(screen.queryByTestId("guideCreate")).not.toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "Get started" })).not.toBeInTheDocument();
  });
});
