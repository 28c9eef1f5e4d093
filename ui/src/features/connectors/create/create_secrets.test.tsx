import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp } from "../../../app/test_app";
import { fakeHost, makeConnector } from "../../../host/fake";
import { fakeVault, makeVaultStatus, NO_KEYCHAIN, PASSPHRASE, unsetVault } from "../../../host/fake_vault";
import type { ConnectorsCreate } from "../../../wire/types";

async function openForm(host = fakeHost(), path = "/connectors/_create/openai") {
  const app = openApp(path, host);
  await screen.findByRole("heading", { name: "OpenAI connector" });
  return {
    ...app,
    name: screen.getByLabelText("Connector name"),
    key: screen.getByLabelText("API key"),
    save: screen.getByRole("button", { name: "Save" }),
    header: (number: number) => within(screen.getByRole("group", { name: `Header ${number}` })),
    created: () => host.callsOf("connectors_create") as ConnectorsCreate[],
  };
}

const withoutPlace = () => fakeHost({ vault: fakeVault(unsetVault({ keychain: NO_KEYCHAIN })) });

describe("saving while no place for keys is chosen", () => {
  it("asks for one, then saves what was typed, and reports no failure", async () => {
    const { user, host, name, key, save, path, created } = await openForm(withoutPlace());
    await user.type(name, "Play");
    await user.type(key, "sk-123");
    await user.click(save);
    const modal = within(await screen.findByTestId("vaultSetupModal"));
    await user.click(await modal.findByRole("radio", { name: /^This session only/ }));
    await user.click(modal.getByRole("button", { name: "Use this place" }));
    expect(await screen.findByText("Created 'Play'")).toBeVisible();
    expect(screen.queryByText("Unable to create a connector.")).not.toBeInTheDocument();
    await waitFor(() => expect(path()).toBe("/connectors"));
    expect(created()).toHaveLength(2);
    expect(created()[1]).toEqual(created()[0]);
    expect(created()[1]?.secrets).toEqual({ apiKey: "sk-123" });
    expect(host.vault.status.backend).toBe("session");
  });

  it("goes on to the test where that was asked for", async () => {
    const { user, name, key, path } = await openForm(withoutPlace());
    await user.type(name, "Play");
    await user.type(key, "sk-123");
    await user.click(screen.getByRole("button", { name: "Save & test" }));
    const modal = within(await screen.findByTestId("vaultSetupModal"));
    await user.click(await modal.findByRole("radio", { name: /^This session only/ }));
    await user.click(modal.getByRole("button", { name: "Use this place" }));
    await waitFor(() => expect(path()).toBe("/connectors/play/test"));
  });

  it("leaves all that was typed when the question is dismissed, and says why nothing was saved", async () => {
    const { user, name, key, save, path, created } = await openForm(withoutPlace());
    await user.type(name, "Play");
    await user.type(key, "sk-123");
    await user.click(save);
    const modal = within(await screen.findByTestId("vaultSetupModal"));
    await user.click(modal.getByRole("button", { name: "Cancel" }));
    expect(await screen.findByTestId("formError")).toHaveTextContent("No place for the key is chosen.");
    expect(name).toHaveValue("Play");
    expect(key).toHaveValue("sk-123");
    expect(save).toBeEnabled();
    expect(path()).toBe("/connectors/_create/openai");
    expect(created()).toHaveLength(1);
  });

  it("asks for none where the only secret is a reference to the environment", async () => {
    const { user, host, name, key, save, created } = await openForm(withoutPlace());
    await user.type(name, "Play");
    await user.type(key, "${{env:OPENAI_API_KEY}");
    await user.click(save);
    expect(await screen.findByText("Created 'Play'")).toBeVisible();
    expect(created()).toHaveLength(1);
    expect(host.connectors.find(({ id }) => id === "play")?.secret_references).toEqual([
      { path: "secrets.apiKey", variable: "OPENAI_API_KEY", is_set: false },
    ]);
  });
});

