import { SecretRow } from "../../../components/fields/secret_row";
import { useConnectorForm } from "./connector_form_context";
import { fieldHelp } from "./field_help";
import { pathOf, subjectOf, type FieldProps } from "./field_props";
import { StoredSecretAction } from "./stored_secret";
import { useField } from "./use_field";
import { useSecretState } from "./use_secret_state";

export function SecretField({ field, is_required }: FieldProps) {
  const { read_only } = useConnectorForm();
  const { input, error } = useField(pathOf(field));
  const { state, reference } = useSecretState(field);
  return (
    <SecretRow
      label={field.label}
      state={state}
      reference={reference}
      value={String(input.value ?? "")}
      error={error}
      is_optional={!is_required && state !== "ask_again"}
      read_only={read_only}
      help={fieldHelp(field)}
      placeholder={field.placeholder}
      action={<StoredSecretAction path={field.name} what="key" state={state} is_required={is_required} />}
      subject={subjectOf(field)}
      name={input.name}
      input_ref={input.ref}
      on_change={input.onChange}
      on_blur={input.onBlur}
    />
  );
}
