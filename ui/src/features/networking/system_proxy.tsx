/** Whether the proxy of the system counts, and what the system says about it now. */
import { EuiFormRow, EuiSwitch, EuiText } from "@elastic/eui";
import type { ReactNode } from "react";
import type { SystemProxy as Facts } from "../../wire/types";
import { KeyName } from "./key_name";
import { LockNote } from "./lock_note";
import { useNetworkingForm, useSetting } from "./networking_form_context";
import { proxyOf } from "./request";

function said({ https, http, no_proxy, problem }: Facts): ReactNode {
  if (problem !== null) return `What the system says cannot be read: ${problem}`;
  if (https === null && http === null) return "The system names no proxy now.";
  const ways = [https === null ? null : `https through ${https}`, http === null ? null : `http through ${http}`];
  return `The system says now: ${ways.filter(Boolean).join(", ")}${no_proxy ? `; not for ${no_proxy}` : ""}.`;
}

export function SystemProxy() {
  const { status, values, change } = useNetworkingForm();
  const state = useSetting("useSystemProxy");
  const { use_system_proxy } = state.shown;
  const is_idle = use_system_proxy && proxyOf(status, values) !== "";
  const { problem } = status.system_proxy;
  return (
    <EuiFormRow
      fullWidth
      isInvalid={state.errors.length > 0}
      error={state.errors}
      helpText={[
        state.is_locked ? <LockNote key="lock" place={state.setting?.place} /> : null,
        <EuiText
          key="says"
          size="xs"
          color={problem !== null && use_system_proxy ? "danger" : "subdued"}
          component="span"
          css={{ overflowWrap: "anywhere" }}
          data-test-subj="systemProxy"
        >
          {said(status.system_proxy)}
          {is_idle ? " It is not used while a proxy URL is set." : null}
        </EuiText>,
      ].filter(Boolean)}
    >
      <div css={{ display: "flex", justifyContent: "space-between", gap: 8, flexWrap: "wrap" }}>
        <EuiSwitch
          label="Use the system's proxy and NO_PROXY"
          checked={use_system_proxy}
          disabled={state.is_fixed}
          onChange={(event) => change({ use_system_proxy: event.target.checked })}
          data-test-subj="useSystemProxySwitch"
        />
        <KeyName setting_key="useSystemProxy" />
      </div>
    </EuiFormRow>
  );
}
