/**
 * A file whose content is a secret: it goes to the backend and never comes back. In its place there
 * may be the name of an environment variable that holds it.
 */
import { EuiFilePicker, EuiLink } from "@elastic/eui";
import { useState, type ReactElement, type ReactNode, type Ref } from "react";
import { readReference } from "../../lib/env_reference";
import type { SecretReference } from "../../wire/types";
import { FieldRow } from "./field_row";
import { secretNote, type SecretState } from "./secret_note";
import { VariableInput } from "./variable_input";

/** Certificates and keys have a few kB; what is larger is the wrong file. */
const MAX_FILE_BYTES = 256 * 1024;

type Props = {
  label: string;
  state: SecretState;
  /** Of the stored one, when it names an environment variable. */
  reference: SecretReference | undefined;
  value: string;
  error: string | undefined;
  is_optional: boolean;
  read_only: boolean;
  help?: ReactNode;
  /** File endings, as an input has them. */
  accept: string | null;
  /** Removes the stored one, or takes that back. */
  action: ReactElement | null;
  subject: string;
  input_ref?: Ref<HTMLInputElement>;
  /** From a file to what is sent. */
  read: (file: File) => Promise<string>;
  /** Why what was read cannot be it; null when it can. */
  refuse?: (content: string) => string | null;
  on_change: (value: string) => void;
  on_blur?: () => void;
};

export function SecretFile(props: Props) {
  const { label, state, reference, value, error, is_optional, read_only, help, accept, action, subject } = props;
  const { read, refuse, on_change } = props;
  const [is_variable, setVariable] = useState(reference !== undefined || readReference(value) !== null);
  const [chosen, setChosen] = useState<File[]>([]);
  const [refusal, setRefusal] = useState<string | null>(null);
  const shown_error = refusal ?? error;

  const take = async (file: File): Promise<string | null> => {
    if (file.size === 0) return "This file is empty.";
    if (file.size > MAX_FILE_BYTES) return "This file is over 256 kB. Choose a certificate or key file.";
    try {
      const content = await read(file);
      const refused = refuse?.(content) ?? null;
      if (refused === null) on_change(content);
      return refused;
    } catch {
      return "This file could not be read. Choose it again.";
    }
  };
  const choose = async (files: FileList | null) => {
    const file = files?.[0];
    setChosen(file ? [file] : []);
    setRefusal(null);
    const refused = file ? await take(file) : null;
    if (!file || refused !== null) on_change("");
    setRefusal(refused);
  };
  // Once it is saved the form is emptied, and the picker with it.
  const shown_files = value === "" && refusal === null ? [] : chosen;
  const change_way = () => {
    setVariable(!is_variable);
    setChosen([]);
    setRefusal(null);
    on_change("");
  };
  const is_kept = state === "kept";
  const shared = {
    fullWidth: true,
    isInvalid: shown_error !== undefined,
    onBlur: props.on_blur,
    "data-test-subj": subject,
  };

  return (
    <FieldRow
      label={label}
      is_optional={is_optional}
      action={
        <>
          {read_only ? null : (
            <EuiLink css={{ fontSize: 12 }} onClick={change_way} data-test-subj="changeSecretSource">
              {is_variable ? "Choose a file instead" : "Use an environment variable instead"}
            </EuiLink>
          )}
          {action}
        </>
      }
      error={shown_error}
      help={help}
      note={secretNote({ label, state, reference, typed: is_variable ? value : "", read_only })}
    >
      {is_variable ? (
        <VariableInput
          {...shared}
          {...(props.input_ref ? { inputRef: props.input_ref } : {})}
          value={value}
          readOnly={read_only}
          placeholder={is_kept && reference ? reference.variable : "NAME"}
          on_reference={on_change}
        />
      ) : (
        <EuiFilePicker
          {...shared}
          compressed
          display="default"
          {...(accept ? { accept } : {})}
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
