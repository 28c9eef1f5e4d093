/** Everything, or only what is in a list. An empty list is nothing, and says so. */
import { EuiCallOut, EuiRadioGroup, EuiSpacer, useGeneratedHtmlId } from "@elastic/eui";
import { HostList } from "./host_list";
import { useNetworkingForm, useSetting } from "./networking_form_context";
import { SettingRow } from "./setting_row";

type Props = {
  name: "allowed_hosts" | "enabled_types";
  setting_key: string;
  label: string;
  every: string;
  these: string;
  placeholder: string;
  help: string;
  when_empty: string;
};

export function ListChoice({ name, setting_key, label, every, these, placeholder, help, when_empty }: Props) {
  const { change } = useNetworkingForm();
  const state = useSetting(setting_key);
  const id = useGeneratedHtmlId();
  const { is_every, items } = state.shown[name];
  return (
    <SettingRow label={label} setting_key={setting_key} state={state} has_one_input={false} help={is_every ? undefined : help}>
      <div role="group" aria-label={label}>
        <EuiRadioGroup
          name={id}
          options={[
            { id: `${id}-every`, label: every },
            { id: `${id}-these`, label: these },
          ]}
          idSelected={is_every ? `${id}-every` : `${id}-these`}
          disabled={state.is_fixed}
          onChange={(chosen) => change({ [name]: { is_every: chosen === `${id}-every`, items } })}
        />
        {is_every ? null : (
          <>
            <EuiSpacer size="s" />
            <HostList
              label={these}
              items={items}
              placeholder={placeholder}
              is_fixed={state.is_fixed}
              is_invalid={state.errors.length > 0}
              subject={`${setting_key}List`}
              on_change={(next) => change({ [name]: { is_every: false, items: next } })}
            />
            {items.length === 0 && state.errors.length === 0 ? (
              <>
                <EuiSpacer size="s" />
                <EuiCallOut size="s" color="warning" iconType="warning" title={when_empty} data-test-subj={`${setting_key}Empty`} />
              </>
            ) : null}
          </>
        )}
      </div>
    </SettingRow>
  );
}
