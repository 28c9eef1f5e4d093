/** Who shall hold the key: each place with what it means, and a keychain that cannot with the reason. */
import { EuiButtonEmpty, EuiCheckableCard, EuiFormFieldset, EuiSpacer, EuiText, useGeneratedHtmlId } from "@elastic/eui";
import type { KeychainStatus, VaultBackend } from "../../wire/types";
import { isUsable } from "./vault_status";
import { BACKEND_LABELS, KEYCHAIN_STATES } from "./vault_words";

type Props = {
  keychain: KeychainStatus;
  chosen: VaultBackend;
  is_looking: boolean;
  on_choose: (backend: VaultBackend) => void;
  /** Looks again whether a keychain answers. */
  on_retry: () => void;
};

const PLACES: readonly VaultBackend[] = ["keychain", "passphrase", "session"];

const MEANINGS: Record<VaultBackend, string> = {
  keychain: "Opens with your session on this machine. Nothing to remember.",
  passphrase: "You type it after each start. Needs no keychain.",
  session: "API keys have to be entered again after each start.",
};

/** The reason as the keychain's side words it, for a place of its own. */
const sentence = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;

export function PlaceChoice({ keychain, chosen, is_looking, on_choose, on_retry }: Props) {
  const id = useGeneratedHtmlId();
  const can_keychain = isUsable(keychain);
  return (
    <EuiFormFieldset legend={{ children: "Where the key is kept" }}>
      {PLACES.map((backend, at) => {
        const is_off = backend === "keychain" && !can_keychain;
        return (
          <div key={backend}>
            {at > 0 ? <EuiSpacer size="s" /> : null}
            <EuiCheckableCard
              id={`${id}-${backend}`}
              name="vaultPlace"
              value={backend}
              label={BACKEND_LABELS[backend]}
              checked={chosen === backend}
              disabled={is_off}
              data-test-subj={`vaultPlace-${backend}`}
              onChange={() => on_choose(backend)}
            >
              <EuiText size="s" color="subdued">
                <p>{is_off ? sentence(keychain.message ?? KEYCHAIN_STATES[keychain.state]) : MEANINGS[backend]}</p>
              </EuiText>
              {is_off ? (
                <EuiButtonEmpty
                  size="s"
                  flush="left"
                  iconType="refresh"
                  isLoading={is_looking}
                  data-test-subj="vaultPlaceRetry"
                  onClick={on_retry}
                >
                  Try again
                </EuiButtonEmpty>
              ) : null}
            </EuiCheckableCard>
          </div>
        );
      })}
    </EuiFormFieldset>
  );
}
