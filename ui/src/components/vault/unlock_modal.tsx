/** Opens a vault that is there and closed, with what it needs: a passphrase, or its keychain's yes. */
import { EuiLoadingSpinner, EuiSpacer, EuiText } from "@elastic/eui";
import { useRef } from "react";
import type { VaultStatus } from "../../wire/types";
import { PassphraseInput, refocus } from "./passphrase_input";
import { otherProblem, passphraseProblem } from "./passphrase_problem";
import { useWait } from "./use_wait";
import { VaultModal } from "./vault_modal";
import { isInTrouble, needsPassphrase, useVaultCommand, useVaultStatus } from "./vault_status";
import { vaultWords } from "./vault_words";
import { Waiting } from "./waiting";

type Props = { on_ready: () => void; on_close: () => void };

export default function UnlockModal({ on_ready, on_close }: Props) {
  const { data: status, error: status_error } = useVaultStatus();
  const { run, error, is_running } = useVaultCommand("vault_unlock");
  const wait_s = useWait();
  const input = useRef<HTMLInputElement>(null);
  const asks = status !== undefined && needsPassphrase(status);

  const unlock = async (now: VaultStatus) => {
    if (!isInTrouble(now)) return on_ready();
    const after = await run(asks ? { passphrase: input.current?.value ?? "" } : {});
    if (after && !isInTrouble(after)) on_ready();
    else refocus(input);
  };
  const is_open = status !== undefined && !isInTrouble(status);

  return (
    <VaultModal
      title="Unlock the vault"
      confirm={is_open ? "Continue" : "Unlock"}
      is_disabled={!status || (asks && wait_s > 0)}
      is_running={is_running}
      progress={<Waiting for_keychain={!asks} />}
      error={status_error ?? otherProblem(error)}
      initial_focus={asks ? "[name=passphrase]" : "[type=submit]"}
      subject="unlockModal"
      on_confirm={() => status && void unlock(status)}
      on_close={on_close}
    >
      {status ? (
        <>
          <EuiText size="s">
            <p>{vaultWords(status).body}</p>
          </EuiText>
          {asks ? (
            <>
              <EuiSpacer size="m" />
              <PassphraseInput
                name="passphrase"
                label="Passphrase"
                input={input}
                problem={passphraseProblem(error, wait_s)}
              />
            </>
          ) : null}
        </>
      ) : status_error ? null : (
        <EuiLoadingSpinner size="l" aria-label="Loading" />
      )}
    </VaultModal>
  );
}
