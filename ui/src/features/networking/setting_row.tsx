/** One setting: its name here and in Kibana, the control, what it means, and who decides. */
import { EuiFormRow, EuiTextColor } from "@elastic/eui";
import type { ReactElement, ReactNode } from "react";
import { KeyName } from "./key_name";
import { LockNote } from "./lock_note";
import type { SettingState } from "./networking_form_context";

type Props = {
  label: ReactNode;
  setting_key: string;
  state: SettingState;
  help?: ReactNode;
  /** False for a control that is more than one input. */
  has_one_input?: boolean;
  children: ReactElement;
};

export function SettingRow({ label, setting_key, state, help, has_one_input = true, children }: Props) {
  const { is_locked, errors, warnings, setting } = state;
  const below = [
    is_locked ? <LockNote key="lock" place={setting?.place} /> : null,
    ...warnings.map((message) => (
      <EuiTextColor key={message} component="span" color="warning" css={{ display: "block" }}>
        {message}
      </EuiTextColor>
    )),
    help ? <span key="help">{help}</span> : null,
  ].filter(Boolean);
  return (
    <EuiFormRow
      fullWidth
      label={label}
      labelAppend={<KeyName setting_key={setting_key} />}
      hasChildLabel={has_one_input}
      helpText={below.length > 0 ? below : undefined}
      isInvalid={errors.length > 0}
      error={errors}
      css={{ overflowWrap: "anywhere" }}
      data-test-subj={`setting-${setting_key}`}
    >
      {children}
    </EuiFormRow>
  );
}
