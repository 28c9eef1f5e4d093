import { EuiSpacer } from "@elastic/eui";
import { Section } from "../../components/section";
import { VERIFICATION_MEANINGS } from "../../components/tls/verification";
import { VerificationSelect, VerificationWarning } from "../../components/tls/verification_field";
import { useNetworkingForm, useSetting } from "./networking_form_context";
import { ProxiedHosts } from "./proxied_hosts";
import { ProxyCredentials } from "./proxy_credentials";
import { ProxyHeaders } from "./proxy_headers";
import { proxyOf } from "./request";
import { SettingRow } from "./setting_row";
import { SystemProxy } from "./system_proxy";
import { TextSetting } from "./text_setting";

export function ProxySection() {
  const { status, values } = useNetworkingForm();
  return (
    <Section title="Proxy" anchor="proxy">
      <TextSetting
        name="proxy_url"
        setting_key="proxyUrl"
        label="Proxy URL"
        placeholder="http://proxy.example:3128"
        help="http, https, socks5 or socks5h (the proxy looks names up). Empty: connections are made directly. A connector can choose another way."
        input_mode="url"
      />
      {proxyOf(status, values) === "" ? null : (
        <>
          <ProxyCredentials />
          <ProxyHeaders />
        </>
      )}
      <EuiSpacer size="l" />
      <SystemProxy />
      <EuiSpacer size="l" />
      <ProxiedHosts />
      <ProxyVerification />
    </Section>
  );
}

function ProxyVerification() {
  const { change } = useNetworkingForm();
  const state = useSetting("ssl.proxyVerificationMode");
  const mode = state.shown.proxy_verification_mode;
  return (
    <>
      <SettingRow
        label="Check of the proxy's certificate"
        setting_key="ssl.proxyVerificationMode"
        state={state}
        help={`For a proxy that is reached over https. ${mode === "full" ? VERIFICATION_MEANINGS.full : ""}`}
      >
        <VerificationSelect
          value={mode}
          is_invalid={state.errors.length > 0}
          is_disabled={state.is_fixed}
          subject="proxyVerificationModeField"
          on_change={(next) => change({ proxy_verification_mode: next === "" ? "full" : next })}
        />
      </SettingRow>
      <VerificationWarning mode={mode} />
    </>
  );
}
