/** Renders any connector spec: the name, the provider, and that provider's fields by section. */
import { EuiCallOut, EuiForm, EuiSpacer, EuiTitle } from "@elastic/eui";
import { useMemo, type ReactNode } from "react";
import { FormProvider, useFormState, useWatch } from "react-hook-form";
import type { CommandError } from "../../../host/host";
import type { Connector, ConnectorSpec, FieldSection } from "../../../wire/types";
import { ConnectorFormContext, useConnectorForm } from "./connector_form_context";
import type { Draft } from "./draft";
import { FieldGroup } from "./field_group";
import { isRequired, providerSpec } from "./fields";
import { FormError } from "../../../components/fields/form_error";
import { IdentityFields } from "./identity_fields";
import { MissingSecretsNote } from "./missing_secrets_note";
import { NetworkingGroup } from "./networking_group";
import { ProviderField } from "./provider_field";
import { SpecField } from "./spec_field";
import { useConnectorCheck } from "./use_connector_check";
import type { DraftForm } from "./use_draft_form";

type ProviderProps = {
  form: DraftForm;
  spec: ConnectorSpec;
  /** Null while it is being created. */
  stored: Connector | null;
  /** What the form began with where the user entered none of it. */
  start?: Draft | null;
  read_only?: boolean;
  children: ReactNode;
};

/** Above the form, and above the test of what stands in it. */
export function ConnectorFormProvider(props: ProviderProps) {
  const { form, spec, stored, start = null, read_only = false, children } = props;
  const checked = useConnectorCheck(form, spec, stored, !read_only);
  const context = useMemo(
    () => ({ spec, stored, start, read_only, checked }),
    [spec, stored, start, read_only, checked],
  );
  return (
    <FormProvider {...form}>
      <ConnectorFormContext.Provider value={context}>{children}</ConnectorFormContext.Provider>
    </FormProvider>
  );
}

type Props = {
  form_id: string;
  unplaced_error: CommandError | null;
  /** Above the first field. */
  children?: ReactNode;
  on_submit: () => void;
};

export function ConnectorForm({ form_id, unplaced_error, children, on_submit }: Props) {
  const { stored } = useConnectorForm();
  return (
    <EuiForm
      component="form"
      id={form_id}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        on_submit();
      }}
    >
      <FormHeader unplaced_error={unplaced_error} />
      {children}
      <MissingSecretsNote />
      <IdentityFields />
      <EuiSpacer size="l" />
      <SpecFields />
      <NetworkingGroup />
      {stored ? null : <KeyReminder />}
    </EuiForm>
  );
}

function FormHeader({ unplaced_error }: { unplaced_error: CommandError | null }) {
  const { errors, isSubmitted } = useFormState<Draft>();
  if (unplaced_error) return <FormError error={unplaced_error} />;
  if (!isSubmitted || Object.keys(errors).length === 0) return null;
  return (
    <>
      <EuiCallOut
        announceOnMount
        size="s"
        color="danger"
        iconType="error"
        title="There are errors in the form"
        data-test-subj="formErrors"
      />
      <EuiSpacer size="m" />
    </>
  );
}

function SpecFields() {
  const { spec } = useConnectorForm();
  const [provider_id, groups] = useWatch<Draft, ["provider", "groups"]>({ name: ["provider", "groups"] });
  const provider = providerSpec(spec, provider_id);
  const section = (which: FieldSection) => (
    <>
      {provider.fields
        .filter((field) => field.section === which && field.group === null)
        .map((field) => (
          <SpecField key={field.name} field={field} is_required={isRequired(field, provider, groups)} />
        ))}
      {provider.groups
        .filter((group) => group.section === which)
        .map((group) => (
          <FieldGroup key={group.id} group={group} provider={provider} />
        ))}
    </>
  );
  return (
    <>
      <Heading>Connector settings</Heading>
      <ProviderField />
      {section("settings")}
      <EuiSpacer size="l" />
      <Heading>Authentication</Heading>
      {section("authentication")}
    </>
  );
}

function Heading({ children }: { children: string }) {
  return (
    <>
      <EuiTitle size="xxs">
        <h3>{children}</h3>
      </EuiTitle>
      <EuiSpacer size="m" />
    </>
  );
}

function KeyReminder() {
  return (
    <>
      <EuiSpacer size="l" />
      <EuiCallOut
        size="s"
        iconType="lock"
        title="A key is sealed when you save it and never shown again. You can replace it later, but not read it."
        data-test-subj="keyReminder"
      >
        <p>{"To store no key at all, write ${env:NAME} in its place: it is then read from that environment variable at each run."}</p>
      </EuiCallOut>
    </>
  );
}
