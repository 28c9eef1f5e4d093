import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp, signedInAs } from "../../app/test_app";
import { fakeHost } from "../../host/fake";
import { makeVaultStatus, NO_KEYCHAIN, PASSPHRASE, unsetVault } from "../../host/fake_vault";
import type { VaultStatus } from "../../wire/types";

function hostWith(more: Partial<VaultStatus>) {
  const host = fakeHost();
  host.vault.status = makeVaultStatus(more);
  return host;
}

const notice = () => screen.findByTestId("vaultNotice");

describe("the notice above the connectors", () => {
  it.each([
    ["the vault is open", makeVaultStatus()],
    ["nothing was sealed yet", unsetVault({ keychain: NO_KEYCHAIN })],
  ])("is not there while %s", async (_name, status) => {
    const { host } = openApp("/connectors", hostWith(status));
    await screen.findByRole("link", { name: "Work" });
    await waitFor(() => expect(host.callsOf("vault_status").length).toBeGreaterThan(0));
    await waitFor(() => expect(screen.queryByTestId("vaultNotice")).not.toBeInTheDocument());
  });

  it.each([
    ["locked", "The keychain is locked"],
    ["denied", "The keychain said no"],
    ["closed", "The vault is locked"],
  ] as const)("unlocks what is %s and goes", async (state, title) => {
    const { user, host } = openApp("/connectors", hostWith({ state }));
    expect(await notice()).toHaveTextContent(title);
    await user.click(screen.getByRole("button", { name: "Unlock" }));
    await waitFor(() => expect(screen.queryByTestId("vaultNotice")).not.toBeInTheDocument());
    expect(host.callsOf("vault_unlock")).toEqual([{}]);
    expect(await screen.findByText("The vault is open")).toBeVisible();
    // Its button is gone: a keyboard goes on from the page, not from the top of the window.
    await waitFor(() => expect(document.getElementById("main")).toHaveFocus());
  });

  it("asks for the passphrase, and goes once it is right", async () => {
    const { user } = openApp("/connectors", hostWith({ state: "passphrase_needed", backend: "passphrase" }));
    expect(await notice()).toHaveTextContent("The vault needs your passphrase");
    await user.click(screen.getByRole("button", { name: "Unlock" }));
    await user.type(await screen.findByLabelText("Passphrase"), `${PASSPHRASE}{Enter}`);
    await waitFor(() => expect(screen.queryByTestId("vaultNotice")).not.toBeInTheDocument());
  });

  it("says that a keychain has to be started, and tries again", async () => {
    const { user, host } = openApp("/connectors", hostWith({ state: "no_keychain", keychain: NO_KEYCHAIN }));
    expect(await notice()).toHaveTextContent("start it, then try again");
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Unable to unlock the vault.")).toBeVisible();
    host.vault.status = makeVaultStatus({ state: "locked" });
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(screen.queryByTestId("vaultNotice")).not.toBeInTheDocument());
  });

  it("counts what must be entered again when the key is missing, and leads to the settings", async () => {
    const { user, path } = openApp("/connectors", hostWith({ state: "key_missing", lost_secrets: 2, sealed_secrets: 0 }));
    expect(await notice()).toHaveTextContent("2 secrets must be entered again.");
    await user.click(screen.getByRole("link", { name: "Security settings" }));
    await waitFor(() => expect(path()).toBe("/settings"));
  });

  it("lets a place be chosen after a session that is over", async () => {
    const { user, host } = openApp("/connectors", hostWith({ state: "key_missing", backend: "session" }));
    expect(await notice()).toHaveTextContent("The last session has ended");
    await user.click(screen.getByRole("button", { name: "Choose a place" }));
    await user.click(await screen.findByTestId("vaultModalConfirm"));
    await waitFor(() => expect(screen.queryByTestId("vaultNotice")).not.toBeInTheDocument());
    expect(host.vault.status.backend).toBe("keychain");
  });

  it("waits a moment before it speaks of a keychain that is opening, and goes when it is open", async () => {
    const { host } = openApp("/connectors", hostWith({ state: "opening" }));
    await waitFor(() => expect(host.callsOf("vault_status").length).toBeGreaterThan(0));
    expect(screen.queryByTestId("vaultNotice")).not.toBeInTheDocument();
    expect(await notice()).toHaveTextContent("Waiting for the keychain…");
    host.vault.status = makeVaultStatus();
    await waitFor(() => expect(screen.queryByTestId("vaultNotice")).not.toBeInTheDocument(), { timeout: 3_000 });
  });

  it("goes by itself when something else has opened the vault", async () => {
    const { host } = openApp("/connectors", hostWith({ state: "locked" }));
    await notice();
    host.vault.status = makeVaultStatus();
    await waitFor(() => expect(screen.queryByTestId("vaultNotice")).not.toBeInTheDocument(), { timeout: 8_000 });
  });

  it("has no button for those who may only look, and nothing for those who may not", async () => {
    openApp("/connectors", signedInAs("read", hostWith({ state: "locked" })));
    expect(await notice()).toHaveTextContent("The keychain is locked");
    expect(screen.queryByTestId("vaultNoticeAction")).not.toBeInTheDocument();
  });
});
