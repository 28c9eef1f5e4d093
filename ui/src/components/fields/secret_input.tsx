/**
 * Where a secret is typed. A reference to an environment variable is none, and stands there plainly.
 * EUI's password field cannot change its type while somebody types in it, hence the text field.
 */
import { EuiButtonIcon, EuiFieldText, EuiToolTip, type EuiFieldTextProps } from "@elastic/eui";
import { useState } from "react";
import { readReference } from "../../lib/env_reference";

type Props = Omit<EuiFieldTextProps, "type" | "append" | "value"> & {
  value: string;
  /** False: a text like any other, in a place where it may become a secret. */
  is_secret?: boolean;
};

export function SecretInput({ value, is_secret = true, readOnly, ...rest }: Props) {
  const [is_shown, setShown] = useState(false);
  const is_masked = is_secret && readReference(value) === null;
  const label = is_shown ? "Hide what is typed" : "Show what is typed";
  return (
    <EuiFieldText
      {...rest}
      value={value}
      readOnly={readOnly}
      type={is_masked && !is_shown ? "password" : "text"}
      autoComplete={is_secret ? "new-password" : "off"}
      spellCheck={false}
      append={
        is_masked && !readOnly && value !== "" ? (
          <EuiToolTip content={label} disableScreenReaderOutput>
            <EuiButtonIcon
              iconType={is_shown ? "eyeSlash" : "eye"}
              aria-label={label}
              aria-pressed={is_shown}
              onClick={() => setShown(!is_shown)}
            />
          </EuiToolTip>
        ) : undefined
      }
    />
  );
}
