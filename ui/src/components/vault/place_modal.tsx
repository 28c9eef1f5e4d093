/** Chooses who holds the key and makes one there: the first, or a new one where the old is given up. */
import { EuiLoadingSpinner, EuiSpacer, EuiText } from "@elastic/eui";
import { useState, type ReactNode } from "react";
import type { VaultBackend, VaultStatus } from "../../wire/types";
import { NewPassphraseFields, useNewPassphrase } from "./new_passphrase";
import { fieldProblem, otherProblem } from "./passphrase_problem";
import { PlaceChoice } from "./place_choice";
import { VaultModal } from "./vault_modal";
import { isUsable, useVaultCommand, useVaultStatus } from "./vault_status";
import { Waiting } from "./waiting";

type Props = {
  title: string;
  confirm: string;
  gives_up: boolean;
  subject: string;
  on_done: (status: VaultStatus) => void;
  on_close: () => void;
  /** What stands above the choice. */
  children: (status: VaultStatus) => ReactNode;
};

export function PlaceModal({ title, confirm, gives_up, subject, on_done, on_close, children }: Props) {
  const { data: status, error: status_error, refetch, isFetching } = useVaultStatus();
  const { run, error, is_running, clear } = useVaultCommand("vault_change");
  const passphrase = useNewPassphrase();
  const [chosen, setChosen] = useState<VaultBackend | null>(null);
  const can_keychain = status !== undefined && isUsable(status.keychain);
  const place = chosen === "keychain" && !can_keychain ? "passphrase" : (chosen ?? (can_keychain ? "keychain" : "passphrase"));

  const change = async () => {
    const new_passphrase = place === "passphrase" ? passphrase.read() : null;
    if (place === "passphrase" && new_passphrase === null) return;
    const after = await run({ backend: place, new_passphrase, give_up: gives_up });
    if (after) on_done(after);
  };

  return (
    <VaultModal
      title={title}
      confirm={confirm}
      is_danger={gives_up}
      is_disabled={!status}
      is_running={is_running}
      progress={<Waiting for_keychain={place === "keychain"} />}
      error={status_error ?? otherProblem(error)}
      initial_focus="[name=vaultPlace]:checked"
      subject={subject}
      on_confirm={() => void change()}
      on_close={on_close}
    >
      {status ? (
        <>
          {children(status)}
          <EuiSpacer size="m" />
          <PlaceChoice
            keychain={status.keychain}
            chosen={place}
            is_looking={isFetching}
            on_choose={(backend) => {
              clear();
              setChosen(backend);
            }}
            on_retry={() => void refetch()}
          />
          {place === "passphrase" ? (
            <>
              <EuiSpacer size="m" />
              <NewPassphraseFields fields={passphrase} label="New passphrase" refusal={fieldProblem(error, "new_passphrase")} />
              <EuiSpacer size="s" />
              <EuiText size="xs" color="subdued">
                <p>Nobody can bring it back. If it is forgotten, every API key has to be entered again.</p>
              </EuiText>
            </>
          ) : null}
        </>
      ) : status_error ? null : (
        <EuiLoadingSpinner size="l" aria-label="Loading" />
      )}
    </VaultModal>
  );
}
