/** A secret: written here and never read back. */
import { useConnectorForm } from "./connector_form_context";
import { fieldHelp } from "./field_help";
import { pathOf, subjectOf, type FieldProps } from "./field_props";
import { FieldRow } from "./field_row";
import { SecretInput } from "./secret_input";
import { keptPlaceholder, secretNote } from "./secret_note";
import { StoredSecretAction } from "./stored_secret";
import { useField } from "./use_field";
import { useSecretState } from "./use_secret_state";

export function SecretField({ field, is_required }: FieldProps) {
  const { read_only } = useConnectorForm();
  const { input, error } = useField(pathOf(field));
  const { state, reference } = useSecretState(field);
  const { ref, value, ...rest } = input;
  const typed = String(value ?? "");
  const is_kept = state === "kept";
  const kept = keptPlaceholder(reference, read_only);
  return (
    <FieldRow
      label={field.label}
      is_optional={!is_required && state !== "ask_again"}
      action={<StoredSecretAction field={field} state={state} is_required={is_required} />}
      error={error}
      help={fieldHelp(field)}
      note={secretNote({ label: field.label, state, reference, typed, read_only })}
    >
      <SecretInput
        {...rest}
        inputRef={ref}
        value={typed}
        fullWidth
        icon="lock"
        isInvalid={error !== undefined}
        readOnly={read_only}
        placeholder={is_kept ? kept : field.placeholder}
        data-test-subj={subjectOf(field)}
      />
    </FieldRow>
  );
}
