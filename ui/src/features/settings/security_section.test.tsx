import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp, signedInAs } from "../../app/test_app";
import { fakeHost, makeConnector, refusal, type FakeHost } from "../../host/fake";
import { makeVaultStatus, NO_KEYCHAIN, PASSPHRASE, unsetVault } from "../../host/fake_vault";
import { formatMoment } from "../../lib/relative_time";
import type { VaultChange, VaultStatus } from "../../wire/types";

const NEXT = "another long passphrase";

const UNDER_PASSPHRASE: Partial<VaultStatus> = { backend: "passphrase", written_by: null };
const SESSION: Partial<VaultStatus> = { backend: "session", is_persistent: false, written_by: null };

function hostWith(status: VaultStatus, host: FakeHost = fakeHost()): FakeHost {
  host.vault.status = status;
  return host;
}

async function openVault(more: Partial<VaultStatus>) {
  const host = hostWith(makeVaultStatus(more));
  const app = openApp("/settings", host);
  await screen.findByTestId("vaultStatus");
  return app;
}

type User = ReturnType<typeof openApp>["user"];
const press = async (user: User, name: string) => user.click(await screen.findByRole("button", { name }));
const confirm = async (user: User) => user.click(await screen.findByTestId("vaultModalConfirm"));
const changes = (host: FakeHost) => host.callsOf("vault_change") as VaultChange[];
const actions = () =>
  screen
    .queryAllByTestId(/^vaultAction-/)
    .map((button) => button.getAttribute("data-test-subj")?.slice("vaultAction-".length));

type Case = { name: string; status: VaultStatus; title: string; says: RegExp; actions: string[] };

const CASES: Case[] = [
  {
    name: "nothing sealed, and a keychain that works",
    status: unsetVault(),
    title: "Nothing is sealed yet",
    says: /first API key you save is sealed/,
    actions: ["place"],
  },
  {
    name: "nothing sealed, and no keychain",
    status: unsetVault({ keychain: NO_KEYCHAIN }),
    title: "API keys need a place",
    says: /cannot keep a key. Choose another place/,
    actions: ["place"],
  },
  {
    name: "nothing sealed, and a keychain that is locked",
    status: unsetVault({ keychain: { state: "locked", name: null, message: null } }),
    title: "API keys need a place",
    says: /does not take it by itself/,
    actions: ["place"],
  },
  {
    name: "open, with the keychain",
    status: makeVaultStatus(),
    title: "The vault is open",
    says: /a key in this machine's keychain \(GNOME Keyring\)/,
    actions: ["lock", "rotate", "to_passphrase"],
  },
  {
    name: "open, under a passphrase",
    status: makeVaultStatus(UNDER_PASSPHRASE),
    title: "The vault is open",
    says: /asks for it after each start/,
    actions: ["lock", "change_passphrase", "rotate", "to_keychain"],
  },
  {
    name: "open, under a passphrase, without a keychain to move to",
    status: makeVaultStatus({ ...UNDER_PASSPHRASE, keychain: NO_KEYCHAIN }),
    title: "The vault is open",
    says: /asks for it after each start/,
    actions: ["lock", "change_passphrase", "rotate"],
  },
  {
    name: "open, for this session",
    status: makeVaultStatus(SESSION),
    title: "API keys are kept until Patchbay is closed",
    says: /in memory and nowhere else/,
    actions: ["to_keychain", "to_passphrase", "rotate", "lock"],
  },
  {
    name: "open, for this session, without a keychain",
    status: makeVaultStatus({ ...SESSION, keychain: NO_KEYCHAIN }),
    title: "API keys are kept until Patchbay is closed",
    says: /in memory and nowhere else/,
    actions: ["to_passphrase", "rotate", "lock"],
  },
  {
    name: "a keychain that takes its time",
    status: makeVaultStatus({ state: "opening" }),
    title: "Waiting for the keychain…",
    says: /may be asking for a password/,
    actions: [],
  },
  {
    name: "a locked keychain",
    status: makeVaultStatus({ state: "locked" }),
    title: "The keychain is locked",
    says: /API keys are safe/,
    actions: ["unlock", "start_over"],
  },
  {
    name: "a keychain whose user said no",
    status: makeVaultStatus({ state: "denied" }),
    title: "The keychain said no",
    says: /Nothing is lost: unlock, and allow/,
    actions: ["unlock", "start_over"],
  },
  {
    name: "locked by hand",
    status: makeVaultStatus({ state: "closed" }),
    title: "The vault is locked",
    says: /You locked it/,
    actions: ["unlock"],
  },
  {
    name: "a passphrase that was not entered yet",
    status: makeVaultStatus({ ...UNDER_PASSPHRASE, state: "passphrase_needed" }),
    title: "The vault needs your passphrase",
    says: /Until you enter it/,
    actions: ["unlock", "start_over"],
  },
  {
    name: "a keychain that does not answer",
    status: makeVaultStatus({ state: "no_keychain", keychain: NO_KEYCHAIN }),
    title: "The keychain does not answer",
    says: /GNOME Keyring keeps the key.*start it, then try again/,
    actions: ["retry", "start_over"],
  },
  {
    name: "a database from another machine",
    status: makeVaultStatus({ state: "key_missing", sealed_secrets: 3 }),
    title: "The key is not in this machine's keychain",
    says: /comes from another machine.*3 secrets must be entered again/,
    actions: ["retry", "start_over"],
  },
  {
    name: "another desktop",
    status: makeVaultStatus({
      state: "key_missing",
      sealed_secrets: 1,
      keychain: { state: "works", name: "KWallet", message: null },
    }),
    title: "The key is in another keychain",
    says: /GNOME Keyring took the key, and KWallet answers now.*1 secret must be entered again/,
    actions: ["retry", "start_over"],
  },
  {
    name: "a session that is over",
    status: makeVaultStatus({ ...SESSION, state: "key_missing", sealed_secrets: 0, lost_secrets: 2 }),
    title: "The last session has ended",
    says: /2 secrets must be entered again/,
    actions: ["place"],
  },
  {
    name: "a damaged record",
    status: makeVaultStatus({ state: "damaged" }),
    title: "The vault cannot be read",
    says: /Put back a copy of the data directory/,
    actions: ["start_over"],
  },
];

