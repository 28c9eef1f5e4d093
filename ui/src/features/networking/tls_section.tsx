import { EuiSpacer, EuiText } from "@elastic/eui";
import { Section } from "../../components/section";
import { AUTHORITIES_KEYS, type AuthoritiesKey } from "../../components/tls/authorities";
import { AuthoritiesField } from "../../components/tls/authorities_field";
import { VERIFICATION_MEANINGS } from "../../components/tls/verification";
import { VerificationSelect, VerificationWarning } from "../../components/tls/verification_field";
import { about } from "./findings";
import { KeyName } from "./key_name";
import { LockNote } from "./lock_note";
import { useNetworkingForm, useSetting } from "./networking_form_context";
import { SettingRow } from "./setting_row";

const keyOf = (key: AuthoritiesKey): string => `ssl.${key}`;

const KEY_NAMES = {
  certificateAuthoritiesData: <KeyName setting_key={keyOf("certificateAuthoritiesData")} />,
  certificateAuthoritiesFiles: <KeyName setting_key={keyOf("certificateAuthoritiesFiles")} />,
  onlyTheseAuthorities: <KeyName setting_key={keyOf("onlyTheseAuthorities")} />,
};

export function TlsSection() {
  const { change } = useNetworkingForm();
  const state = useSetting("ssl.verificationMode");
  const mode = state.shown.verification_mode;
  return (
    <Section title="TLS" anchor="tls">
      <SettingRow
        label="Check of certificates"
        setting_key="ssl.verificationMode"
        state={state}
        help={mode === "full" ? VERIFICATION_MEANINGS.full : undefined}
      >
        <VerificationSelect
          value={mode}
          is_invalid={state.errors.length > 0}
          is_disabled={state.is_fixed}
          subject="verificationModeField"
          on_change={(next) => change({ verification_mode: next === "" ? "full" : next })}
        />
      </SettingRow>
      <VerificationWarning
        mode={mode}
        advice="This is for every host. If one server has such a certificate, add it under Hosts and choose this for it alone."
      />
      <EuiSpacer size="m" />
      <TrustedAuthorities />
    </Section>
  );
}

/** The three settings are one choice: where the file makes it, it makes all of it. */
function TrustedAuthorities() {
  const { change, errors } = useNetworkingForm();
  const [first, second, third] = AUTHORITIES_KEYS.map(keyOf) as [string, string, string];
  const state = useSetting(first, second, third);
  const errorOf = (key: AuthoritiesKey): string | undefined =>
    state.is_locked ? undefined : about(errors, keyOf(key))[0]?.message;
  return (
    <>
      <AuthoritiesField
        value={state.shown.authorities}
        on_change={(authorities) => change({ authorities })}
        errors={Object.fromEntries(AUTHORITIES_KEYS.map((key) => [key, errorOf(key)]))}
        is_fixed={state.is_fixed}
        beside={KEY_NAMES}
        otherwise="Off: they are trusted together with those of this system."
      />
      {state.is_locked ? (
        <EuiText size="xs" color="subdued">
          <LockNote place={state.setting?.place} />
          {state.errors.map((message) => (
            <EuiText key={message} size="xs" color="danger" component="p">
              {message}
            </EuiText>
          ))}
        </EuiText>
      ) : null}
    </>
  );
}
