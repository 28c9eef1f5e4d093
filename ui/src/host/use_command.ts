/** Commands as TanStack queries, mutations and streams. The key of a query is `[command, req]`. */
import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useCallback } from "react";
import type { Commands, Streams } from "../wire/commands";
import { useHost } from "./context";
import type { CommandError, CommandName, Host, StreamName } from "./host";
import { invalidateAfter } from "./tags";

type Req<C extends CommandName> = Commands[C]["req"];
type Res<C extends CommandName> = Commands[C]["res"];

export function commandQuery<C extends CommandName>(host: Host, command: C, req: Req<C>) {
  return queryOptions<Res<C>, CommandError>({
    queryKey: [command, req],
    queryFn: () => host.call(command, req),
  });
}

type ReadOptions<C extends CommandName> = {
  enabled?: boolean;
  placeholderData?: (previous: Res<C> | undefined) => Res<C> | undefined;
};

export function useCommandQuery<C extends CommandName>(
  command: C,
  req: Req<C>,
  options: ReadOptions<C> = {},
): UseQueryResult<Res<C>, CommandError> {
  const host = useHost();
  const { queryKey, queryFn } = commandQuery(host, command, req);
  return useQuery<Res<C>, CommandError>({ queryKey, queryFn, ...(options as object) });
}

export function useCommandMutation<C extends CommandName>(
  command: C,
): UseMutationResult<Res<C>, CommandError, Req<C>> {
  const host = useHost();
  const client = useQueryClient();
  return useMutation<Res<C>, CommandError, Req<C>>({
    mutationKey: [command],
    // A request may hold a secret: nothing of it is kept once nobody looks at its outcome.
    gcTime: 0,
    mutationFn: (req) => host.call(command, req),
    onSuccess: () => {
      // Not awaited: the screen goes on at once and the refetch follows.
      void invalidateAfter(client, command);
    },
  });
}

export function useCommandStream<S extends StreamName>(
  command: S,
): (req: Streams[S]["req"], on_event: (event: Streams[S]["event"]) => void) => Promise<void> {
  const host = useHost();
  const client = useQueryClient();
  return useCallback(
    (req, on_event) =>
      host
        .stream(command, req, on_event)
        // A run that failed has left its record too.
        .finally(() => void invalidateAfter(client, command)),
    [host, client, command],
  );
}
