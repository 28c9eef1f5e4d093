/** A secret: written here and never read back. */
import { EuiFieldPassword } from "@elastic/eui";
import { useConnectorForm } from "./connector_form_context";
import { fieldHelp } from "./field_help";
import { pathOf, subjectOf, type FieldProps } from "./field_props";
import { FieldRow } from "./field_row";
import { StoredSecretAction, storedSecretNote } from "./stored_secret";
import { useField } from "./use_field";
import { useSecretState } from "./use_secret_state";

export function SecretField({ field, is_required }: FieldProps) {
  const { read_only } = useConnectorForm();
  const { input, error } = useField(pathOf(field));
  const state = useSecretState(field);
  const { ref, value, ...rest } = input;
  return (
    <FieldRow
      label={field.label}
      is_optional={!is_required && state !== "ask_again"}
      action={<StoredSecretAction field={field} state={state} is_required={is_required} />}
      error={error}
      help={fieldHelp(field)}
      note={storedSecretNote(field, state)}
    >
      <EuiFieldPassword
        {...rest}
        inputRef={ref}
        value={String(value ?? "")}
        fullWidth
        type={read_only ? "password" : "dual"}
        isInvalid={error !== undefined}
        readOnly={read_only}
        placeholder={
          state === "kept" ? (read_only ? "Stored." : "Stored. Leave empty to keep it.") : field.placeholder
        }
        autoComplete="new-password"
        spellCheck={false}
        data-test-subj={subjectOf(field)}
      />
    </FieldRow>
  );
}
