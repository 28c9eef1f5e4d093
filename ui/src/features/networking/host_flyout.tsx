/** The settings of one host. They go into the form, and are saved with it. */
import {
  EuiButton,
  EuiButtonEmpty,
  EuiCallOut,
  EuiFieldText,
  EuiFlexGroup,
  EuiFlexItem,
  EuiFlyout,
  EuiFlyoutBody,
  EuiFlyoutFooter,
  EuiFlyoutHeader,
  EuiFormRow,
  EuiSpacer,
  EuiTitle,
  useGeneratedHtmlId,
} from "@elastic/eui";
import { useState, type FormEvent } from "react";
import { focusFirstError } from "../../components/fields/focus_first_error";
import { useFocusOnMount } from "../../components/focus_on_mount";
import { AUTHORITIES_KEYS } from "../../components/tls/authorities";
import { AuthoritiesField } from "../../components/tls/authorities_field";
import { VERIFICATION_MEANINGS } from "../../components/tls/verification";
import { VerificationSelect, VerificationWarning } from "../../components/tls/verification_field";
import { toCommandError } from "../../host/host";
import { ClientCertificate } from "./client_certificate";
import { checkedErrors, hostErrors, type HostErrors } from "./host_errors";
import type { HostValues } from "./host_values";
import { useNetworkingForm } from "./networking_form_context";

type Props = { start: HostValues; on_close: () => void };

export default function HostFlyout({ start, on_close }: Props) {
  const { status, values, change, check } = useNetworkingForm();
  const title_id = useGeneratedHtmlId();
  const form_id = useGeneratedHtmlId();
  const focus = useFocusOnMount<HTMLInputElement>();
  const [host, setHost] = useState(start);
  const [errors, setErrors] = useState<HostErrors>({});
  const [is_checking, setChecking] = useState(false);
  const others = values.hosts.filter(({ key }) => key !== host.key);
  const is_new = others.length === values.hosts.length;

  const set = (part: Partial<HostValues>) => {
    setHost((before) => ({ ...before, ...part }));
    setErrors({});
  };
  const refuse = (wrong: HostErrors): boolean => {
    setErrors(wrong);
    if (Object.keys(wrong).length === 0) return false;
    focusFirstError(form_id);
    return true;
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // React hands events through a portal to the form around it, too.
    event.stopPropagation();
    if (is_checking || refuse(hostErrors(host, others, status))) return;
    const hosts = is_new ? [...values.hosts, host] : values.hosts.map((each) => (each.key === host.key ? host : each));
    setChecking(true);
    try {
      const found = await check({ hosts });
      if (refuse(checkedErrors(found, host, hosts.indexOf(host)))) return;
      change({ hosts });
      on_close();
    } catch (error) {
      setErrors({ other: toCommandError(error).message });
    } finally {
      setChecking(false);
    }
  };

  return (
    <EuiFlyout size="m" onClose={on_close} outsideClickCloses={false} aria-labelledby={title_id} data-test-subj="hostFlyout">
      <EuiFlyoutHeader hasBorder>
        <EuiTitle size="s">
          <h2 id={title_id}>{is_new ? "Add host" : "Edit host"}</h2>
        </EuiTitle>
      </EuiFlyoutHeader>
      <EuiFlyoutBody>
        <form id={form_id} noValidate onSubmit={(event) => void submit(event)}>
          {errors.other ? (
            <>
              <EuiCallOut
                announceOnMount
                size="s"
                color="danger"
                iconType="error"
                title={errors.other}
                data-test-subj="hostError"
              />
              <EuiSpacer size="m" />
            </>
          ) : null}
          <EuiFormRow
            fullWidth
            label="URL"
            isInvalid={errors.url !== undefined}
            error={errors.url}
            helpText="https:// and the host, with its port where it is not 443. A path makes no difference."
          >
            <EuiFieldText
              fullWidth
              inputRef={focus}
              value={host.url}
              placeholder="https://llm.example.com:8443"
              isInvalid={errors.url !== undefined}
              inputMode="url"
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              onChange={(event) => set({ url: event.target.value })}
              data-test-subj="hostUrlField"
            />
          </EuiFormRow>
          <EuiFormRow
            fullWidth
            label="Check of its certificate"
            isInvalid={errors.verificationMode !== undefined}
            error={errors.verificationMode}
            helpText={host.verification_mode === "full" ? VERIFICATION_MEANINGS.full : undefined}
          >
            <VerificationSelect
              value={host.verification_mode}
              inherited="As for every host"
              is_invalid={errors.verificationMode !== undefined}
              is_disabled={false}
              subject="hostVerificationField"
              on_change={(verification_mode) => set({ verification_mode })}
            />
          </EuiFormRow>
          <VerificationWarning mode={host.verification_mode} />
          <EuiSpacer size="m" />
          <AuthoritiesField
            value={host.authorities}
            on_change={(authorities) => set({ authorities })}
            errors={Object.fromEntries(AUTHORITIES_KEYS.map((key) => [key, errors[key]]))}
            is_fixed={false}
            otherwise="Off: they are trusted together with those for every host and those of this system."
          />
          <EuiSpacer size="l" />
          <ClientCertificate host={host} errors={errors} on_change={set} />
        </form>
      </EuiFlyoutBody>
      <EuiFlyoutFooter>
        <EuiFlexGroup justifyContent="spaceBetween" alignItems="center" responsive={false}>
          <EuiFlexItem grow={false}>
            <EuiButtonEmpty flush="left" onClick={on_close} data-test-subj="cancelHostButton">
              Cancel
            </EuiButtonEmpty>
          </EuiFlexItem>
          <EuiFlexItem grow={false}>
            <EuiButton fill type="submit" form={form_id} isLoading={is_checking} data-test-subj="applyHostButton">
              {is_new ? "Add" : "Apply"}
            </EuiButton>
          </EuiFlexItem>
        </EuiFlexGroup>
      </EuiFlyoutFooter>
    </EuiFlyout>
  );
}
