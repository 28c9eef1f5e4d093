/** How this connector connects, where that differs from the Networking page. Closed as a rule. */
import { EuiAccordion, EuiFieldText, EuiSpacer, EuiText, EuiTextColor, useGeneratedHtmlId } from "@elastic/eui";
import { css } from "@emotion/react";
import { useState } from "react";
import { useFormState, useWatch } from "react-hook-form";
import { FieldRow } from "../../../components/fields/field_row";
import { AUTHORITIES_KEYS, type Authorities } from "../../../components/tls/authorities";
import { AuthoritiesField } from "../../../components/tls/authorities_field";
import { VERIFICATION_MEANINGS } from "../../../components/tls/verification";
import { VerificationSelect, VerificationWarning, type ModeChoice } from "../../../components/tls/verification_field";
import { listLabels } from "../../../lib/list_labels";
import { useConnectorForm } from "./connector_form_context";
import type { Draft } from "./draft";
import { EffectiveSettings } from "./effective_settings";
import { describeOwn, isOfNetworking, NETWORKING, type Timeout } from "./own_networking";
import { OwnProxy } from "./own_proxy";
import { useField } from "./use_field";

const TIMEOUTS: { name: Timeout; label: string; placeholder: string; help: string }[] = [
  { name: "connect", label: "Connect timeout", placeholder: "10s", help: "To the server, through the proxy where there is one." },
  { name: "firstByte", label: "First byte timeout", placeholder: "200s", help: "Until the answer begins." },
  { name: "idle", label: "Timeout between chunks", placeholder: "120s", help: "While the answer arrives." },
  { name: "total", label: "Total timeout", placeholder: "No limit", help: "Until the answer has ended." },
];

/** Whether something in the group is marked as wrong. */
function useHasErrors(): boolean {
  const { checked } = useConnectorForm();
  const { errors } = useFormState<Draft>();
  const { proxyUsername, proxyPassword } = errors.secrets ?? {};
  return Boolean(errors.networking ?? proxyUsername ?? proxyPassword) || Object.keys(checked).some(isOfNetworking);
}

export function NetworkingGroup() {
  const id = useGeneratedHtmlId();
  const own = useWatch<Draft, "networking">({ name: "networking" });
  const has_errors = useHasErrors();
  const [had_errors, setHadErrors] = useState(has_errors);
  const [is_open, setOpen] = useState(has_errors);
  // What is wrong must be seen; it may be closed again.
  if (has_errors !== had_errors) {
    setHadErrors(has_errors);
    if (has_errors) setOpen(true);
  }
  const parts = describeOwn(own);
  return (
    <>
      <EuiSpacer size="l" />
      <EuiAccordion
        id={id}
        forceState={is_open ? "open" : "closed"}
        onToggle={setOpen}
        buttonProps={{ "data-test-subj": "networkingGroupButton" }}
        buttonContent={
          <span>
            {NETWORKING}
            <EuiTextColor color="subdued" css={{ fontWeight: "normal", fontSize: 12, marginInlineStart: 8 }}>
              {parts.length === 0 ? "As on the Networking page" : `Its own: ${listLabels(parts)}`}
            </EuiTextColor>
          </span>
        }
        paddingSize="m"
      >
        {is_open ? <Fields /> : null}
      </EuiAccordion>
    </>
  );
}

const grid = css`
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(200px, 1fr));
  gap: 0 16px;
  & > * {
    margin-block-start: 0 !important;
    margin-block-end: 16px;
  }
`;

function Fields() {
  return (
    <>
      <EuiText size="s" color="subdued">
        <p>What stays empty is as the Networking page says, or the default that stands there. Times are written as 500ms, 30s or 5m.</p>
      </EuiText>
      <EuiSpacer size="m" />
      <div css={grid}>
        {TIMEOUTS.map((timeout) => (
          <TimeoutField key={timeout.name} {...timeout} />
        ))}
      </div>
      <OwnProxy />
      <EuiSpacer size="m" />
      <OwnVerification />
      <EuiSpacer size="m" />
      <OwnAuthorities />
      <EuiSpacer size="m" />
      <EffectiveSettings />
    </>
  );
}

function TimeoutField({ name, label, placeholder, help }: (typeof TIMEOUTS)[number]) {
  const { read_only } = useConnectorForm();
  const { input, error } = useField(`networking.${name}`, true);
  return (
    <FieldRow label={label} error={error} help={help}>
      <EuiFieldText
        fullWidth
        inputRef={input.ref}
        name={input.name}
        value={String(input.value ?? "")}
        placeholder={placeholder}
        isInvalid={error !== undefined}
        readOnly={read_only}
        autoComplete="off"
        spellCheck={false}
        onChange={input.onChange}
        onBlur={input.onBlur}
        data-test-subj={`${name}TimeoutField`}
      />
    </FieldRow>
  );
}

function OwnVerification() {
  const { read_only } = useConnectorForm();
  const { input, error } = useField("networking.verificationMode", true);
  const mode = input.value as unknown as ModeChoice;
  return (
    <>
      <FieldRow
        label="Check of the server's certificate"
        error={error}
        help={mode === "full" ? VERIFICATION_MEANINGS.full : undefined}
        may_fail={false}
      >
        <VerificationSelect
          value={mode}
          inherited="As on the Networking page"
          is_invalid={error !== undefined}
          is_disabled={read_only}
          subject="ownVerificationField"
          on_change={input.onChange}
          on_blur={input.onBlur}
        />
      </FieldRow>
      <VerificationWarning mode={mode} />
    </>
  );
}

function OwnAuthorities() {
  const { read_only, checked } = useConnectorForm();
  const { input, error, error_path } = useField("networking.authorities", true);
  // Which of the three it was said of; the form has one place for them.
  const said_of = error_path ?? Object.keys(checked).find((path) => path !== input.name && checked[path as "name"] === error);
  const [first, ...others] = AUTHORITIES_KEYS;
  const wrong = others.find((key) => said_of?.startsWith(`networking.${key}`)) ?? first;
  return (
    <AuthoritiesField
      value={input.value as unknown as Authorities}
      on_change={input.onChange}
      on_blur={input.onBlur}
      errors={wrong && error !== undefined ? { [wrong]: error } : {}}
      is_fixed={read_only}
      otherwise="Off: they are trusted together with those of the Networking page and of this system."
    />
  );
}
