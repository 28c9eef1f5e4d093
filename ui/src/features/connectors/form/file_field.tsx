/** A file of the connector spec. It goes to the backend as base64. */
import { useFormContext } from "react-hook-form";
import { SecretFile } from "../../../components/fields/secret_file";
import { useConnectorForm } from "./connector_form_context";
import type { Draft } from "./draft";
import { fieldHelp } from "./field_help";
import { pathOf, subjectOf, type FieldProps } from "./field_props";
import { StoredSecretAction } from "./stored_secret";
import { useField } from "./use_field";
import { useSecretState } from "./use_secret_state";

function readBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error("the file could not be read"));
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.readAsDataURL(file);
  });
}

export function FileField({ field, is_required }: FieldProps) {
  const { read_only } = useConnectorForm();
  const { clearErrors } = useFormContext<Draft>();
  const { input, error } = useField(pathOf(field));
  const { state, reference } = useSecretState(field);
  return (
    <SecretFile
      label={field.label}
      state={state}
      reference={reference}
      value={String(input.value ?? "")}
      error={error}
      is_optional={!is_required && state !== "ask_again"}
      read_only={read_only}
      help={fieldHelp(field)}
      accept={field.accept}
      action={<StoredSecretAction path={field.name} what="file" state={state} is_required={is_required} />}
      subject={subjectOf(field)}
      input_ref={input.ref}
      read={readBase64}
      on_change={(value) => {
        input.onChange(value);
        // What was wrong was another file's fault.
        clearErrors(field.name as "secrets");
      }}
      on_blur={input.onBlur}
    />
  );
}