describe("the state of the vault", () => {
  it.each(CASES)("$name: says what it means and offers what helps", async ({ status, title, says, actions: offered }) => {
    openApp("/settings", hostWith(status));
    const shown = await screen.findByTestId("vaultStatus");
    expect(shown).toHaveTextContent(title);
    expect(shown).toHaveTextContent(says);
    await waitFor(() => expect(actions()).toEqual(offered));
  });

  it.each(CASES)("$name: is told to those who may only look, without a button", async ({ status, title }) => {
    openApp("/settings", signedInAs("read", hostWith(status)));
    expect(await screen.findByTestId("vaultStatus")).toHaveTextContent(title);
    expect(actions()).toEqual([]);
  });

  it("is not there for a key that sees the token usage alone", async () => {
    const { host } = openApp("/settings", signedInAs("usage"));
    await waitFor(() => expect(screen.getByTestId("dataDirectory")).toHaveTextContent("/data/patchbay"));
    expect(screen.queryByRole("region", { name: "Security" })).not.toBeInTheDocument();
    expect(host.callsOf("vault_status")).toEqual([]);
  });

  it("says in facts who keeps the key, whether it lasts and what it seals", async () => {
    await openVault({ sealed_secrets: 4, references: 2, lost_secrets: 0 });
    expect(screen.getByTestId("vaultKeptBy")).toHaveTextContent("System keychain · GNOME Keyring");
    expect(screen.getByTestId("vaultPersists")).toHaveTextContent("Yes");
    expect(screen.getByTestId("vaultKeyMade")).toHaveTextContent(formatMoment(1_700_000_000_000));
    expect(screen.getByTestId("vaultSealed")).toHaveTextContent("4");
    expect(screen.getByTestId("vaultReferences")).toHaveTextContent("2");
    expect(screen.getByTestId("vaultKeychain")).toHaveTextContent("Works · GNOME Keyring");
    expect(screen.queryByTestId("vaultLost")).not.toBeInTheDocument();
  });

  it("says that a session does not last, and what the keychain complains about", async () => {
    await openVault({ ...SESSION, keychain: NO_KEYCHAIN });
    expect(screen.getByTestId("vaultKeptBy")).toHaveTextContent("This session only");
    expect(screen.getByTestId("vaultPersists")).toHaveTextContent("No");
    expect(screen.getByTestId("vaultKeychain")).toHaveTextContent("None answers (Nothing answers as a keychain.)");
  });

  it("leads from lost secrets to the connectors that wait for them", async () => {
    const { host, user, router } = await openVault({ lost_secrets: 2 });
    host.connectors = [makeConnector(), makeConnector({ id: "c-2", name: "Lost", is_missing_secrets: true })];
    await user.click(within(screen.getByTestId("vaultLost")).getByRole("link", { name: "2" }));
    await waitFor(() => expect(router.state.location.search).toEqual({ status: "missing" }));
    expect(await screen.findByRole("link", { name: "Lost" })).toBeVisible();
  });

  it("shows what the system itself said", async () => {
    await openVault({ state: "no_keychain", message: "org.freedesktop.secrets was not provided." });
    expect(screen.getByTestId("vaultMessage")).toHaveTextContent("org.freedesktop.secrets was not provided.");
  });

  it("says so when it cannot be told, and asks again on request", async () => {
    const host = fakeHost();
    host.answer("vault_status", () => {
      throw refusal({ code: "internal", message: "The database is locked." });
    });
    const { user } = openApp("/settings", host);
    expect(await screen.findByText("The database is locked.")).toBeVisible();
    host.answer("vault_status", () => makeVaultStatus());
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("The vault is open")).toBeVisible();
  });

  it("is looked at again while a keychain is opening", async () => {
    const { host } = await openVault({ state: "opening" });
    host.vault.status = makeVaultStatus();
    expect(await screen.findByText("The vault is open", {}, { timeout: 3_000 })).toBeVisible();
  });
});

