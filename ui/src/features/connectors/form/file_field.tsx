/** A file whose bytes are a secret. It goes to the backend as base64 and never comes back. */
import { EuiFilePicker } from "@elastic/eui";
import { useState } from "react";
import { useFormContext } from "react-hook-form";
import { useConnectorForm } from "./connector_form_context";
import type { Draft } from "./draft";
import { fieldHelp } from "./field_help";
import { pathOf, subjectOf, type FieldProps } from "./field_props";
import { FieldRow } from "./field_row";
import { StoredSecretAction, storedSecretNote } from "./stored_secret";
import { useField } from "./use_field";
import { useSecretState } from "./use_secret_state";

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
  const state = useSecretState(field);
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
  const shown_files = input.value === "" && refusal === null ? [] : chosen;

  return (
    <FieldRow
      label={field.label}
      is_optional={!is_required && state !== "ask_again"}
      action={<StoredSecretAction field={field} state={state} is_required={is_required} />}
      error={shown_error}
      help={fieldHelp(field)}
      note={storedSecretNote(field, state)}
    >
      <EuiFilePicker
        fullWidth
        compressed
        display="default"
        {...(field.accept ? { accept: field.accept } : {})}
        files={shown_files}
        initialPromptText={
          state === "kept"
            ? read_only
              ? "Stored."
              : "Stored. Choose a file to replace it."
            : "Select or drag and drop a file"
        }
        disabled={read_only}
        isInvalid={shown_error !== undefined}
        aria-invalid={shown_error !== undefined}
        onChange={(files) => void choose(files)}
        onBlur={input.onBlur}
        data-test-subj={subjectOf(field)}
      />
    </FieldRow>
  );
}
