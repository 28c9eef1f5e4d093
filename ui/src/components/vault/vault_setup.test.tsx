import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp } from "../../app/test_app";
import { fakeHost, refusal, type FakeHost } from "../../host/fake";
import { fakeVault, makeVaultStatus, NO_KEYCHAIN, PASSPHRASE, unsetVault } from "../../host/fake_vault";
import type { VaultStatus } from "../../wire/types";

const WITHOUT_KEYCHAIN = () => fakeHost({ vault: fakeVault(unsetVault({ keychain: NO_KEYCHAIN })) });

async function save(host: FakeHost) {
  const app = openApp("/connectors/_create/openai", host);
  await screen.findByRole("heading", { name: "OpenAI connector" });
  const name = screen.getByLabelText("Connector name");
  await app.user.type(name, "Play");
  await app.user.type(screen.getByLabelText("API key"), "sk-123");
  const button = screen.getByRole("button", { name: "Save" });
  await app.user.click(button);
  return { ...app, name, button };
}

const isSaved = (host: FakeHost) => host.connectors.some(({ name }) => name === "Play");
const placed = (host: FakeHost) => host.callsOf("vault_change");

describe("saving the first secret without a keychain", () => {
  it("asks where keys are kept, and saves with the place that was chosen", async () => {
    const { user, host, path } = await save(WITHOUT_KEYCHAIN());
    expect(await screen.findByRole("radio", { name: "System keychain" })).toBeDisabled();
    expect(screen.getByText("Nothing answers as a keychain.")).toBeVisible();
    expect(screen.getByText("${env:NAME}")).toBeVisible();
    await waitFor(() => expect(screen.getByRole("radio", { name: "A passphrase" })).toHaveFocus());
    await user.click(screen.getByRole("radio", { name: "This session only" }));
    await user.click(screen.getByTestId("vaultModalConfirm"));
    await waitFor(() => expect(path()).toBe("/connectors"));
    expect(isSaved(host)).toBe(true);
    expect(placed(host)).toEqual([{ backend: "session", new_passphrase: null, give_up: false }]);
    expect(screen.queryByText("Unable to create a connector.")).not.toBeInTheDocument();
  });

  it("takes a passphrase, typed twice and long enough", async () => {
    const { user, host, path } = await save(WITHOUT_KEYCHAIN());
    await user.type(await screen.findByLabelText("New passphrase"), "short{Enter}");
    expect(await screen.findByText(/Use at least 12 characters/)).toBeVisible();
    expect(placed(host)).toEqual([]);
    await user.clear(screen.getByLabelText("New passphrase"));
    await user.type(screen.getByLabelText("New passphrase"), PASSPHRASE);
    await user.type(screen.getByLabelText("Repeat it"), `${PASSPHRASE}{Enter}`);
    await waitFor(() => expect(path()).toBe("/connectors"));
    expect(isSaved(host)).toBe(true);
    expect(placed(host)).toEqual([{ backend: "passphrase", new_passphrase: PASSPHRASE, give_up: false }]);
  });

  it("finds a keychain that was started meanwhile", async () => {
    const { user, host, path } = await save(WITHOUT_KEYCHAIN());
    const retry = await screen.findByRole("button", { name: "Try again" });
    host.vault.status = unsetVault();
    await user.click(retry);
    const keychain = screen.getByRole("radio", { name: "System keychain" });
    await waitFor(() => expect(keychain).toBeEnabled());
    await user.click(keychain);
    await user.click(screen.getByTestId("vaultModalConfirm"));
    await waitFor(() => expect(path()).toBe("/connectors"));
    expect(host.vault.status.backend).toBe("keychain");
  });

  it("loses nothing that was typed when the question is left, and says why it was not saved", async () => {
    const { user, host, name, button, path } = await save(WITHOUT_KEYCHAIN());
    await screen.findByTestId("vaultSetupModal");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("vaultSetupModal")).not.toBeInTheDocument());
    expect(path()).toBe("/connectors/_create/openai");
    expect(await screen.findByText("Unable to create a connector.")).toBeVisible();
    expect(name).toHaveValue("Play");
    expect(screen.getByLabelText("API key")).toHaveValue("sk-123");
    expect(isSaved(host)).toBe(false);
    await waitFor(() => expect(button).toBeEnabled());
    await user.click(button);
    expect(await screen.findByTestId("vaultSetupModal")).toBeVisible();
  });

  it("stays open and says what went wrong when the place cannot be used", async () => {
    const host = WITHOUT_KEYCHAIN();
    host.answer("vault_change", () => {
      throw refusal({ code: "vault_unavailable", message: "There is no randomness.", hint: "Restart." });
    });
    const { user } = await save(host);
    await user.click(await screen.findByRole("radio", { name: "This session only" }));
    await user.click(screen.getByTestId("vaultModalConfirm"));
    expect(await screen.findByTestId("vaultModalError")).toHaveTextContent("There is no randomness.Restart.");
    expect(isSaved(host)).toBe(false);
  });
});

describe("saving while the vault is locked", () => {
  it("asks for the passphrase, then saves", async () => {
    const host = fakeHost();
    host.vault.status = makeVaultStatus({ state: "passphrase_needed", backend: "passphrase" });
    const { user, path } = await save(host);
    await user.type(await screen.findByLabelText("Passphrase"), `${PASSPHRASE}{Enter}`);
    await waitFor(() => expect(path()).toBe("/connectors"));
    expect(isSaved(host)).toBe(true);
  });

  it("shows that it waits for the keychain, and saves after its yes", async () => {
    const host = fakeHost();
    host.vault.status = makeVaultStatus({ state: "locked" });
    let answer: (status: VaultStatus) => void = () => undefined;
    host.answer("vault_unlock", () => new Promise((resolve) => (answer = resolve)));
    const { user, path } = await save(host);
    const unlock = await screen.findByTestId("vaultModalConfirm");
    await waitFor(() => expect(unlock).toHaveFocus());
    await user.keyboard("{Enter}");
    expect(await screen.findAllByText(/Your system may be asking for a password/, {}, { timeout: 3_000 })).not.toHaveLength(0);
    expect(isSaved(host)).toBe(false);
    host.vault.status = makeVaultStatus();
    answer(makeVaultStatus());
    await waitFor(() => expect(path()).toBe("/connectors"));
    expect(isSaved(host)).toBe(true);
  });

  it("saves nothing when the keychain says no, and keeps the form", async () => {
    const host = fakeHost();
    host.vault.status = makeVaultStatus({ state: "locked" });
    host.answer("vault_unlock", () => {
      host.vault.status = makeVaultStatus({ state: "denied" });
      throw refusal({ code: "vault_locked", message: "The keychain was not allowed to answer.", hint: "Allow it." });
    });
    const { user, name } = await save(host);
    await user.click(await screen.findByTestId("vaultModalConfirm"));
    expect(await screen.findByTestId("vaultModalError")).toHaveTextContent("The keychain was not allowed to answer.");
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByTestId("unlockModal")).not.toBeInTheDocument());
    expect(isSaved(host)).toBe(false);
    expect(name).toHaveValue("Play");
  });

  it("goes on by itself where another has unlocked it meanwhile", async () => {
    const host = fakeHost();
    host.vault.status = makeVaultStatus({ state: "closed" });
    const { user, path } = await save(host);
    await screen.findByTestId("unlockModal");
    host.vault.status = makeVaultStatus();
    await user.click(await screen.findByRole("button", { name: "Continue" }, { timeout: 8_000 }));
    await waitFor(() => expect(path()).toBe("/connectors"));
    expect(host.callsOf("vault_unlock")).toEqual([]);
  });
});
