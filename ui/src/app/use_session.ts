import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useHost } from "../host/context";
import type { CommandError } from "../host/host";

/** Null where there is nothing to sign out of. */
export function useSignOut() {
  const host = useHost();
  const client = useQueryClient();
  const mutation = useMutation<void, CommandError, void>({
    mutationFn: async () => host.sign_out?.(),
    // Nothing of the old session may stay on the screen or in memory.
    onSuccess: () => client.resetQueries(),
  });
  return host.sign_out ? mutation : null;
}

export function useSignIn() {
  const host = useHost();
  const client = useQueryClient();
  return useMutation<void, CommandError, string>({
    mutationKey: ["sign_in"],
    mutationFn: async (key) => host.sign_in?.(key),
    onSuccess: () => client.resetQueries(),
    // The key must not lie in the mutation cache.
    gcTime: 0,
  });
}
