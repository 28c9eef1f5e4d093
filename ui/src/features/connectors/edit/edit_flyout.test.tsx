import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp, signedInAs } from "../../../app/test_app";
import { fakeHost, makeConnector } from "../../../host/fake";
import type { ConnectorsUpdate } from "../../../wire/types";

async function openForm(host = fakeHost()) {
  const app = openApp("/connectors/c-1", host);
  await screen.findByRole("heading", { name: "Edit connector" });
  return {
    ...app,
    name: await screen.findByLabelText("Connector name"),
    key: screen.getByLabelText("API key"),
    url: screen.getByLabelText("URL"),
    save: screen.getByRole("button", { name: "Save" }),
    updates: () => host.callsOf("connectors_update") as ConnectorsUpdate[],
  };
}

const LOCAL = makeConnector({
  config: { apiProvider: "Other", apiUrl: "http://127.0.0.1:8080/v1/chat/completions", defaultModel: "llama" },
});

const WITH_PKI = makeConnector({
  config: { ...LOCAL.config, verificationMode: "certificate" },
  stored_secrets: ["secrets.certificateData", "secrets.privateKeyData"],
});

const pem = (name: string, text = "-----BEGIN CERTIFICATE-----") => new File([text], name);

describe("editing a connector", () => {
  it("never fills in the key, and keeps it when the field stays empty", async () => {
    const { user, updates, name, key, save } = await openForm();
    expect(key).toHaveValue("");
    expect(key).toHaveAttribute("placeholder", "Stored. Leave empty to keep it.");
    await user.clear(name);
    await user.type(name, "Renamed");
    await user.click(save);
    expect(await screen.findByText("Updated 'Renamed'")).toBeVisible();
    expect(updates()).toEqual([{ id: "c-1", name: "Renamed", config: makeConnector().config, secrets: {} }]);
  });

  it("shows the id, which stays as it is", async () => {
    await openForm();
    expect(screen.getByLabelText("Connector ID")).toHaveValue("c-1");
    expect(screen.getByLabelText("Connector ID")).toHaveAttribute("readonly");
    expect(screen.getByText("After creating the connector ID, you cannot change it.")).toBeVisible();
  });

  it("has nothing to save until something changes, and says so once it is saved", async () => {
    const { user, name, save } = await openForm();
    expect(save).toBeDisabled();
    await user.type(name, "!");
    expect(save).toBeEnabled();
    await user.click(save);
    expect(await screen.findByRole("button", { name: "Changes Saved" })).toBeDisabled();
    await user.type(name, "!");
    expect(screen.getByRole("button", { name: "Save" })).toBeEnabled();
  });

  it.each([
    ["host", "https://elsewhere.example/v1/chat/completions"],
    ["port", "https://api.openai.com:8443/v1/chat/completions"],
    ["scheme", "http://api.openai.com/v1/chat/completions"],
  ])("asks for the key again when the %s changes, and says why", async (_, address) => {
    const { user, updates, url, key, save } = await openForm();
    await user.clear(url);
    await user.paste(address);
    expect(await screen.findByText("The host changed, so the API key must be entered again.")).toBeVisible();
    await user.click(save);
    expect(await screen.findByText("API key is required.")).toBeVisible();
    expect(screen.getByText("The host changed, so the API key must be entered again.")).toBeVisible();
    expect(updates()).toEqual([]);
    await user.type(key, "sk-new");
    await user.click(save);
    await waitFor(() => expect(updates()).toMatchObject([{ secrets: { apiKey: "sk-new" } }]));
  });

  it("keeps the key when only the path changes", async () => {
    const { user, updates, url, save } = await openForm();
    await user.clear(url);
    await user.type(url, "https://api.openai.com/v2/chat/completions");
    await user.click(save);
    await waitFor(() => expect(updates()).toMatchObject([{ secrets: {} }]));
  });

  it("removes an optional stored key on request, and takes it back until it is saved", async () => {
    const { user, updates, save } = await openForm(fakeHost({ connectors: [LOCAL] }));
    await user.click(screen.getByRole("button", { name: "Remove stored key" }));
    expect(screen.getByText("The stored API key is removed when you save.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Keep stored key" }));
    expect(save).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "Remove stored key" }));
    await user.click(save);
    await waitFor(() => expect(updates()).toMatchObject([{ secrets: {}, forget_secrets: ["secrets.apiKey"] }]));
    await waitFor(() => expect(screen.queryByRole("button", { name: "Remove stored key" })).not.toBeInTheDocument());
  });

  it("offers no removal of a key that the provider needs", async () => {
    await openForm();
    expect(screen.queryByRole("button", { name: "Remove stored key" })).not.toBeInTheDocument();
  });

  it("says which secrets an import left out", async () => {
    const one = makeConnector({
      stored_secrets: [],
      missing_secrets: ["secrets.apiKey"],
      is_missing_secrets: true,
    });
    const { user, key, save } = await openForm(fakeHost({ connectors: [one] }));
    const note =
      "Sensitive information is not imported. Please enter value for the following field API key.";
    expect(screen.getByText(note)).toBeVisible();
    await user.type(key, "sk-1");
    await user.click(save);
    await waitFor(() => expect(screen.queryByText(note)).not.toBeInTheDocument());
  });

  it("names several missing secrets in one sentence, and shows their fields", async () => {
    const several = makeConnector({
      ...LOCAL,
      stored_secrets: [],
      missing_secrets: ["secrets.certificateData", "secrets.privateKeyData", "secrets.caData"],
      is_missing_secrets: true,
    });
    await openForm(fakeHost({ connectors: [several] }));
    expect(
      screen.getByText(/following fields Certificate file, Private key file and CA certificate file\.$/),
    ).toBeVisible();
    expect(screen.getByLabelText("Certificate file")).toBeInTheDocument();
  });

  it("says in a toast that it could not be saved", async () => {
    const host = fakeHost();
    host.answer("connectors_update", () => {
      throw new Error("the disk is full");
    });
    const { user, name, save } = await openForm(host);
    await user.type(name, "!");
    await user.click(save);
    expect(await screen.findByText("Cannot update a connector.")).toBeVisible();
    expect(name).toHaveValue("Work!");
  });

  it("asks before unsaved changes are thrown away", async () => {
    const { user, name, path } = await openForm();
    await user.type(name, "!");
    await user.click(screen.getByRole("button", { name: "Close" }));
    const modal = await screen.findByTestId("discardChangesModal");
    expect(within(modal).getByText("You can't recover unsaved changes.")).toBeVisible();
    await user.click(within(modal).getByRole("button", { name: "Discard Changes" }));
    await waitFor(() => expect(path()).toBe("/connectors"));
  });

  it("shows a preconfigured connector for reading, and lets it be tested and duplicated", async () => {
    const { user, path, router } = openApp("/connectors/sandbox");
    expect(await screen.findByText("This connector is read-only.")).toBeVisible();
    expect(screen.getByText(/not a language model/)).toBeVisible();
    expect(screen.queryByLabelText("Connector name")).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Save" })).not.toBeInTheDocument();
    expect(screen.getByRole("link", { name: /Usage Dashboard for "Sandbox"/ })).toBeVisible();
    expect(screen.getByRole("tab", { name: "Test" })).toBeVisible();
    await user.click(screen.getByRole("link", { name: "Duplicate" }));
    await waitFor(() => expect(path()).toBe("/connectors/_create/other"));
    expect(router.state.location.search).toMatchObject({ from: "sandbox" });
    expect(await screen.findByLabelText("Connector name")).toHaveValue("Sandbox (copy)");
  });

  it("says so when the connector is gone", async () => {
    openApp("/connectors/gone", fakeHost({ connectors: [makeConnector()] }));
    expect(await screen.findByText('There is no connector with id "gone".')).toBeVisible();
  });

  it("is for reading alone to a key with the role read", async () => {
    const { host } = openApp("/connectors/c-1", signedInAs("read"));
    expect(await screen.findByLabelText("Connector name")).toHaveAttribute("readonly");
    expect(screen.getByRole("combobox", { name: "Default model" })).toHaveAttribute("readonly");
    expect(screen.getByLabelText("Select an OpenAI provider")).toBeDisabled();
    expect(screen.getByRole("switch", { name: "Add HTTP header" })).toBeDisabled();
    expect(host.callsOf("connectors_check")).toEqual([]);
  });
});

