/** Renders any connector spec: the name, the provider, and that provider's fields by section. */
import { EuiFieldText, EuiFormRow, EuiSelect, EuiSpacer, EuiTitle } from "@elastic/eui";
import { useFormContext, useWatch } from "react-hook-form";
import type { CommandError } from "../../host/host";
import { urlHost } from "../../lib/url_host";
import type { Connector, ConnectorSpec, FieldSpec, Provider } from "../../wire/types";
import { defaultOf, isDraftField, providerSpec, type Draft, type DraftField } from "./draft";
import { FormError } from "./form_error";
import { SpecField, type SecretState } from "./spec_field";

type Props = {
  spec: ConnectorSpec;
  /** Null while it is being created. */
  stored: Connector | null;
  read_only?: boolean;
  unplaced_error: CommandError | null;
};

const HOST_CHANGED = "The host changed, so the API key must be entered again.";
/** Another provider means other addresses and models, but never another name. */
const FOLLOWS_PROVIDER: DraftField[] = ["config.apiUrl", "config.defaultModel"];

function secretState(stored: Connector | null, url: string): SecretState {
  if (!stored?.has_secret) return { stored: false, ask_again: null };
  const host = urlHost(url);
  const has_moved = host !== null && host !== urlHost(stored.config.apiUrl);
  return { stored: true, ask_again: has_moved ? HOST_CHANGED : null };
}

export function ConnectorForm({ spec, stored, read_only = false, unplaced_error }: Props) {
  const { register, control, setValue, getValues, clearErrors, getFieldState, formState } = useFormContext<Draft>();
  const [provider_id, url] = useWatch({ control, name: ["config.apiProvider", "config.apiUrl"] });
  const provider = providerSpec(spec, provider_id);
  const secret = secretState(stored, url);
  const name_error = getFieldState("name", formState).error;
  const provider_error = getFieldState("config.apiProvider", formState).error;
  const { ref: name_ref, ...name_field } = register("name", {
    validate: (value) => value.trim() !== "" || "Name is required.",
  });

  const changeProvider = (next: Provider) => {
    const before = provider?.fields ?? [];
    const after = providerSpec(spec, next)?.fields ?? [];
    for (const name of FOLLOWS_PROVIDER) {
      const typed = getValues(name);
      const is_own = typed.trim() !== "" && typed !== defaultOf(before, name);
      if (!is_own) setValue(name, defaultOf(after, name), { shouldDirty: true });
    }
    setValue("config.apiProvider", next, { shouldDirty: true });
    clearErrors();
  };

  const fieldsOf = (section: FieldSpec["section"]) =>
    (provider?.fields ?? [])
      .filter((field) => field.section === section)
      .map((field) =>
        isDraftField(field.name) ? (
          <SpecField key={field.name} field={field} name={field.name} secret={secret} read_only={read_only} />
        ) : null,
      );

  return (
    <>
      {unplaced_error ? <FormError error={unplaced_error} /> : null}
      <EuiFormRow
        fullWidth
        label="Connector name"
        isInvalid={name_error !== undefined}
        error={name_error?.message}
      >
        <EuiFieldText
          {...name_field}
          inputRef={name_ref}
          fullWidth
          isInvalid={name_error !== undefined}
          readOnly={read_only}
          autoComplete="off"
          data-test-subj="connectorNameField"
        />
      </EuiFormRow>
      <EuiSpacer size="l" />
      <EuiTitle size="xxs">
        <h3>Connector settings</h3>
      </EuiTitle>
      <EuiSpacer size="m" />
      <EuiFormRow
        fullWidth
        label="Select an OpenAI provider"
        isInvalid={provider_error !== undefined}
        error={provider_error?.message}
      >
        <EuiSelect
          fullWidth
          options={spec.providers.map(({ id, label }) => ({ value: id, text: label }))}
          value={provider_id}
          disabled={read_only}
          onChange={(event) => changeProvider(event.target.value as Provider)}
          data-test-subj="providerField"
        />
      </EuiFormRow>
      {fieldsOf("settings")}
      <EuiSpacer size="l" />
      <EuiTitle size="xxs">
        <h3>Authentication</h3>
      </EuiTitle>
      <EuiSpacer size="m" />
      {fieldsOf("authentication")}
    </>
  );
}
