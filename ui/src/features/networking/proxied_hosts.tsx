/** Which hosts are reached through the proxy. Kibana has two lists for it, of which one counts. */
import { EuiRadioGroup, EuiSpacer, EuiText, useGeneratedHtmlId } from "@elastic/eui";
import type { ProxiedHosts as Choice } from "./form_values";
import { HostList } from "./host_list";
import { useNetworkingForm, useSetting } from "./networking_form_context";
import { SettingRow } from "./setting_row";

const LABELS: Record<Choice, string> = {
  every: "Every host",
  except: "Every host except…",
  only: "Only these hosts",
};
const CHOICES: readonly Choice[] = ["every", "except", "only"];

const HELP = "A name, *.example.com for all names below it, an address or a range; each may end with a port.";

export function ProxiedHosts() {
  const { change } = useNetworkingForm();
  const state = useSetting("proxyBypassHosts", "proxyOnlyHosts");
  const id = useGeneratedHtmlId();
  const { proxied_hosts, bypass_hosts, only_hosts } = state.shown;
  const is_except = proxied_hosts === "except";
  const items = is_except ? bypass_hosts : only_hosts;
  return (
    <SettingRow
      label="Hosts reached through it"
      setting_key={proxied_hosts === "only" ? "proxyOnlyHosts" : "proxyBypassHosts"}
      state={state}
      has_one_input={false}
      help={`${proxied_hosts === "every" ? "" : `${HELP} `}Servers on this machine are always reached directly.`}
    >
      <div role="group" aria-label="Hosts reached through the proxy">
        <EuiRadioGroup
          name={id}
          options={CHOICES.map((choice) => ({ id: `${id}-${choice}`, label: LABELS[choice] }))}
          idSelected={`${id}-${proxied_hosts}`}
          disabled={state.is_fixed}
          onChange={(chosen) =>
            // A list that stood idle must not begin to count because the other one goes.
            change({
              proxied_hosts: CHOICES.find((choice) => chosen === `${id}-${choice}`) ?? "every",
              has_idle_list: false,
            })
          }
        />
        {proxied_hosts === "every" ? null : (
          <>
            <EuiSpacer size="s" />
            <HostList
              label={is_except ? "Hosts reached directly" : "Hosts reached through the proxy"}
              items={items}
              placeholder="llm.example.com, *.internal, 10.0.0.0/8"
              is_fixed={state.is_fixed}
              is_invalid={state.errors.length > 0}
              subject={is_except ? "proxyBypassHostsList" : "proxyOnlyHostsList"}
              on_change={(next) => change(is_except ? { bypass_hosts: next } : { only_hosts: next })}
            />
            {items.length === 0 ? (
              <EuiText size="xs" color="subdued" css={{ marginBlockStart: 4 }}>
                {is_except ? "The list is empty: every host is reached through the proxy." : "The list is empty: no host is reached through the proxy."}
              </EuiText>
            ) : null}
          </>
        )}
      </div>
    </SettingRow>
  );
}