describe("saving while the vault is locked", () => {
  it("is announced above the form, unlocks on the way, and saves what was typed", async () => {
    const vault = fakeVault(makeVaultStatus({ state: "passphrase_needed", backend: "passphrase" }));
    const { user, name, key, save, created } = await openForm(fakeHost({ vault }));
    expect(await within(screen.getByTestId("createConnectorFlyout")).findByTestId("vaultNotice")).toBeVisible();
    await user.type(name, "Play");
    await user.type(key, "sk-123");
    await user.click(save);
    const modal = within(await screen.findByTestId("unlockModal"));
    await user.type(await modal.findByLabelText("Passphrase"), "not the right one{Enter}");
    expect(await modal.findByText(/not the passphrase/)).toBeVisible();
    await user.clear(modal.getByLabelText("Passphrase"));
    await user.type(modal.getByLabelText("Passphrase"), `${PASSPHRASE}{Enter}`);
    expect(await screen.findByText("Created 'Play'")).toBeVisible();
    expect(created().at(-1)?.secrets).toEqual({ apiKey: "sk-123" });
  });

  it("does the same for a connector that is edited", async () => {
    const host = fakeHost({ vault: fakeVault(makeVaultStatus({ state: "closed" })) });
    const { user } = openApp("/connectors/c-1", host);
    await user.type(await screen.findByLabelText("API key"), "sk-2");
    expect(await within(screen.getByTestId("editConnectorFlyout")).findByTestId("vaultNotice")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Save" }));
    const modal = within(await screen.findByTestId("unlockModal"));
    await user.click(await modal.findByRole("button", { name: "Unlock" }));
    expect(await screen.findByText("Updated 'Work'")).toBeVisible();
    expect(host.callsOf("connectors_update")).toMatchObject([{ secrets: { apiKey: "sk-2" } }, { secrets: { apiKey: "sk-2" } }]);
    await waitFor(() => expect(screen.queryByTestId("vaultNotice")).not.toBeInTheDocument());
  });
});

describe("a copy", () => {
  const original = makeConnector({
    id: "work",
    config: { ...makeConnector().config, headers: { "X-Team": "red" } },
    stored_secrets: ["secrets.apiKey", "secrets.secretHeaders.X-Token"],
  });

  it("brings the names of secret headers, and wants their values", async () => {
    const host = fakeHost({ connectors: [original] });
    const { user, key, save, header, created } = await openForm(host, "/connectors/_create/openai?from=work");
    expect(screen.getByTestId("copyNote")).toHaveTextContent("secret headers are not copied");
    expect(header(1).getByLabelText("Value")).toHaveValue("red");
    expect(header(2).getByLabelText("Key")).toHaveValue("X-Token");
    expect(header(2).getByLabelText("Value")).toHaveValue("");
    expect(header(2).getByLabelText("Value")).toHaveAttribute("placeholder", "");
    expect(header(2).getByRole("button", { name: /^Keep/ })).toHaveAttribute("aria-pressed", "true");
    await user.type(key, "sk-2");
    await user.click(save);
    expect(await screen.findByText('The header "X-Token" needs a value.')).toBeVisible();
    expect(created()).toEqual([]);
    await user.type(header(2).getByLabelText("Value"), "v-2");
    await user.click(save);
    await waitFor(() => expect(created()).toHaveLength(1));
    expect(created()[0]).toMatchObject({
      config: { headers: { "X-Team": "red" } },
      secrets: { apiKey: "sk-2", "secretHeaders.X-Token": "v-2" },
    });
  });
});

describe("a run of what stands in the form", () => {
  it("takes secret headers and references along", async () => {
    const { user, host, name, key, header } = await openForm();
    await user.type(name, "Play");
    await user.type(key, "${{env:OPENAI_API_KEY}");
    await user.click(screen.getByRole("switch", { name: "Add HTTP header" }));
    await user.type(header(1).getByLabelText("Key"), "X-Token");
    await user.click(screen.getByRole("tab", { name: "Test" }));
    expect(await screen.findByTestId("draftToFixNote")).toHaveTextContent("HTTP headers");
    await user.click(screen.getByRole("tab", { name: "Configuration" }));
    await user.type(header(1).getByLabelText("Value"), "v-1");
    await user.click(screen.getByRole("tab", { name: "Test" }));
    await user.click(await screen.findByTestId("runButton"));
    await waitFor(() =>
      expect(host.callsOf("connectors_run_draft")).toMatchObject([
        { draft: { secrets: { apiKey: "${env:OPENAI_API_KEY}", "secretHeaders.X-Token": "v-1" } } },
      ]),
    );
  });
});
