import { EuiFieldNumber, EuiFieldText, EuiFlexGroup, EuiFlexItem, EuiSpacer } from "@elastic/eui";
import { Section } from "../../components/section";
import { ListChoice } from "./list_choice";
import { useNetworkingForm, useSetting } from "./networking_form_context";
import { SettingRow } from "./setting_row";
import { TextSetting } from "./text_setting";

const OPENAI_TYPE = ".gen-ai";

export function LimitsSection() {
  const { status } = useNetworkingForm();
  const waits = status.settings.find(({ key }) => key === "responseTimeout");
  const size = status.settings.find(({ key }) => key === "maxResponseContentLength");
  const fallback = (setting: typeof waits, text: string) =>
    setting?.source === "default" && setting.value !== null ? String(setting.value) : text;
  return (
    <Section title="Limits" anchor="limits">
      <ListChoice
        name="allowed_hosts"
        setting_key="allowedHosts"
        label="Allowed hosts"
        every="Every host"
        these="Only these hosts"
        placeholder="api.openai.com, *.example.com, 10.0.0.0/8"
        help="A name, *.example.com for all names below it, an address, or a range such as 10.0.0.0/8; each may end with a port. Other hosts are refused."
        when_empty="No host is allowed: nothing can be sent."
      />
      <EuiSpacer size="l" />
      <ListChoice
        name="enabled_types"
        setting_key="enabledActionTypes"
        label="Enabled connector types"
        every="Every type"
        these="Only these types"
        placeholder={OPENAI_TYPE}
        help={`Patchbay has one type, ${OPENAI_TYPE}. Connectors of the configuration file are always enabled.`}
        when_empty="No type is enabled: only connectors of the configuration file can run."
      />
      <EuiSpacer size="l" />
      <TextSetting
        name="response_timeout"
        setting_key="responseTimeout"
        label="Response timeout"
        placeholder={fallback(waits, "60s")}
        help="How long an answer may take to begin, such as 90s or 5m. A run waits 200 s at least, as in Kibana. A connector can have its own."
      />
      <TextSetting
        name="max_response"
        setting_key="maxResponseContentLength"
        label="Largest response"
        placeholder={fallback(size, "1mb")}
        help="Such as 500kb or 10mb, unpacked. While it is empty, a stream may have 64 MB and any other answer 1 MB."
      />
      <RateLimit />
    </Section>
  );
}

function RateLimit() {
  const { change } = useNetworkingForm();
  const state = useSetting("rateLimiter");
  const { runs, window } = state.shown.rate_limit;
  const set = (part: Partial<typeof state.shown.rate_limit>) => change({ rate_limit: { runs, window, ...part } });
  const is_invalid = state.errors.length > 0;
  return (
    <SettingRow
      label="Rate limit"
      setting_key="rateLimiter"
      state={state}
      has_one_input={false}
      help="Runs of all OpenAI connectors together. Empty fields set no limit."
    >
      <EuiFlexGroup gutterSize="s" responsive={false} wrap>
        <EuiFlexItem css={{ minInlineSize: 200 }}>
          <EuiFieldNumber
            fullWidth
            aria-label="Most runs"
            prepend="At most"
            append="runs"
            min={1}
            step={1}
            value={runs}
            readOnly={state.is_fixed}
            isInvalid={is_invalid}
            onChange={(event) => set({ runs: event.target.value })}
            data-test-subj="rateLimitRuns"
          />
        </EuiFlexItem>
        <EuiFlexItem css={{ minInlineSize: 200 }}>
          <EuiFieldText
            fullWidth
            aria-label="In this time"
            prepend="in"
            placeholder="1m"
            value={window}
            readOnly={state.is_fixed}
            isInvalid={is_invalid}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => set({ window: event.target.value })}
            data-test-subj="rateLimitWindow"
          />
        </EuiFlexItem>
      </EuiFlexGroup>
    </SettingRow>
  );
}
