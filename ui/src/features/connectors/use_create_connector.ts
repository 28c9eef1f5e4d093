import { useToasts } from "../../components/toasts";
import { useCommandMutation } from "../../host/use_command";
import type { Connector, ConnectorsCreate } from "../../wire/types";

export function useCreateConnector() {
  const toasts = useToasts();
  const mutation = useCommandMutation("connectors_create");
  return {
    is_saving: mutation.isPending,
    async create(req: ConnectorsCreate): Promise<Connector> {
      const connector = await mutation.mutateAsync(req);
      toasts.success(`Created '${connector.name}'`);
      return connector;
    },
  };
}
