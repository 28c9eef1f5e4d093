/** Label, control, help and error of one field. */
import { EuiFormRow } from "@elastic/eui";
import type { ReactElement, ReactNode } from "react";

type Props = {
  label?: string;
  is_optional?: boolean;
  /** Stands beside `Optional`. */
  action?: ReactNode;
  error: string | undefined;
  /** Makes room for the error, so that nothing below moves when one appears. */
  help?: ReactNode;
  /** Stays beside an error. */
  note?: ReactNode;
  /** False where nothing can be entered that is wrong. */
  may_fail?: boolean;
  children: ReactElement;
};

/** Keeps the line that an error may need. */
const LINE = (
  <span key="line" aria-hidden="true">
    &nbsp;
  </span>
);
/** An empty line and the gap between two rows would be too much together. */
const GAP_BELOW_LINE = -12;

export function FieldRow({ label, is_optional, action, error, help, note, may_fail = true, children }: Props) {
  const has_line = may_fail && !help && !note;
  const below = [error ? null : has_line ? LINE : help, note].filter(Boolean);
  return (
    <EuiFormRow
      fullWidth
      label={label}
      labelAppend={
        is_optional || action ? (
          <span css={{ display: "flex", gap: 8, alignItems: "baseline" }}>
            {action}
            {is_optional ? <span css={{ fontSize: 12, fontWeight: 400 }}>Optional</span> : null}
          </span>
        ) : undefined
      }
      helpText={below.length > 0 ? below : undefined}
      isInvalid={error !== undefined}
      error={error}
      css={{ overflowWrap: "anywhere", ...(has_line ? { marginBlockEnd: GAP_BELOW_LINE } : {}) }}
    >
      {children}
    </EuiFormRow>
  );
}
