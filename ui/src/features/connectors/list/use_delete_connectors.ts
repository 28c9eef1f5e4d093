import { useQueryClient } from "@tanstack/react-query";
import { useToasts } from "../../../components/toasts";
import { useCommandMutation } from "../../../host/use_command";
import { plural } from "../../../lib/numbers";
import type { Connector } from "../../../wire/types";

export function useDeleteConnectors() {
  const client = useQueryClient();
  const toasts = useToasts();
  const mutation = useCommandMutation("connectors_delete");
  return {
    error: mutation.error,
    is_deleting: mutation.isPending,
    remove(connectors: Connector[], on_done: () => void) {
      const ids = connectors.map(({ id }) => id);
      mutation.mutate(
        { ids },
        {
          onSuccess: () => {
            // The rows go with the modal, and not one answer later.
            const gone = new Set(ids);
            client.setQueryData<Connector[]>(["connectors_list", {}], (list) => list?.filter(({ id }) => !gone.has(id)));
            const [only] = connectors;
            toasts.success(
              connectors.length === 1 && only
                ? `Deleted '${only.name}'`
                : `Deleted ${plural(connectors.length, "connector", "connectors")}`,
            );
            on_done();
          },
        },
      );
    },
  };
}
