/** Who holds the key that seals every secret, whether it can be used now, and what can be done about it. */
import { EuiCallOut, EuiLoadingSpinner, EuiSpacer } from "@elastic/eui";
import { lazy, Suspense, useState } from "react";
import { LoadError } from "../../components/load_error";
import { useToasts } from "../../components/toasts";
import { useUnlock } from "../../components/vault/use_unlock";
import { useVaultSetup } from "../../components/vault/vault_setup";
import { useIsVaultBusy, useVaultCommand, useVaultStatus } from "../../components/vault/vault_status";
import { vaultWords } from "../../components/vault/vault_words";
import { Waiting } from "../../components/vault/waiting";
import { mayCall, useAppInfo, useMay } from "../../host/access";
import type { VaultState, VaultStatus } from "../../wire/types";
import { Section } from "../../components/section";
import { actionsOf, MainAction, MoreActions, type SecurityAction } from "./security_actions";
import { SecurityFacts } from "./security_facts";

const ChangeModal = lazy(() => import("./change_modal"));
const StartOverModal = lazy(() => import("./start_over_modal"));

/** Where the system's own words say more than ours. */
const HAS_REASON: readonly VaultState[] = ["locked", "denied", "no_keychain", "damaged"];

function Vault({ status }: { status: VaultStatus }) {
  const toasts = useToasts();
  const may_change = useMay("vault_change");
  const is_busy = useIsVaultBusy();
  const { ask } = useVaultSetup();
  const unlock = useUnlock();
  const locking = useVaultCommand("vault_lock");
  const [open_modal, setModal] = useState<SecurityAction | null>(null);
  const close = () => setModal(null);

  const choose = async (action: SecurityAction) => {
    if (action === "unlock" || action === "retry") await unlock(status);
    else if (action === "place") await ask("place");
    else if (action === "lock") await locking.run({}, (error) => toasts.failure("Unable to lock the vault.", error));
    else setModal(action);
  };
  const { main, more } = actionsOf(status);
  const { title, body, tone, icon } = vaultWords(status);

  return (
    <>
      <EuiCallOut size="s" color={tone} iconType={icon} title={title} data-test-subj="vaultStatus">
        <p>{body}</p>
        {status.message && HAS_REASON.includes(status.state) ? (
          <p css={{ overflowWrap: "anywhere" }} data-test-subj="vaultMessage">
            {status.message}
          </p>
        ) : null}
        {main && may_change ? (
          <MainAction action={main} color={tone} is_loading={is_busy} on_choose={(action) => void choose(action)} />
        ) : null}
        {is_busy && status.state !== "opening" ? (
          <>
            <EuiSpacer size="s" />
            <Waiting for_keychain={status.backend === "keychain"} />
          </>
        ) : null}
      </EuiCallOut>
      <EuiSpacer size="m" />
      <SecurityFacts status={status} />
      {may_change && more.length > 0 ? (
        <>
          <EuiSpacer size="m" />
          <MoreActions actions={more} is_disabled={is_busy} on_choose={(action) => void choose(action)} />
        </>
      ) : null}
      <Suspense fallback={null}>
        {open_modal === "start_over" ? <StartOverModal on_close={close} /> : null}
        {open_modal === "rotate" ||
        open_modal === "change_passphrase" ||
        open_modal === "to_keychain" ||
        open_modal === "to_passphrase" ? (
          <ChangeModal change={open_modal} on_close={close} />
        ) : null}
      </Suspense>
    </>
  );
}

export function SecuritySection() {
  const info = useAppInfo();
  const { data: status, error, refetch } = useVaultStatus();
  if (info && !mayCall(info.role, "vault_status")) return null;
  return (
    <>
      <Section title="Security" anchor="security">
        {status ? (
          <Vault status={status} />
        ) : error ? (
          <LoadError title="Unable to load the state of the vault" error={error} on_retry={() => void refetch()} />
        ) : (
          <EuiLoadingSpinner aria-label="Loading" />
        )}
      </Section>
      <EuiSpacer size="l" />
    </>
  );
}
