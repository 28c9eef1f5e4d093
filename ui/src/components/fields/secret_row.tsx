/** A secret that is typed: written here and never read back. */
import type { ReactElement, ReactNode, Ref } from "react";
import type { SecretReference } from "../../wire/types";
import { FieldRow } from "./field_row";
import { SecretInput } from "./secret_input";
import { keptPlaceholder, secretNote, type SecretState } from "./secret_note";

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
  placeholder?: string;
  /** As for `secretNote`. */
  moved?: string;
  /** Removes the stored one, or takes that back. */
  action: ReactElement;
  subject: string;
  name?: string;
  input_ref?: Ref<HTMLInputElement>;
  on_change: (text: string) => void;
  on_blur?: () => void;
};

export function SecretRow(props: Props) {
  const { label, state, reference, value, error, is_optional, read_only, help, moved, action, subject } = props;
  return (
    <FieldRow
      label={label}
      is_optional={is_optional}
      action={action}
      error={error}
      help={help}
      note={secretNote({ label, state, reference, typed: value, read_only, ...(moved ? { moved } : {}) })}
    >
      <SecretInput
        {...(props.name ? { name: props.name } : {})}
        {...(props.input_ref ? { inputRef: props.input_ref } : {})}
        value={value}
        fullWidth
        icon="lock"
        isInvalid={error !== undefined}
        readOnly={read_only}
        placeholder={state === "kept" ? keptPlaceholder(reference, read_only) : (props.placeholder ?? "")}
        onChange={(event) => props.on_change(event.target.value)}
        onBlur={props.on_blur}
        data-test-subj={subject}
      />
    </FieldRow>
  );
}
