import { useToasts } from "../../components/toasts";
import { useCommandMutation } from "../../host/use_command";
import type { Connector, ConnectorsUpdate } from "../../wire/types";

export function useUpdateConnector() {
  const toasts = useToasts();
  const mutation = useCommandMutation("connectors_update");
  return {
    is_saving: mutation.isPending,
    was_saved: mutation.isSuccess,
    async update(req: ConnectorsUpdate): Promise<Connector> {
      const connector = await mutation.mutateAsync(req);
      toasts.success(`Updated '${connector.name}'`);
      return connector;
    },
  };
}
