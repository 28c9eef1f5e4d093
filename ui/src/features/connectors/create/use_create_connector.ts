import { useToasts } from "../../../components/toasts";
import { useVaultSetup } from "../../../components/vault/vault_setup";
import { toCommandError } from "../../../host/host";
import { useCommandMutation } from "../../../host/use_command";
import type { Connector, ConnectorsCreate } from "../../../wire/types";

export function useCreateConnector() {
  const toasts = useToasts();
  const vault = useVaultSetup();
  const mutation = useCommandMutation("connectors_create");
  return {
    is_saving: mutation.isPending,
    async create(req: ConnectorsCreate): Promise<Connector> {
      try {
        const connector = await vault.run(() => mutation.mutateAsync(req));
        toasts.success(`Created '${connector.name}'`);
        return connector;
      } catch (error) {
        toasts.failure("Unable to create a connector.", toCommandError(error));
        throw error;
      } finally {
        // The request holds the key.
        mutation.reset();
      }
    },
  };
}
