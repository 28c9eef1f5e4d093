/** A new key, a new passphrase or another place: to the vault it is one thing, and everything is sealed again. */
import { EuiSpacer, EuiText } from "@elastic/eui";
import { useRef, type ReactNode } from "react";
import { useToasts } from "../../components/toasts";
import { NewPassphraseFields, useNewPassphrase } from "../../components/vault/new_passphrase";
import { PassphraseInput, refocus } from "../../components/vault/passphrase_input";
import { fieldProblem, otherProblem, passphraseProblem } from "../../components/vault/passphrase_problem";
import { useWait } from "../../components/vault/use_wait";
import { VaultModal } from "../../components/vault/vault_modal";
import { useVaultCommand, useVaultStatus } from "../../components/vault/vault_status";
import { secrets } from "../../components/vault/vault_words";
import { Waiting } from "../../components/vault/waiting";
import type { VaultBackend, VaultStatus } from "../../wire/types";

export type VaultChangeKind = "rotate" | "change_passphrase" | "to_keychain" | "to_passphrase";

type Look = {
  title: string;
  done: string;
  /** Null: the one that has it already. */
  backend: VaultBackend | null;
  is_passphrase_new: boolean;
  says: (status: VaultStatus) => ReactNode;
};

const ON_SERVERS = "Where a server gets it from PATCHBAY_VAULT_PASSPHRASE, change it there, too.";

const LOOKS: Record<VaultChangeKind, Look> = {
  rotate: {
    title: "Rotate key",
    done: "The key was rotated",
    backend: null,
    is_passphrase_new: false,
    says: ({ sealed_secrets }) =>
      `A new key is made, ${secrets(sealed_secrets)} ${sealed_secrets === 1 ? "is" : "are"} sealed again with it, and the old one is deleted. The API keys themselves stay as they are.`,
  },
  change_passphrase: {
    title: "Change passphrase",
    done: "The passphrase was changed",
    backend: "passphrase",
    is_passphrase_new: true,
    says: () => `The old passphrase opens nothing afterwards. ${ON_SERVERS}`,
  },
  to_keychain: {
    title: "Move to keychain",
    done: "The keychain keeps the key now",
    backend: "keychain",
    is_passphrase_new: false,
    says: ({ keychain, backend }) =>
      `${keychain.name ?? "This machine's keychain"} keeps the key from now on.${backend === "passphrase" ? " Patchbay does not ask for a passphrase any more." : ""}`,
  },
  to_passphrase: {
    title: "Use a passphrase",
    done: "Your passphrase opens the vault now",
    backend: "passphrase",
    is_passphrase_new: true,
    says: () =>
      "Patchbay asks for it after each start. Nobody can bring it back: if it is forgotten, every API key has to be entered again.",
  },
};

type Props = { change: VaultChangeKind; on_close: () => void };

export default function ChangeModal({ change, on_close }: Props) {
  const toasts = useToasts();
  const { data: status } = useVaultStatus();
  const { run, error, is_running } = useVaultCommand("vault_change");
  const current = useRef<HTMLInputElement>(null);
  const next = useNewPassphrase();
  const wait_s = useWait();
  const { title, done, backend, is_passphrase_new, says } = LOOKS[change];
  if (!status) return null;

  const asks = status.backend === "passphrase";
  const target = backend ?? status.backend ?? "keychain";
  const send = async () => {
    const new_passphrase = is_passphrase_new ? next.read() : null;
    if (is_passphrase_new && new_passphrase === null) return;
    const passphrase = asks ? (current.current?.value ?? "") : null;
    const after = await run({ backend: target, passphrase, new_passphrase });
    if (!after) return refocus(current);
    toasts.success(done);
    on_close();
  };

  return (
    <VaultModal
      title={title}
      confirm={title}
      is_disabled={asks && wait_s > 0}
      is_running={is_running}
      progress={<Waiting for_keychain={target === "keychain" || status.backend === "keychain"} />}
      error={otherProblem(error)}
      initial_focus={asks ? "[name=passphrase]" : is_passphrase_new ? "[name=newPassphrase]" : "[type=submit]"}
      subject="vaultChangeModal"
      on_confirm={() => void send()}
      on_close={on_close}
    >
      <EuiText size="s">
        <p>{says(status)}</p>
      </EuiText>
      {asks ? (
        <>
          <EuiSpacer size="m" />
          <PassphraseInput
            name="passphrase"
            label="Current passphrase"
            input={current}
            problem={passphraseProblem(error, wait_s)}
          />
        </>
      ) : null}
      {is_passphrase_new ? (
        <>
          <EuiSpacer size="m" />
          <NewPassphraseFields
            fields={next}
            label="New passphrase"
            refusal={fieldProblem(error, "new_passphrase")}
          />
        </>
      ) : null}
    </VaultModal>
  );
}
