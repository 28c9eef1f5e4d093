/** Takes a secret away that is stored already, or takes that back. */
import { EuiLink } from "@elastic/eui";
import type { SecretState } from "./secret_note";

type Props = {
  state: SecretState;
  /** What is stored: `key`, `file`, `password`. */
  what: string;
  /** Only what may be missing can be removed. */
  is_required: boolean;
  read_only: boolean;
  on_toggle: () => void;
};

export function StoredSecretLink({ state, what, is_required, read_only, on_toggle }: Props) {
  const is_offered = !is_required && (state === "kept" || state === "ask_again" || state === "lost");
  if (read_only || (!is_offered && state !== "forgotten")) return null;
  return (
    <EuiLink css={{ fontSize: 12 }} onClick={on_toggle} data-test-subj="removeStoredSecret">
      {state === "forgotten" ? `Keep stored ${what}` : `Remove stored ${what}`}
    </EuiLink>
  );
}
