import { useCallback, useState } from "react";
import type { FieldPath as HookPath } from "react-hook-form";
import type { CommandError } from "../../../host/host";
import type { ConnectorSpec } from "../../../wire/types";
import type { Draft } from "./draft";
import { placeOf } from "./fields";
import { focusFirstError } from "../../../components/fields/focus_first_error";
import type { DraftForm } from "./use_draft_form";

/** Puts what the server refuses on its field, and the rest where the form can show it whole. */
export function useSaveErrors(form: DraftForm, spec: ConnectorSpec, form_id: string) {
  const [unplaced, setUnplaced] = useState<CommandError | null>(null);
  const { setError } = form;
  const place = useCallback(
    (error: CommandError) => {
      let placed = 0;
      for (const { field, message } of error.fields) {
        const at = placeOf(spec, field);
        if (at === null) continue;
        placed += 1;
        // The path as its type: the headers field finds the row by it.
        setError(at as HookPath<Draft>, { type: field, message });
      }
      setUnplaced(placed === 0 || placed < error.fields.length ? error : null);
      if (placed > 0) focusFirstError(form_id);
    },
    [setError, spec, form_id],
  );
  return { unplaced, place, clear: useCallback(() => setUnplaced(null), []) };
}
