import { useCallback, useState } from "react";
import type { UseFormReturn } from "react-hook-form";
import type { CommandError } from "../../host/host";
import { isDraftField, type Draft } from "./draft";

/** Puts what the server refuses on its field, and the rest where the form can show it whole. */
export function useSaveErrors(form: UseFormReturn<Draft>) {
  const [unplaced, setUnplaced] = useState<CommandError | null>(null);
  const { setError } = form;
  const place = useCallback(
    (error: CommandError) => {
      let is_first = true;
      const strays: string[] = [];
      for (const { field, message } of error.fields) {
        if (!isDraftField(field)) {
          strays.push(message);
          continue;
        }
        setError(field, { type: "server", message }, { shouldFocus: is_first });
        is_first = false;
      }
      setUnplaced(error.fields.length === 0 || strays.length > 0 ? error : null);
    },
    [setError],
  );
  return { unplaced, place, clear: useCallback(() => setUnplaced(null), []) };
}
