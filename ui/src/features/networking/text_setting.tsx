import { EuiFieldText } from "@elastic/eui";
import type { ReactNode } from "react";
import type { FormValues } from "./form_values";
import { useNetworkingForm, useSetting } from "./networking_form_context";
import { SettingRow } from "./setting_row";

type TextName = { [K in keyof FormValues]: FormValues[K] extends string ? K : never }[keyof FormValues];

type Props = {
  name: Extract<TextName, "proxy_url" | "response_timeout" | "max_response">;
  setting_key: string;
  label: string;
  /** What counts when the field is empty. */
  placeholder: string;
  help?: ReactNode;
  input_mode?: "url" | "text";
};

export function TextSetting({ name, setting_key, label, placeholder, help, input_mode = "text" }: Props) {
  const { change } = useNetworkingForm();
  const state = useSetting(setting_key);
  const value = state.shown[name];
  return (
    <SettingRow label={label} setting_key={setting_key} state={state} help={help}>
      <EuiFieldText
        fullWidth
        value={value}
        title={value}
        placeholder={state.is_locked ? "" : placeholder}
        // Not disabled: what the file says can be reached and copied.
        readOnly={state.is_fixed}
        isInvalid={state.errors.length > 0}
        inputMode={input_mode}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => change({ [name]: event.target.value })}
        data-test-subj={`${setting_key}Field`}
      />
    </SettingRow>
  );
}
