/** One field of a connector spec. It knows kinds of fields, and no field by name. */
import { EuiFieldPassword, EuiFieldText, EuiFormRow } from "@elastic/eui";
import { useFormContext } from "react-hook-form";
import { ExternalLink } from "../../components/external_link";
import type { FieldSpec } from "../../wire/types";
import type { Draft, DraftField } from "./draft";

/** How the stored secret bears on the field: keep it, ask for it again, or there is none. */
export type SecretState = { stored: boolean; ask_again: string | null };

const SUBJECTS: Record<DraftField, string> = {
  name: "connectorNameField",
  "config.apiProvider": "providerField",
  "config.apiUrl": "apiUrlField",
  "config.defaultModel": "defaultModelField",
  "secrets.apiKey": "apiKeyField",
};

type Props = { field: FieldSpec; name: DraftField; secret: SecretState; read_only: boolean };

export function SpecField({ field, name, secret, read_only }: Props) {
  const { register, getFieldState, formState } = useFormContext<Draft>();
  const { error } = getFieldState(name, formState);
  const is_secret = field.kind === "secret";
  const keeps_stored = is_secret && secret.stored && !secret.ask_again;
  const is_required = (field.required && !keeps_stored) || (is_secret && secret.ask_again !== null);
  const { ref, ...registered } = register(name, {
    validate: (value) => !is_required || value.trim() !== "" || `${field.label} is required.`,
  });
  const help = (
    <>
      {is_secret && secret.ask_again ? <strong>{secret.ask_again} </strong> : null}
      {field.help}
      {field.docs_url ? (
        <>
          {" "}
          <ExternalLink href={field.docs_url}>{field.docs_label ?? "Documentation"}</ExternalLink>
        </>
      ) : null}
    </>
  );
  const props = {
    ...registered,
    inputRef: ref,
    fullWidth: true,
    isInvalid: error !== undefined,
    readOnly: read_only,
    placeholder: !keeps_stored ? field.placeholder : read_only ? "Stored." : "Stored. Leave empty to keep it.",
    autoComplete: is_secret ? "new-password" : "off",
    spellCheck: false,
    "data-test-subj": SUBJECTS[name],
  };
  return (
    <EuiFormRow
      fullWidth
      label={field.label}
      labelAppend={is_required || keeps_stored ? undefined : <Optional />}
      helpText={help}
      isInvalid={error !== undefined}
      error={error?.message}
    >
      {is_secret ? (
        <EuiFieldPassword {...props} type={read_only ? "password" : "dual"} />
      ) : (
        <EuiFieldText {...props} inputMode={field.kind === "url" ? "url" : "text"} />
      )}
    </EuiFormRow>
  );
}

function Optional() {
  return <span css={{ fontSize: 12, fontWeight: 400 }}>Optional</span>;
}
