import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { CommandError, type Host } from "../host/host";
import { commandQuery } from "../host/use_command";

export function makeQueryClient(): QueryClient {
  // A key may be revoked or a session end at any call. Asking who we are again brings the
  // sign-in page, wherever the refusal was seen.
  const onError = (error: unknown, about: unknown) => {
    if (!(error instanceof CommandError) || error.code !== "unauthorized") return;
    if (about !== "app_info" && about !== "sign_in") void client.invalidateQueries({ queryKey: ["app_info"] });
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error, query) => onError(error, query.queryKey[0]) }),
    mutationCache: new MutationCache({
      onError: (error, _req, _context, mutation) => onError(error, mutation.options.mutationKey?.[0]),
    }),
    defaultOptions: {
      queries: {
        // The backend is this machine: what fails once fails again, and a person can press the button.
        retry: false,
        staleTime: 5_000,
        // The backend does not need the internet.
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
  return client;
}

/** Asks for what the first screen shows before React has started. */
export function askEarly(client: QueryClient, host: Host, path: string): void {
  void client.prefetchQuery(commandQuery(host, "app_info", {}));
  if (path === "/" || path.startsWith("/connectors")) {
    void client.prefetchQuery(commandQuery(host, "connectors_list", {}));
  }
}