describe("locking and unlocking", () => {
  it("locks now, and unlocks with the keychain's yes", async () => {
    const { user, host } = await openVault({});
    await press(user, "Lock now");
    expect(await screen.findByText("You locked it. Connectors cannot run until it is unlocked; everything else works.")).toBeVisible();
    await press(user, "Unlock");
    await waitFor(() => expect(actions()).toContain("lock"));
    expect(host.callsOf("vault_unlock")).toEqual([{}]);
  });

  it("says that the system may be asking once the keychain takes its time, and freezes nothing", async () => {
    const { user, host } = await openVault({ state: "locked" });
    let answer: (status: VaultStatus) => void = () => undefined;
    host.answer("vault_unlock", () => new Promise((resolve) => (answer = resolve)));
    await press(user, "Unlock");
    expect(await screen.findByTestId("vaultWaiting")).toHaveTextContent("Waiting for the keychain…");
    expect(screen.getByTestId("vaultWaiting")).not.toHaveTextContent("asking");
    expect(await screen.findByText(/Your system may be asking for a password/, {}, { timeout: 3_000 })).toBeVisible();
    const asked = host.callsOf("vault_status").length;
    await waitFor(() => expect(host.callsOf("vault_status").length).toBeGreaterThan(asked), { timeout: 3_000 });
    await user.selectOptions(screen.getByLabelText("Theme"), "Dark");
    expect(host.preferences.get_theme()).toBe("dark");
    host.vault.status = makeVaultStatus();
    answer(makeVaultStatus());
    await waitFor(() => expect(screen.queryByTestId("vaultWaiting")).not.toBeInTheDocument());
    expect(screen.getByTestId("vaultStatus")).toHaveTextContent("The vault is open");
  });

  it("says why a keychain could not be opened, and keeps the button", async () => {
    const { user, host } = await openVault({ state: "no_keychain", keychain: NO_KEYCHAIN });
    await press(user, "Try again");
    expect(await screen.findByText("Unable to unlock the vault.")).toBeVisible();
    expect(host.callsOf("vault_unlock")).toHaveLength(1);
    expect(screen.getByTestId("vaultAction-retry")).toBeEnabled();
  });

  it("asks for the passphrase where one is needed, and gives the focus back on Escape", async () => {
    const { user } = await openVault({ ...UNDER_PASSPHRASE, state: "passphrase_needed" });
    const button = await screen.findByTestId("vaultAction-unlock");
    await user.click(button);
    await waitFor(() => expect(screen.getByLabelText("Passphrase")).toHaveFocus());
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("unlockModal")).not.toBeInTheDocument());
    await waitFor(() => expect(button).toHaveFocus());
  });

  it("takes the passphrase with Enter, and says at the field that it is wrong", async () => {
    const { user, host } = await openVault({ ...UNDER_PASSPHRASE, state: "passphrase_needed" });
    await press(user, "Unlock");
    const field = await screen.findByLabelText("Passphrase");
    await user.type(field, "not this one{Enter}");
    expect(await screen.findByText("This is not the passphrase of the vault.")).toBeVisible();
    expect(field).toBeInvalid();
    await waitFor(() => expect(field).toHaveFocus());
    await user.clear(field);
    await user.type(field, `${PASSPHRASE}{Enter}`);
    await waitFor(() => expect(screen.queryByTestId("unlockModal")).not.toBeInTheDocument());
    expect(host.callsOf("vault_unlock")).toEqual([{ passphrase: "not this one" }, { passphrase: PASSPHRASE }]);
    expect(await screen.findByTestId("vaultAction-lock")).toBeVisible();
  });

  it("counts down after too many wrong ones, then takes the next", async () => {
    const { user, host } = await openVault({ ...UNDER_PASSPHRASE, state: "passphrase_needed" });
    host.vault.wait_ms = 1_400;
    await press(user, "Unlock");
    const field = await screen.findByLabelText("Passphrase");
    for (const tried of [1, 2, 3, 4]) {
      await user.type(field, `wrong ${tried}{Enter}`);
      await waitFor(() => expect(host.callsOf("vault_unlock")).toHaveLength(tried));
      await waitFor(() => expect(field).toBeInvalid());
    }
    expect(await screen.findByText("Too many wrong passphrases. Try again in 2 s.")).toBeVisible();
    const button = screen.getByTestId("vaultModalConfirm");
    expect(button).toHaveAttribute("aria-disabled", "true");
    await user.clear(field);
    await user.type(field, `${PASSPHRASE}{Enter}`);
    expect(host.callsOf("vault_unlock")).toHaveLength(4);
    expect(await screen.findByText("Too many wrong passphrases. Try again in 1 s.", {}, { timeout: 2_000 })).toBeVisible();
    await waitFor(() => expect(button).not.toHaveAttribute("aria-disabled", "true"), { timeout: 3_000 });
    await user.click(button);
    await waitFor(() => expect(screen.queryByTestId("unlockModal")).not.toBeInTheDocument());
  });

  it("warns of Caps Lock", async () => {
    const { user } = await openVault({ ...UNDER_PASSPHRASE, state: "passphrase_needed" });
    await press(user, "Unlock");
    await user.click(await screen.findByLabelText("Passphrase"));
    await user.keyboard("{CapsLock}a");
    expect(await screen.findByText("Caps Lock is on.")).toBeVisible();
    await user.keyboard("{CapsLock}a");
    expect(screen.queryByText("Caps Lock is on.")).not.toBeInTheDocument();
  });
});

