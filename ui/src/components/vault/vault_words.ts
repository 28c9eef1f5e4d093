/** What each state of the vault means to a person: what happened, whether anything is lost, what helps. */
import { plural } from "../../lib/numbers";
import type { KeychainState, VaultBackend, VaultStatus } from "../../wire/types";
import { isUsable } from "./vault_status";

export type Remedy = "unlock" | "retry" | "place" | "start_over";

export type VaultWords = {
  title: string;
  body: string;
  tone: "success" | "primary" | "warning" | "danger";
  icon: string;
  /** What helps first. */
  remedy: Remedy | null;
};

export const BACKEND_LABELS: Record<VaultBackend, string> = {
  keychain: "System keychain",
  passphrase: "A passphrase",
  session: "This session only",
};

export const KEYCHAIN_STATES: Record<KeychainState, string> = {
  works: "Works",
  locked: "Locked",
  no_collection: "Has no place for keys yet",
  absent: "None answers",
  untrusted: "Not trusted: it did not give back what was put in",
  unknown: "Not known yet",
};

export const REMEDY_LABELS: Record<Remedy, string> = {
  unlock: "Unlock",
  retry: "Try again",
  place: "Choose a place",
  start_over: "Start over",
};

export const secrets = (count: number): string => plural(count, "secret", "secrets");

/** What would have to be entered again if the key were given up. */
export const atStake = ({ sealed_secrets, lost_secrets }: VaultStatus): number => sealed_secrets + lost_secrets;

function enterAgain(status: VaultStatus): string {
  const count = atStake(status);
  if (count === 0) return "";
  return count === 1 ? " 1 secret must be entered again." : ` ${secrets(count)} must be entered again.`;
}

function missing(status: VaultStatus): VaultWords {
  const { backend, written_by, keychain } = status;
  const look = { tone: "danger", icon: "warning" } as const;
  if (backend === "session") {
    return {
      ...look,
      title: "The last session has ended",
      body: `The key was kept until Patchbay was closed, as it was chosen.${enterAgain(status)} Choose first where keys are kept from now on.`,
      remedy: "place",
    };
  }
  if (written_by && keychain.name && written_by !== keychain.name) {
    return {
      ...look,
      title: "The key is in another keychain",
      body: `${written_by} took the key, and ${keychain.name} answers now. Go back to the first one and try again. Without it:${enterAgain(status) || " nothing was sealed, nothing is lost."}`,
      remedy: "retry",
    };
  }
  return {
    ...look,
    title: "The key is not in this machine's keychain",
    body: `That happens when the database comes from another machine, or the keychain was reset. Restore that keychain and try again. Without it:${enterAgain(status) || " nothing was sealed, nothing is lost."}`,
    remedy: "retry",
  };
}

function unset({ keychain, first_backend }: VaultStatus): VaultWords {
  if (first_backend !== null) {
    return {
      title: "Nothing is sealed yet",
      body:
        first_backend === "keychain"
          ? "The first API key you save is sealed with a key that this machine's keychain keeps."
          : "The first API key you save is sealed with a key under the passphrase Patchbay was started with.",
      tone: "primary",
      icon: "lock",
      remedy: null,
    };
  }
  return {
    title: "API keys need a place",
    body: isUsable(keychain)
      ? "This machine's keychain is not open, so Patchbay does not take it by itself. Choose a place now, or when you save the first API key."
      : "This machine's keychain cannot keep a key. Choose another place now, or when you save the first API key.",
    tone: "warning",
    icon: "warning",
    remedy: "place",
  };
}

function open({ backend, written_by }: VaultStatus): VaultWords {
  const look = { icon: "lockOpen", remedy: null } as const;
  switch (backend) {
    case "session":
      return {
        ...look,
        title: "API keys are kept until Patchbay is closed",
        body: "Their key is in memory and nowhere else. After the next start every API key has to be entered again.",
        tone: "warning",
      };
    case "passphrase":
      return {
        ...look,
        title: "The vault is open",
        body: "API keys are sealed, and your passphrase opens them. Patchbay asks for it after each start.",
        tone: "success",
      };
    default:
      return {
        ...look,
        title: "The vault is open",
        body: `API keys are sealed, with a key in this machine's keychain${written_by ? ` (${written_by})` : ""}.`,
        tone: "success",
      };
  }
}

export function vaultWords(status: VaultStatus): VaultWords {
  switch (status.state) {
    case "unset":
      return unset(status);
    case "open":
      return open(status);
    case "opening":
      return {
        title: "Waiting for the keychain…",
        body: "Your system may be asking for a password. Patchbay goes on as soon as it has an answer.",
        tone: "primary",
        icon: "clock",
        remedy: null,
      };
    case "locked":
      return {
        title: "The keychain is locked",
        body: "API keys are safe, and cannot be used until it is unlocked. Your system asks for its password.",
        tone: "warning",
        icon: "lock",
        remedy: "unlock",
      };
    case "denied":
      return {
        title: "The keychain said no",
        body: "Its question was dismissed or refused. Nothing is lost: unlock, and allow Patchbay to read its key.",
        tone: "warning",
        icon: "lock",
        remedy: "unlock",
      };
    case "closed":
      return {
        title: "The vault is locked",
        body: "You locked it. Connectors cannot run until it is unlocked; everything else works.",
        tone: "warning",
        icon: "lock",
        remedy: "unlock",
      };
    case "passphrase_needed":
      return {
        title: "The vault needs your passphrase",
        body: "Nothing is lost. Until you enter it, connectors with an API key cannot run.",
        tone: "warning",
        icon: "lock",
        remedy: "unlock",
      };
    case "no_keychain":
      return {
        title: "The keychain does not answer",
        body: `${status.written_by ?? "It"} keeps the key that opens your API keys. Nothing is lost: start it, then try again.`,
        tone: "warning",
        icon: "warning",
        remedy: "retry",
      };
    case "key_missing":
      return missing(status);
    case "damaged":
      return {
        title: "The vault cannot be read",
        body: `What says how to open it is damaged. Put back a copy of the data directory from before, or start over.${enterAgain(status)}`,
        tone: "danger",
        icon: "error",
        remedy: "start_over",
      };
  }
}