describe("HTTP headers", () => {
  it("are rows that can be added and deleted, and go out as a map", async () => {
    const { user, updates, save } = await openForm();
    await user.click(screen.getByRole("switch", { name: "Add HTTP header" }));
    await user.type(screen.getByLabelText("Key"), "X-Team");
    await user.type(screen.getByLabelText("Value"), "red");
    await user.click(screen.getByRole("button", { name: "Add header" }));
    const second = screen.getByRole("group", { name: "Header 2" });
    await waitFor(() => expect(within(second).getByLabelText("Key")).toHaveFocus());
    await user.keyboard("x-gone");
    await user.click(screen.getByRole("button", { name: 'Delete header "x-gone"' }));
    expect(screen.getByRole("button", { name: "Add header" })).toHaveFocus();
    await user.click(save);
    await waitFor(() => expect(updates()).toMatchObject([{ config: { headers: { "X-Team": "red" } } }]));
  });

  it("say at once that a key is there twice, whatever its case", async () => {
    const host = fakeHost({
      connectors: [makeConnector({ config: { ...LOCAL.config, headers: { "X-Team": "red", "X-Other": "1" } } })],
    });
    const { user, save, updates } = await openForm(host);
    const second = within(screen.getByRole("group", { name: "Header 2" })).getByLabelText("Key");
    await user.clear(second);
    await user.type(second, "x-team");
    expect(await screen.findByText('The key "X-Team" is there twice.')).toBeVisible();
    await user.click(save);
    await waitFor(() => expect(screen.getByText("There are errors in the form")).toBeVisible());
    expect(updates()).toEqual([]);
  });

  it("are taken out when the switch is turned off", async () => {
    const host = fakeHost({
      connectors: [makeConnector({ config: { ...makeConnector().config, headers: { "X-Team": "red" } } })],
    });
    const { user, save, updates } = await openForm(host);
    expect(screen.getByRole("switch", { name: "Add HTTP header" })).toBeChecked();
    await user.click(screen.getByRole("switch", { name: "Add HTTP header" }));
    await user.click(save);
    await waitFor(() => expect(updates()).toHaveLength(1));
    expect(updates()[0]?.config).not.toHaveProperty("headers");
  });
});

