/** What a command makes stale, read from the wire table. No screen names a query to refetch. */
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { TAGS } from "../wire/commands";

type Tagged = keyof typeof TAGS;

export function makesStale(command: Tagged, key: QueryKey): boolean {
  const [read] = key;
  if (typeof read !== "string" || !(read in TAGS)) return false;
  const { provides } = TAGS[read as Tagged];
  return TAGS[command].invalidates.some((tag) => provides.includes(tag));
}

export function invalidateAfter(client: QueryClient, command: Tagged): Promise<void> {
  return client.invalidateQueries({ predicate: (query) => makesStale(command, query.queryKey) });
}