describe("changing the vault", () => {
  it("rotates the key of a keychain after a word of what that means", async () => {
    const { user, host } = await openVault({ sealed_secrets: 5 });
    await press(user, "Rotate key");
    expect(await screen.findByText(/5 secrets are sealed again with it/)).toBeVisible();
    expect(changes(host)).toEqual([]);
    await confirm(user);
    expect(await screen.findByText("The key was rotated")).toBeVisible();
    expect(changes(host)).toEqual([{ backend: "keychain", passphrase: null, new_passphrase: null }]);
    expect(screen.getByTestId("vaultKeyMade")).toHaveTextContent(formatMoment(1_800_000_000_000));
  });

  it("rotates under a passphrase with that passphrase alone", async () => {
    const { user, host } = await openVault(UNDER_PASSPHRASE);
    await press(user, "Rotate key");
    await user.type(await screen.findByLabelText("Current passphrase"), `${PASSPHRASE}{Enter}`);
    expect(await screen.findByText("The key was rotated")).toBeVisible();
    expect(changes(host)).toEqual([{ backend: "passphrase", passphrase: PASSPHRASE, new_passphrase: null }]);
  });

  it("changes the passphrase, and says at the field what is wrong with either", async () => {
    const { user, host } = await openVault(UNDER_PASSPHRASE);
    await press(user, "Change passphrase");
    const current = await screen.findByLabelText("Current passphrase");
    const next = screen.getByLabelText("New passphrase");
    const again = screen.getByLabelText("Repeat it");
    await waitFor(() => expect(current).toHaveFocus());
    await user.type(current, "not this one at all");
    await user.type(next, "elevenchars{Enter}");
    expect(await screen.findByText(/Use at least 12 characters/)).toBeVisible();
    expect(next).toHaveFocus();
    await user.clear(next);
    await user.type(next, NEXT);
    await user.type(again, "another long passphrasf{Enter}");
    expect(await screen.findByText("The two are not the same.")).toBeVisible();
    expect(changes(host)).toEqual([]);
    await user.clear(again);
    await user.type(again, `${NEXT}{Enter}`);
    expect(await screen.findByText("This is not the passphrase of the vault.")).toBeVisible();
    await waitFor(() => expect(current).toHaveFocus());
    expect(host.vault.passphrase).toBe(PASSPHRASE);
    await user.clear(current);
    await user.type(current, `${PASSPHRASE}{Enter}`);
    expect(await screen.findByText("The passphrase was changed")).toBeVisible();
    expect(host.vault.passphrase).toBe(NEXT);
  });

  it("counts an emoji of a passphrase as one character", async () => {
    const { user, host } = await openVault({});
    await press(user, "Use a passphrase");
    const six = "🔑🔑🔑🔑🔑🔑";
    await user.type(await screen.findByLabelText("New passphrase"), six);
    await user.type(screen.getByLabelText("Repeat it"), `${six}{Enter}`);
    expect(await screen.findByText(/Use at least 12 characters/)).toBeVisible();
    expect(changes(host)).toEqual([]);
  });

  it("moves from the keychain to a passphrase", async () => {
    const { user, host } = await openVault({});
    await press(user, "Use a passphrase");
    expect(await screen.findByText(/Nobody can bring it back/)).toBeVisible();
    await user.type(screen.getByLabelText("New passphrase"), NEXT);
    await user.type(screen.getByLabelText("Repeat it"), `${NEXT}{Enter}`);
    expect(await screen.findByText("Your passphrase opens the vault now")).toBeVisible();
    expect(changes(host)).toEqual([{ backend: "passphrase", passphrase: null, new_passphrase: NEXT }]);
    expect(screen.getByTestId("vaultKeptBy")).toHaveTextContent("A passphrase");
  });

  it("moves from a passphrase to the keychain", async () => {
    const { user, host } = await openVault(UNDER_PASSPHRASE);
    await press(user, "Move to keychain");
    await user.type(await screen.findByLabelText("Current passphrase"), `${PASSPHRASE}{Enter}`);
    expect(await screen.findByText("The keychain keeps the key now")).toBeVisible();
    expect(changes(host)).toEqual([{ backend: "keychain", passphrase: PASSPHRASE, new_passphrase: null }]);
  });

  it("says in the window what went wrong, and tries again on request", async () => {
    const { user, host } = await openVault({});
    host.answer("vault_change", () => {
      throw refusal({ code: "conflict", message: "The vault was changed meanwhile.", hint: "Try again." });
    });
    await press(user, "Rotate key");
    await confirm(user);
    expect(await screen.findByTestId("vaultModalError")).toHaveTextContent("The vault was changed meanwhile.Try again.");
    expect(screen.getByTestId("vaultModalConfirm")).not.toHaveAttribute("aria-disabled", "true");
  });

  it("says that the keychain is asked while it works, and can be left alone meanwhile", async () => {
    const { user, host } = await openVault({});
    let answer: (status: VaultStatus) => void = () => undefined;
    host.answer("vault_change", () => new Promise((resolve) => (answer = resolve)));
    await press(user, "Rotate key");
    await confirm(user);
    const modal = within(await screen.findByTestId("vaultChangeModal"));
    expect(await modal.findByTestId("vaultWaiting")).toHaveTextContent("Waiting for the keychain…");
    expect(modal.queryByRole("button", { name: "Cancel" })).not.toBeInTheDocument();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("vaultChangeModal")).not.toBeInTheDocument());
    expect(screen.getByTestId("vaultAction-rotate")).toBeDisabled();
    answer(makeVaultStatus());
    expect(await screen.findByText("The key was rotated")).toBeVisible();
    await waitFor(() => expect(screen.getByTestId("vaultAction-rotate")).toBeEnabled());
  });

  it("starts over only after saying how much must be entered again", async () => {
    const { user, host } = await openVault({ state: "key_missing", sealed_secrets: 3, lost_secrets: 1 });
    await press(user, "Start over");
    expect(await screen.findByTestId("startOverWarning")).toHaveTextContent("4 secrets will have to be entered again");
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(changes(host)).toEqual([]);
    await press(user, "Start over");
    await confirm(user);
    expect(await screen.findByText("A new key was made")).toBeVisible();
    expect(changes(host)).toEqual([{ backend: "keychain", new_passphrase: null, give_up: true }]);
    expect(screen.getByTestId("vaultLost")).toHaveTextContent("4");
  });

  it("starts over for this session only where there is no keychain", async () => {
    const { user, host } = await openVault({ state: "no_keychain", keychain: NO_KEYCHAIN });
    await press(user, "Start over");
    expect(await screen.findByRole("radio", { name: "System keychain" })).toBeDisabled();
    await user.click(screen.getByRole("radio", { name: "This session only" }));
    await confirm(user);
    expect(await screen.findByText("API keys are kept until Patchbay is closed")).toBeVisible();
    expect(changes(host)).toEqual([{ backend: "session", new_passphrase: null, give_up: true }]);
  });

  it("chooses a place before the first secret", async () => {
    const host = hostWith(unsetVault());
    const { user } = openApp("/settings", host);
    await press(user, "Choose a place");
    expect(await screen.findByRole("radio", { name: "System keychain" })).toBeChecked();
    await user.click(screen.getByRole("button", { name: "Use this place" }));
    await waitFor(() => expect(screen.getByTestId("vaultKeptBy")).toHaveTextContent("System keychain"));
  });
});
