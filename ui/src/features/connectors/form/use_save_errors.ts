import { useCallback, useState } from "react";
import type { FieldPath as HookPath } from "react-hook-form";
import type { CommandError } from "../../../host/host";
import type { Draft } from "./draft";
import { focusFirstError } from "./focus_first_error";
import { isFieldPath, type DraftForm } from "./use_draft_form";

/** Puts what the server refuses on its field, and the rest where the form can show it whole. */
export function useSaveErrors(form: DraftForm, form_id: string) {
  const [unplaced, setUnplaced] = useState<CommandError | null>(null);
  const { setError } = form;
  const place = useCallback(
    (error: CommandError) => {
      const placed = error.fields.filter(({ field }) => isFieldPath(field));
      for (const { field, message } of placed) setError(field as HookPath<Draft>, { type: "server", message });
      setUnplaced(placed.length === 0 || placed.length < error.fields.length ? error : null);
      if (placed.length > 0) focusFirstError(form_id);
    },
    [setError, form_id],
  );
  return { unplaced, place, clear: useCallback(() => setUnplaced(null), []) };
}
