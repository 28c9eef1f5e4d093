import type { VaultStatus } from "../../wire/types";
import { useToasts } from "../toasts";
import { useVaultSetup } from "./vault_setup";
import { isInTrouble, needsPassphrase, useVaultCommand } from "./vault_status";

/** The button that was pressed goes with the trouble. */
function keepFocusOnPage(): void {
  setTimeout(() => {
    if (document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true });
  });
}

/** Opens what is closed. It asks for a passphrase where one is needed; a keychain asks by itself. */
export function useUnlock() {
  const toasts = useToasts();
  const { ask } = useVaultSetup();
  const { run } = useVaultCommand("vault_unlock");
  return async (status: VaultStatus): Promise<void> => {
    if (needsPassphrase(status)) {
      if (!(await ask("unlock"))) return;
    } else {
      const after = await run({}, (error) => toasts.failure("Unable to unlock the vault.", error));
      if (!after || isInTrouble(after)) return;
    }
    toasts.success("The vault is open");
    keepFocusOnPage();
  };
}
