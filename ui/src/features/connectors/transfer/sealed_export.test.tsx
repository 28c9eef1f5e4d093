import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { openApp, signedInAs } from "../../../app/test_app";
import { fakeHost, makeConnector, refusal, SANDBOX } from "../../../host/fake";
import { makeVaultStatus } from "../../../host/fake_vault";

const connectors = [SANDBOX, makeConnector(), makeConnector({ id: "c-2", name: "Home" })];
const PHRASE = "a phrase for the file";

type User = ReturnType<typeof openApp>["user"];

async function openMenu(user: User) {
  await user.click(await screen.findByTestId("pageMenuButton"));
  return screen.findByRole("menuitem", { name: "Export with secrets…" });
}

async function fill(user: User, again = PHRASE) {
  await user.type(await screen.findByLabelText("Passphrase of the file"), PHRASE);
  await user.type(screen.getByLabelText("Repeat it"), `${again}{Enter}`);
}

afterEach(() => localStorage.clear());

describe("exporting connectors with secrets", () => {
  it("writes all of them into one closed file after saying what that means", async () => {
    const { user, host } = openApp("/connectors", fakeHost({ connectors }));
    await user.click(await openMenu(user));
    expect(await screen.findByText(/Whoever has both has the keys/)).toBeVisible();
    expect(screen.getByText(/Preconfigured connectors are left out/)).toBeVisible();
    await waitFor(() => expect(screen.getByLabelText("Passphrase of the file")).toHaveFocus());
    await fill(user);
    expect(await screen.findByText("Exported 2 connectors with secrets")).toBeVisible();
    expect(screen.getByText("/downloads/connectors.sealed.json · Only its passphrase opens the file.")).toBeVisible();
    expect(host.callsOf("connectors_export_sealed")).toEqual([{ ids: null, passphrase: PHRASE }]);
    expect(host.saved.map(({ name }) => name)).toEqual(["connectors.sealed.json"]);
    expect(screen.queryByTestId("sealedExportModal")).not.toBeInTheDocument();
  });

  it("writes those that are ticked, or the one of a row", async () => {
    const { user, host } = openApp("/connectors", fakeHost({ connectors }));
    await user.click(await screen.findByRole("checkbox", { name: 'Select "Home"' }));
    await user.click(screen.getByRole("button", { name: "Export 1 with secrets" }));
    await fill(user);
    await waitFor(() => expect(host.saved).toHaveLength(1));
    await waitFor(() => expect(screen.queryByTestId("sealedExportModal")).not.toBeInTheDocument());
    await user.click(screen.getByRole("button", { name: 'More actions for "Work"' }));
    await user.click(await screen.findByRole("menuitem", { name: "Export with secrets…" }));
    await fill(user);
    await waitFor(() => expect(host.saved).toHaveLength(2));
    expect(host.callsOf("connectors_export_sealed")).toEqual([
      { ids: ["c-2"], passphrase: PHRASE },
      { ids: ["c-1"], passphrase: PHRASE },
    ]);
  });

  it("writes nothing while the two differ, or after Escape, which gives the focus back", async () => {
    const { user, host } = openApp("/connectors", fakeHost({ connectors }));
    await user.click(await openMenu(user));
    await fill(user, "another phrase");
    expect(await screen.findByText("The two are not the same.")).toBeVisible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("sealedExportModal")).not.toBeInTheDocument());
    await waitFor(() => expect(screen.getByTestId("pageMenuButton")).toHaveFocus());
    expect(host.callsOf("connectors_export_sealed")).toEqual([]);
    expect(host.saved).toEqual([]);
  });

  it("says why there is no file, keeps what was typed, and tries again", async () => {
    const host = fakeHost({ connectors });
    host.answer("connectors_export_sealed", () => {
      throw refusal({ code: "secret_lost", message: 'A key of "Work" is lost.', hint: "Enter it again." });
    });
    const { user } = openApp("/connectors", host);
    await user.click(await openMenu(user));
    await fill(user);
    expect(await screen.findByTestId("vaultModalError")).toHaveTextContent('A key of "Work" is lost.Enter it again.');
    expect(screen.getByLabelText("Passphrase of the file")).toHaveValue(PHRASE);
    expect(host.saved).toEqual([]);
  });

  it("says when the disk is full", async () => {
    const host = fakeHost({ connectors });
    host.save_file = () => Promise.reject(refusal({ code: "internal", message: "The disk is full." }));
    const { user } = openApp("/connectors", host);
    await user.click(await openMenu(user));
    await fill(user);
    expect(await screen.findByTestId("vaultModalError")).toHaveTextContent("The disk is full.");
  });

  it("unlocks the vault first where it is locked", async () => {
    const host = fakeHost({ connectors });
    const { user } = openApp("/connectors", host);
    const item = await openMenu(user);
    host.vault.status = makeVaultStatus({ state: "closed" });
    host.answer("connectors_export_sealed", () => {
      if (host.vault.status.state !== "open") throw refusal({ code: "vault_locked", message: "Locked." });
      return { file_name: "f.json", ndjson: "{}", count: 2 };
    });
    await user.click(item);
    await fill(user);
    const modal = within(await screen.findByTestId("unlockModal"));
    // Until it has been asked again, the vault is thought to be open.
    await user.click(await modal.findByRole("button", { name: "Unlock" }));
    expect(await screen.findByText("Exported 2 connectors with secrets")).toBeVisible();
  });

  it("is the window's: a browser cannot", async () => {
    const { user, host } = openApp("/connectors", signedInAs("all", fakeHost({ connectors })));
    const item = await openMenu(user);
    expect(item).toHaveAttribute("aria-disabled", "true");
    await user.click(item);
    expect(screen.queryByTestId("sealedExportModal")).not.toBeInTheDocument();
    await user.keyboard("{Escape}");
    await user.click(screen.getByRole("checkbox", { name: 'Select "Home"' }));
    const bulk = screen.getByRole("button", { name: "Export 1 with secrets" });
    expect(bulk).toHaveAttribute("aria-disabled", "true");
    await user.click(bulk);
    expect(screen.queryByTestId("sealedExportModal")).not.toBeInTheDocument();
    expect(host.callsOf("connectors_export_sealed")).toEqual([]);
  });

  it("is not offered to those who may only look", async () => {
    const { user } = openApp("/connectors", signedInAs("read", fakeHost({ connectors })));
    await user.click(await screen.findByTestId("pageMenuButton"));
    await screen.findByRole("menuitem", { name: "Export all" });
    expect(screen.queryByRole("menuitem", { name: "Export with secrets…" })).not.toBeInTheDocument();
  });
});
