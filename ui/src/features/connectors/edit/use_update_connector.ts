import { useState } from "react";
import { useToasts } from "../../../components/toasts";
import { useVaultSetup } from "../../../components/vault/vault_setup";
import { toCommandError } from "../../../host/host";
import { useCommandMutation } from "../../../host/use_command";
import type { Connector, ConnectorsUpdate } from "../../../wire/types";

export function useUpdateConnector() {
  const toasts = useToasts();
  const vault = useVaultSetup();
  const mutation = useCommandMutation("connectors_update");
  const [was_saved, setSaved] = useState(false);
  return {
    is_saving: mutation.isPending,
    was_saved,
    async update(req: ConnectorsUpdate): Promise<Connector> {
      try {
        const connector = await vault.run(() => mutation.mutateAsync(req));
        toasts.success(`Updated '${connector.name}'`);
        setSaved(true);
        return connector;
      } catch (error) {
        toasts.failure("Cannot update a connector.", toCommandError(error));
        throw error;
      } finally {
        // The request may hold a key.
        mutation.reset();
      }
    },
  };
}
