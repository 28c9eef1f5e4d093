import { useQueryClient } from "@tanstack/react-query";
import { useToasts } from "../../components/toasts";
import { useVaultSetup } from "../../components/vault/vault_setup";
import { useHost } from "../../host/context";
import { toCommandError } from "../../host/host";
import { commandQuery, useCommandMutation } from "../../host/use_command";
import type { NetworkingDraft, NetworkingStatus } from "../../wire/types";

export function useSaveNetworking() {
  const toasts = useToasts();
  const vault = useVaultSetup();
  const host = useHost();
  const client = useQueryClient();
  const mutation = useCommandMutation("networking_save");
  return {
    is_saving: mutation.isPending,
    async save(req: NetworkingDraft): Promise<NetworkingStatus> {
      try {
        const status = await vault.run(() => mutation.mutateAsync(req));
        client.setQueryData(commandQuery(host, "networking_get", {}).queryKey, status);
        toasts.success("Networking settings saved", "They count from the next request on.");
        return status;
      } catch (error) {
        toasts.failure("Unable to save the networking settings.", toCommandError(error));
        throw error;
      } finally {
        // The request may hold a password.
        mutation.reset();
      }
    },
  };
}