describe("certificates", () => {
  it("make the key optional, and are sent as base64 of their bytes", async () => {
    const { user, updates, save } = await openForm(fakeHost({ connectors: [{ ...LOCAL, stored_secrets: [] }] }));
    await user.click(screen.getByRole("switch", { name: "Enable PKI Authentication" }));
    await user.selectOptions(screen.getByLabelText("SSL verification mode"), "Certificate Only");
    await user.click(save);
    expect(await screen.findByText("Certificate file is required.")).toBeVisible();
    expect(screen.getByText("Private key file is required.")).toBeVisible();
    expect(screen.queryByText("API key is required.")).not.toBeInTheDocument();
    await user.upload(screen.getByLabelText("Certificate file"), pem("client.crt", "zertifikät"));
    await user.upload(screen.getByLabelText("Private key file"), pem("client.key", "k"));
    expect(await screen.findByText("client.crt")).toBeVisible();
    await user.click(save);
    await waitFor(() => expect(updates()).toHaveLength(1));
    expect(updates()[0]).toMatchObject({
      config: { verificationMode: "certificate" },
      secrets: { certificateData: "emVydGlmaWvDpHQ=", privateKeyData: "aw==" },
    });
  });

  it("that are stored stay, and are said to be", async () => {
    const { user, updates, name, save } = await openForm(fakeHost({ connectors: [WITH_PKI] }));
    expect(screen.getByRole("switch", { name: "Enable PKI Authentication" })).toBeChecked();
    expect(screen.getAllByText("Stored. Choose a file to replace it.")).toHaveLength(2);
    await user.type(name, "!");
    await user.click(save);
    await waitFor(() => expect(updates()).toHaveLength(1));
    expect(updates()[0]?.secrets).toEqual({});
    expect(updates()[0]).not.toHaveProperty("forget_secrets");
  });

  it("are forgotten when PKI is switched off", async () => {
    const { user, updates, save } = await openForm(fakeHost({ connectors: [WITH_PKI] }));
    await user.click(screen.getByRole("switch", { name: "Enable PKI Authentication" }));
    await user.click(save);
    await waitFor(() =>
      expect(updates()).toMatchObject([{ forget_secrets: ["secrets.certificateData", "secrets.privateKeyData"] }]),
    );
    expect(updates()[0]?.config).not.toHaveProperty("verificationMode");
  });

  it("are refused in place when the file is far too large", async () => {
    const { user } = await openForm(fakeHost({ connectors: [WITH_PKI] }));
    const large = new File([new Uint8Array(256 * 1024 + 1)], "movie.pem");
    await user.upload(screen.getByLabelText("Certificate file"), large);
    expect(await screen.findByText(/over 256 kB/)).toBeVisible();
    await user.upload(screen.getByLabelText("Certificate file"), pem("client.crt"));
    await waitFor(() => expect(screen.queryByText(/over 256 kB/)).not.toBeInTheDocument());
  });
});

