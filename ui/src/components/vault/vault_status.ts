/** The state of the vault, and the commands that change it. */
import { useIsMutating, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../../host/access";
import { useHost } from "../../host/context";
import { toCommandError, type CommandError } from "../../host/host";
import { invalidateAfter } from "../../host/tags";
import { commandQuery } from "../../host/use_command";
import type { Commands } from "../../wire/commands";
import type { KeychainStatus, VaultState, VaultStatus } from "../../wire/types";

type VaultCommand = "vault_unlock" | "vault_lock" | "vault_change";

/** While something goes on: often enough to look alive. */
const BUSY_MS = 1_000;
/** A run, or the system itself, may have opened what was locked. */
const TROUBLE_MS = 5_000;

const TROUBLE: readonly VaultState[] = [
  "opening",
  "locked",
  "denied",
  "closed",
  "no_keychain",
  "key_missing",
  "passphrase_needed",
  "damaged",
];

/** Whether stored secrets cannot be used now. */
export const isInTrouble = ({ state }: VaultStatus): boolean => TROUBLE.includes(state);

/** Whether Unlock has to bring the passphrase along. */
export const needsPassphrase = ({ state, backend }: VaultStatus): boolean =>
  backend === "passphrase" && state !== "open" && state !== "damaged";

/** A locked one can be had: its system asks for its password. */
export const isUsable = ({ state }: KeychainStatus): boolean =>
  state === "works" || state === "locked" || state === "unknown";

/** Whether a command that changes the vault is on its way, wherever it was started. */
export function useIsVaultBusy(): boolean {
  return useIsMutating({ predicate: ({ options }) => String(options.mutationKey?.[0]).startsWith("vault_") }) > 0;
}

export function useVaultStatus(is_wanted = true) {
  const host = useHost();
  const may_see = useMay("vault_status");
  const is_busy = useIsVaultBusy();
  return useQuery<VaultStatus, CommandError>({
    ...commandQuery(host, "vault_status", {}),
    enabled: may_see && is_wanted,
    refetchInterval: ({ state: { data } }) => {
      if (is_busy || data?.state === "opening") return BUSY_MS;
      return data && isInTrouble(data) ? TROUBLE_MS : false;
    },
  });
}

/** Runs one of them. Its failure is kept, and nothing of the request, which may hold a passphrase. */
export function useVaultCommand<C extends VaultCommand>(command: C) {
  const host = useHost();
  const client = useQueryClient();
  const [error, setError] = useState<CommandError | null>(null);
  const { mutateAsync, reset, isPending } = useMutation<VaultStatus, CommandError, Commands[C]["req"]>({
    mutationKey: [command],
    gcTime: 0,
    mutationFn: (req) => host.call(command, req),
    onSuccess: (status) => {
      client.setQueryData(commandQuery(host, "vault_status", {}).queryKey, status);
      void invalidateAfter(client, command);
    },
    // Awaited: what was refused tells how long the next try has to wait.
    onError: () => client.invalidateQueries({ queryKey: ["vault_status"] }),
  });
  return {
    is_running: isPending,
    error,
    clear: () => setError(null),
    /** Null when it failed. `on_failure` is for those who may be gone from the screen by then. */
    async run(req: Commands[C]["req"], on_failure?: (error: CommandError) => void): Promise<VaultStatus | null> {
      setError(null);
      try {
        return await mutateAsync(req);
      } catch (failure) {
        setError(toCommandError(failure));
        on_failure?.(toCommandError(failure));
        return null;
      } finally {
        reset();
      }
    },
  };
}
