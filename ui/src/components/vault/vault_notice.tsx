/** Stored secrets cannot be used now: why, and the button that helps. Nothing while they can. */
import { EuiButton, EuiCallOut, EuiFlexGroup, EuiFlexItem, EuiSpacer } from "@elastic/eui";
import { useMay } from "../../host/access";
import type { VaultStatus } from "../../wire/types";
import { RouterButtonEmpty } from "../router_link";
import { useUnlock } from "./use_unlock";
import { useVaultSetup } from "./vault_setup";
import { isInTrouble, useIsVaultBusy, useVaultStatus } from "./vault_status";
import { REMEDY_LABELS, vaultWords } from "./vault_words";
import { useIsLate, Waiting } from "./waiting";

function Remedy({ status }: { status: VaultStatus }) {
  const unlock = useUnlock();
  const { ask } = useVaultSetup();
  const is_busy = useIsVaultBusy();
  const { remedy, tone } = vaultWords(status);
  return (
    <EuiFlexGroup gutterSize="s" alignItems="center" responsive={false} wrap>
      {remedy === "unlock" || remedy === "retry" ? (
        <EuiFlexItem grow={false}>
          <EuiButton
            size="s"
            color={tone}
            iconType={remedy === "unlock" ? "lockOpen" : "refresh"}
            isLoading={is_busy}
            data-test-subj="vaultNoticeAction"
            onClick={() => void unlock(status)}
          >
            {REMEDY_LABELS[remedy]}
          </EuiButton>
        </EuiFlexItem>
      ) : null}
      {remedy === "place" ? (
        <EuiFlexItem grow={false}>
          <EuiButton size="s" color={tone} data-test-subj="vaultNoticeAction" onClick={() => void ask("place")}>
            {REMEDY_LABELS.place}
          </EuiButton>
        </EuiFlexItem>
      ) : null}
      {is_busy ? (
        <EuiFlexItem grow={false}>
          <Waiting for_keychain={status.backend === "keychain"} />
        </EuiFlexItem>
      ) : remedy === "unlock" ? null : (
        <EuiFlexItem grow={false}>
          <RouterButtonEmpty to="/settings" hash="security" size="s" data-test-subj="vaultNoticeSettings">
            Security settings
          </RouterButtonEmpty>
        </EuiFlexItem>
      )}
    </EuiFlexGroup>
  );
}

function Opening() {
  // Most keychains answer in the blink of an eye: a notice would only flicker.
  const is_late = useIsLate();
  const is_asked_for = useIsVaultBusy();
  if (!is_late && !is_asked_for) return null;
  return (
    <>
      <EuiCallOut size="s" data-test-subj="vaultNotice">
        <Waiting for_keychain />
      </EuiCallOut>
      <EuiSpacer size="m" />
    </>
  );
}

export function VaultNotice() {
  const { data: status } = useVaultStatus();
  const may_unlock = useMay("vault_unlock");
  if (!status || !isInTrouble(status)) return null;
  if (status.state === "opening") return <Opening />;
  const { title, body, tone, icon } = vaultWords(status);
  return (
    <>
      <EuiCallOut size="s" color={tone} iconType={icon} title={title} data-test-subj="vaultNotice">
        <p>{body}</p>
        {may_unlock ? <Remedy status={status} /> : null}
      </EuiCallOut>
      <EuiSpacer size="m" />
    </>
  );
}
