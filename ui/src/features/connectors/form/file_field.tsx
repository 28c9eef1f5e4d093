/**
 * A file whose bytes are a secret. It goes to the backend as base64 and never comes back. In its
 * place there may be the name of an environment variable that holds it.
 */
import { EuiFilePicker, EuiLink } from "@elastic/eui";
import { useState } from "react";
import { useFormContext } from "react-hook-form";
import { readReference } from "../../../lib/env_reference";
import { useConnectorForm } from "./connector_form_context";
import type { Draft } from "./draft";
import { fieldHelp } from "./field_help";
import { pathOf, subjectOf, type FieldProps } from "./field_props";
import { FieldRow } from "./field_row";
import { secretNote } from "./secret_note";
import { StoredSecretAction } from "./stored_secret";
import { useField } from "./use_field";
import { useSecretState } from "./use_secret_state";
import { VariableInput } from "./variable_input";

/** Certificates and keys have a few kB; what is larger is the wrong file. */
const MAX_FILE_BYTES = 256 * 1024;

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
  const typed = String(input.value ?? "");
  const [is_variable, setVariable] = useState(reference !== undefined || readReference(typed) !== null);
  const [chosen, setChosen] = useState<File[]>([]);
  const [refusal, setRefusal] = useState<string | null>(null);
  const shown_error = refusal ?? error;

  const choose = async (files: FileList | null) => {
    const file = files?.[0];
    setChosen(file ? [file] : []);
    setRefusal(null);
    if (!file || file.size === 0 || file.size > MAX_FILE_BYTES) {
      input.onChange("");
      if (file) {
        setRefusal(file.size === 0 ? "This file is empty." : "This file is over 256 kB. Choose a certificate or key file.");
      }
      return;
    }
    try {
      input.onChange(await readBase64(file));
      clearErrors(field.name as "secrets");
    } catch {
      input.onChange("");
      setRefusal("This file could not be read. Choose it again.");
    }
  };
  // Once it is saved the form is emptied, and the picker with it.
  const shown_files = typed === "" && refusal === null ? [] : chosen;
  const change_way = () => {
    setVariable(!is_variable);
    setChosen([]);
    setRefusal(null);
    input.onChange("");
    clearErrors(field.name as "secrets");
  };
  const is_kept = state === "kept";
  const common = {
    fullWidth: true,
    isInvalid: shown_error !== undefined,
    onBlur: input.onBlur,
    "data-test-subj": subjectOf(field),
  };

  return (
    <FieldRow
      label={field.label}
      is_optional={!is_required && state !== "ask_again"}
      action={
        <>
          {read_only ? null : (
            <EuiLink css={{ fontSize: 12 }} onClick={change_way} data-test-subj="changeSecretSource">
              {is_variable ? "Choose a file instead" : "Use an environment variable instead"}
            </EuiLink>
          )}
          <StoredSecretAction field={field} state={state} is_required={is_required} />
        </>
      }
      error={shown_error}
      help={fieldHelp(field)}
      note={secretNote({ label: field.label, state, reference, typed: is_variable ? typed : "", read_only })}
    >
      {is_variable ? (
        <VariableInput
          {...common}
          inputRef={input.ref}
          value={typed}
          readOnly={read_only}
          placeholder={is_kept && reference ? reference.variable : "NAME"}
          on_reference={input.onChange}
        />
      ) : (
        <EuiFilePicker
          {...common}
          compressed
          display="default"
          {...(field.accept ? { accept: field.accept } : {})}
          files={shown_files}
          initialPromptText={
            is_kept ? (read_only ? "Stored." : "Stored. Choose a file to replace it.") : "Select or drag and drop a file"
          }
          disabled={read_only}
          aria-invalid={shown_error !== undefined}
          onChange={(files) => void choose(files)}
        />
      )}
    </FieldRow>
  );
}
