/**
 * The fake's vault. It keeps no key, only the rules a screen can see: what is sealed or lost in
 * which state, which passphrase is right, and how long the next try has to wait.
 */
import type { Commands } from "../wire/commands";
import type { KeychainStatus, VaultStatus } from "../wire/types";
import { CommandError, type Failure } from "./host";

const LEAST_PASSPHRASE_CHARS = 12;
const FREE_TRIES = 3;

const refuse = (code: Failure["code"], message: string, hint: string | null = null): never => {
  throw new CommandError({ code, message, hint, fields: [] });
};

const WORKS: KeychainStatus = { state: "works", name: "GNOME Keyring", message: null };

export function makeVaultStatus(more: Partial<VaultStatus> = {}): VaultStatus {
  return {
    state: "open",
    backend: "keychain",
    is_persistent: true,
    message: null,
    hint: null,
    key_made_at_ms: 1_700_000_000_000,
    written_by: "GNOME Keyring",
    keychain: WORKS,
    sealed_secrets: 1,
    lost_secrets: 0,
    references: 0,
    retry_after_ms: null,
    first_backend: (more.keychain ?? WORKS).state === "works" ? "keychain" : null,
    ...more,
  };
}

/** Before anything was sealed. */
export const unsetVault = (more: Partial<VaultStatus> = {}): VaultStatus =>
  makeVaultStatus({
    state: "unset",
    backend: null,
    key_made_at_ms: null,
    written_by: null,
    sealed_secrets: 0,
    ...more,
  });

export const NO_KEYCHAIN = { state: "absent", name: null, message: "Nothing answers as a keychain." } as const;

export const PASSPHRASE = "correct horse battery";

type VaultCommands = "vault_status" | "vault_unlock" | "vault_lock" | "vault_change";

export type FakeVault = {
  status: VaultStatus;
  /** The right one, while a passphrase holds the key. */
  passphrase: string;
  /** How long the wait after the fourth wrong passphrase is; it doubles from there. */
  wait_ms: number;
  /** What saving a secret asks of it. */
  seal(count: number): void;
  answers: { [C in VaultCommands]: (req: Commands[C]["req"]) => Commands[C]["res"] };
};

export function fakeVault(status: VaultStatus = makeVaultStatus()): FakeVault {
  let wrong_tries = 0;
  let wait_until_ms = 0;

  const now = (): VaultStatus => {
    const left_ms = wait_until_ms - Date.now();
    return { ...vault.status, retry_after_ms: left_ms > 0 ? left_ms : null };
  };

  const check = (passphrase: string | null | undefined) => {
    if (Date.now() < wait_until_ms) refuse("too_many", "Too many wrong passphrases.", "Wait a moment.");
    if (passphrase === vault.passphrase) {
      wrong_tries = 0;
      return;
    }
    wrong_tries += 1;
    if (wrong_tries > FREE_TRIES) wait_until_ms = Date.now() + vault.wait_ms * 2 ** (wrong_tries - FREE_TRIES - 1);
    refuse("wrong_passphrase", "This passphrase does not open it.");
  };

  const vault: FakeVault = {
    status,
    passphrase: PASSPHRASE,
    wait_ms: 1000,
    seal(count) {
      const { state, backend, keychain, sealed_secrets, lost_secrets, references } = vault.status;
      if (count === 0) return;
      if (state === "unset" || state === "key_missing") {
        if (backend === "session" || keychain.state !== "works") {
          refuse("vault_unset", "No place for the key is chosen.", "Choose one.");
        }
        // What the missing key sealed stays lost; what is entered from now on has another.
        const lost = lost_secrets + sealed_secrets;
        vault.status = makeVaultStatus({ keychain, sealed_secrets: 0, lost_secrets: lost, references });
      } else if (["locked", "denied", "closed", "passphrase_needed"].includes(state)) {
        refuse("vault_locked", "The vault is locked.", "Unlock it.");
      } else if (state !== "open") {
        refuse("vault_unavailable", "The vault cannot be used.", "Look at Settings > Security.");
      }
      vault.status = { ...vault.status, sealed_secrets: vault.status.sealed_secrets + count };
    },
    answers: {
      vault_status: now,
      vault_unlock: ({ passphrase }) => {
        if (vault.status.backend === "passphrase") check(passphrase);
        if (vault.status.state === "no_keychain") refuse("vault_unavailable", "The keychain does not answer.");
        if (vault.status.state === "key_missing") refuse("vault_unavailable", "The keychain does not have the key.");
        vault.status = { ...vault.status, state: "open" };
        return now();
      },
      vault_lock: () => {
        const state = vault.status.backend === "passphrase" ? "passphrase_needed" : "closed";
        vault.status = { ...vault.status, state };
        return now();
      },
      vault_change: ({ backend, passphrase, new_passphrase, give_up = false }) => {
        const before = vault.status;
        const has_nothing_to_lose =
          before.state === "unset" || (before.state === "key_missing" && before.backend === "session");
        if (before.backend === "passphrase" && !give_up) check(passphrase);
        if (before.backend === "keychain" && before.state !== "open" && !give_up) {
          refuse("vault_locked", "The vault is locked.", "Unlock it.");
        }
        const is_lost = give_up || has_nothing_to_lose;
        if (backend === "keychain" && before.keychain.state !== "works") {
          refuse("vault_unavailable", "No keychain answers.", "Start it.");
        }
        if (backend === "passphrase") {
          const next = new_passphrase ?? (before.backend === "passphrase" ? vault.passphrase : "");
          if ([...next].length < LEAST_PASSPHRASE_CHARS) refuse("invalid", "The passphrase is too short.");
          vault.passphrase = next;
        }
        vault.status = makeVaultStatus({
          backend,
          is_persistent: backend !== "session",
          key_made_at_ms: 1_800_000_000_000,
          written_by: backend === "keychain" ? before.keychain.name : null,
          keychain: before.keychain,
          sealed_secrets: is_lost ? 0 : before.sealed_secrets,
          lost_secrets: before.lost_secrets + (is_lost ? before.sealed_secrets : 0),
          references: before.references,
        });
        return now();
      },
    },
  };
  return vault;
}