describe("the usage tab", () => {
  it("shows the last seven days of this connector, how sure they are, and its keys", async () => {
    const host = fakeHost({ connectors: [makeConnector({ api_keys: 2 })] });
    host.answer("usage_summary", ({ from_ms, to_ms, time_zone }) => ({
      from_ms,
      to_ms,
      time_zone,
      totals: {
        prompt_tokens: 1000,
        completion_tokens: 234,
        total_tokens: 1234,
        requests: 12,
        failures: 3,
        estimated_requests: 2,
        unknown_requests: 1,
      },
      days: [],
      last_event_at_ms: null,
    }));
    host.answer("connectors_activity", () => [
      {
        connector_id: "c-1",
        last_run_at_ms: 1_700_000_000_000,
        last_outcome: "timeout",
        has_succeeded: true,
        requests_7d: 12,
        total_tokens_7d: 1234,
        unsure_requests_7d: 3,
      },
    ]);
    const { user } = await openForm(host);
    await user.click(screen.getByRole("tab", { name: "Usage" }));
    expect(await screen.findByTestId("usageRuns")).toHaveTextContent("12");
    expect(screen.getByTestId("usageFailedRuns")).toHaveTextContent("3");
    expect(screen.getByTestId("usageTokens")).toHaveTextContent("1,234");
    expect(screen.getByTestId("usageApiKeys")).toHaveTextContent("2");
    expect(screen.getByTestId("usageLastRun")).toHaveTextContent(/2023.*Timed out\./);
    expect(screen.getByText(/2 runs with estimated tokens, 1 run with unknown tokens/)).toBeVisible();
    expect(host.callsOf("usage_summary")).toMatchObject([{ connector_id: "c-1" }]);
  });

  it("says so when it has not been run, and links to its dashboard", async () => {
    const { user, path, router } = openApp("/connectors/c-1/usage");
    expect(await screen.findByText(/has not been run yet/)).toBeVisible();
    const panel = screen.getByRole("region", { name: "Usage" });
    await user.click(within(panel).getByRole("link", { name: 'View OpenAI Usage Dashboard for "Work" Connector' }));
    await waitFor(() => expect(path()).toBe("/usage"));
    expect(router.state.location.search).toMatchObject({ connector_id: "c-1" });
  });

  it("says so when the numbers cannot be loaded, and tries again", async () => {
    const host = fakeHost();
    host.answer("connectors_activity", () => {
      throw new Error("no");
    });
    const { user } = openApp("/connectors/c-1/usage", host);
    expect(await screen.findByText("Unable to load the usage")).toBeVisible();
    host.answer("connectors_activity", () => []);
    await user.click(within(screen.getByTestId("editConnectorFlyout")).getByRole("button", { name: "Try again" }));
    expect(await screen.findByText(/has not been run yet/)).toBeVisible();
  });
});
