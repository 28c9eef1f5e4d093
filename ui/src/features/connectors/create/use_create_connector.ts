import { useToasts } from "../../../components/toasts";
import { toCommandError } from "../../../host/host";
import { useCommandMutation } from "../../../host/use_command";
import type { Connector, ConnectorsCreate } from "../../../wire/types";

export function useCreateConnector() {
  const toasts = useToasts();
  const mutation = useCommandMutation("connectors_create");
  return {
    is_saving: mutation.isPending,
    async create(req: ConnectorsCreate): Promise<Connector> {
      try {
        const connector = await mutation.mutateAsync(req);
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
