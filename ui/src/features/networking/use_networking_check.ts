/** Asks the core what it thinks of the form, once the typing has paused. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useHost } from "../../host/context";
import type { CommandError } from "../../host/host";
import type { NetworkingChecked, NetworkingDraft } from "../../wire/types";

/**
 * @param settled How often the typing has paused.
 * @param is_wanted Whether there is anything to ask about.
 */
export function useNetworkingCheck(read: () => NetworkingDraft, settled: number, is_wanted: boolean) {
  const host = useHost();
  const instance = useId();
  const { data } = useQuery<NetworkingChecked, CommandError>({
    // A count in the place of the draft: keys of a cache are no place for a secret.
    queryKey: ["networking_check", instance, settled],
    queryFn: () => host.call("networking_check", read()),
    enabled: is_wanted,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
  });
  return is_wanted ? data : undefined;
}
