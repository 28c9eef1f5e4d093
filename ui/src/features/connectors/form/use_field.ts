/** One field of the form: its value, and what is wrong with it. */
import { useController, type ControllerRenderProps, type FieldPath as HookPath } from "react-hook-form";
import type { Draft, FieldPath } from "./draft";
import { useConnectorForm } from "./connector_form_context";

type Bound = {
  input: ControllerRenderProps<Draft>;
  error: string | undefined;
  /** Of which path it was said, when the server said it of this form as it was sent. */
  error_path: string | undefined;
};

/** @param shown_early Whether the core's word counts although nobody touched the field yet. */
export function useField(path: FieldPath, shown_early = false): Bound {
  const { checked } = useConnectorForm();
  const { field, fieldState } = useController<Draft>({ name: path as HookPath<Draft> });
  const is_touched = shown_early || fieldState.isTouched || fieldState.isDirty;
  const { error } = fieldState;
  return {
    input: field,
    error: error?.message ?? (is_touched ? checked[path] : undefined),
    error_path: error?.type,
  };
}
