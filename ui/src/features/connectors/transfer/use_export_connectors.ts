import { useMutation } from "@tanstack/react-query";
import { useCallback } from "react";
import { useToasts } from "../../../components/toasts";
import { useHost } from "../../../host/context";
import { toCommandError, type CommandError } from "../../../host/host";
import { plural } from "../../../lib/numbers";

/** Writes connectors to a file. `null` is all of them that are not preconfigured. */
export function useExportConnectors() {
  const host = useHost();
  const toasts = useToasts();
  const { mutate, isPending } = useMutation<{ count: number; path: string | null }, CommandError, string[] | null>({
    mutationKey: ["connectors_export"],
    mutationFn: async (ids) => {
      const { file_name, ndjson, count } = await host.call("connectors_export", { ids });
      try {
        return { count, path: await host.save_file(file_name, ndjson) };
      } catch (error) {
        throw toCommandError(error);
      }
    },
    onSuccess: ({ count, path }) =>
      toasts.success(
        `Exported ${plural(count, "connector", "connectors")}`,
        [path, "Secrets are never exported."].filter(Boolean).join(" · "),
      ),
    onError: (error) => toasts.failure("Unable to export connectors.", error),
  });
  const export_connectors = useCallback((ids: string[] | null) => mutate(ids), [mutate]);
  return { export_connectors, is_exporting: isPending };
}
