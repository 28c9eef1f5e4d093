/** What can be done with the vault as it is now. */
import { EuiButton, EuiButtonEmpty, EuiFlexGroup, EuiFlexItem } from "@elastic/eui";
import type { ReactNode } from "react";
import { isUsable } from "../../components/vault/vault_status";
import type { VaultStatus } from "../../wire/types";

export type SecurityAction =
  | "unlock"
  | "retry"
  | "lock"
  | "place"
  | "rotate"
  | "change_passphrase"
  | "to_keychain"
  | "to_passphrase"
  | "start_over";

const LABELS: Record<SecurityAction, string> = {
  unlock: "Unlock",
  retry: "Try again",
  lock: "Lock now",
  place: "Choose a place",
  rotate: "Rotate key",
  change_passphrase: "Change passphrase",
  to_keychain: "Move to keychain",
  to_passphrase: "Use a passphrase",
  start_over: "Start over",
};

const ICONS: Record<SecurityAction, string> = {
  unlock: "lockOpen",
  retry: "refresh",
  lock: "lock",
  place: "lock",
  rotate: "refresh",
  change_passphrase: "key",
  to_keychain: "display",
  to_passphrase: "key",
  start_over: "trash",
};

/** `main` stands with what is wrong, `more` in a row of its own. */
export function actionsOf(status: VaultStatus): { main: SecurityAction | null; more: SecurityAction[] } {
  const { state, backend, keychain } = status;
  const to_keychain: SecurityAction[] = isUsable(keychain) ? ["to_keychain"] : [];
  switch (state) {
    case "unset":
      return { main: "place", more: [] };
    case "open": {
      if (backend === "keychain") return { main: "lock", more: ["rotate", "to_passphrase"] };
      if (backend === "passphrase") return { main: "lock", more: ["change_passphrase", "rotate", ...to_keychain] };
      const [main = "to_passphrase", ...others]: SecurityAction[] = [...to_keychain, "to_passphrase"];
      return { main, more: [...others, "rotate", "lock"] };
    }
    case "opening":
      return { main: null, more: [] };
    case "closed":
      return { main: "unlock", more: [] };
    case "locked":
    case "denied":
    // The password of a keychain is forgotten as a passphrase is.
    case "passphrase_needed":
      return { main: "unlock", more: ["start_over"] };
    case "no_keychain":
      return { main: "retry", more: ["start_over"] };
    case "key_missing":
      return backend === "session" ? { main: "place", more: [] } : { main: "retry", more: ["start_over"] };
    case "damaged":
      return { main: "start_over", more: [] };
  }
}

type ButtonProps = { action: SecurityAction; is_disabled: boolean; on_choose: (action: SecurityAction) => void };

export function MainAction({
  action,
  is_loading,
  color,
  on_choose,
}: Omit<ButtonProps, "is_disabled"> & { is_loading: boolean; color: "success" | "primary" | "warning" | "danger" }) {
  return (
    <EuiButton
      size="s"
      color={color}
      iconType={ICONS[action]}
      isLoading={is_loading}
      data-test-subj={`vaultAction-${action}`}
      onClick={() => on_choose(action)}
    >
      {LABELS[action]}
    </EuiButton>
  );
}

export function MoreActions({
  actions,
  is_disabled,
  on_choose,
}: Omit<ButtonProps, "action"> & { actions: SecurityAction[] }): ReactNode {
  return (
    <EuiFlexGroup gutterSize="l" wrap responsive={false} role="group" aria-label="Vault actions">
      {actions.map((action) => (
        <EuiFlexItem key={action} grow={false}>
          <EuiButtonEmpty
            size="s"
            flush="both"
            color={action === "start_over" ? "danger" : "primary"}
            iconType={ICONS[action]}
            isDisabled={is_disabled}
            data-test-subj={`vaultAction-${action}`}
            onClick={() => on_choose(action)}
          >
            {LABELS[action]}
          </EuiButtonEmpty>
        </EuiFlexItem>
      ))}
    </EuiFlexGroup>
  );
}
