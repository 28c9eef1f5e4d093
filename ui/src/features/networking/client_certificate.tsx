/** The certificate that a host is shown, where it wants to see one. */
import { EuiFieldText, EuiFormRow, EuiSelect, EuiSpacer } from "@elastic/eui";
import { SecretFile } from "../../components/fields/secret_file";
import type { SecretState } from "../../components/fields/secret_note";
import type { HostErrors } from "./host_errors";
import { hostSecretName, type CertificatePlace, type HostSecret, type HostValues } from "./host_values";
import { storedSecret, useNetworkingForm } from "./networking_form_context";

const PLACES: { value: CertificatePlace; text: string }[] = [
  { value: "none", text: "None" },
  { value: "vault", text: "Sealed in the vault" },
  { value: "files", text: "Files on this machine" },
];

type Props = { host: HostValues; errors: HostErrors; on_change: (part: Partial<HostValues>) => void };

function readText(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error("the file could not be read"));
    reader.onload = () => resolve(String(reader.result));
    reader.readAsText(file);
  });
}

export function ClientCertificate({ host, errors, on_change }: Props) {
  const { certificate_place: place } = host;
  return (
    <>
      <EuiFormRow
        fullWidth
        label="Client certificate"
        helpText="For a server that asks who you are. A connector with a certificate of its own shows that one."
      >
        <EuiSelect
          fullWidth
          options={PLACES}
          value={place}
          onChange={(event) => on_change({ certificate_place: event.target.value as CertificatePlace })}
          data-test-subj="clientCertificatePlace"
        />
      </EuiFormRow>
      {place === "none" ? null : <EuiSpacer size="m" />}
      {place === "vault" ? (
        <>
          <PemSecret
            host={host}
            secret="clientCertificate"
            label="Certificate file"
            accept=".pem,.crt,.cer"
            mark="CERTIFICATE-----"
            wanted="a certificate"
            value={host.certificate}
            error={errors.certificate}
            on_change={(certificate) => on_change({ certificate })}
          />
          <PemSecret
            host={host}
            secret="clientKey"
            label="Private key file"
            accept=".pem,.key"
            mark="PRIVATE KEY-----"
            wanted="a private key"
            value={host.private_key}
            error={errors.private_key}
            on_change={(private_key) => on_change({ private_key })}
          />
        </>
      ) : null}
      {place === "files" ? (
        <>
          <PathField
            label="Path of the certificate"
            value={host.certificate_file}
            error={errors.certificate}
            subject="clientCertificateFileField"
            on_change={(certificate_file) => on_change({ certificate_file })}
          />
          <PathField
            label="Path of the private key"
            value={host.key_file}
            error={errors.private_key}
            subject="clientKeyFileField"
            on_change={(key_file) => on_change({ key_file })}
          />
        </>
      ) : null}
    </>
  );
}

type SecretProps = {
  host: HostValues;
  secret: HostSecret;
  label: string;
  accept: string;
  /** What a PEM text of this kind has in its first line. */
  mark: string;
  wanted: string;
  value: string;
  error: string | undefined;
  on_change: (value: string) => void;
};

function PemSecret({ host, secret, label, accept, mark, wanted, value, error, on_change }: SecretProps) {
  const { status } = useNetworkingForm();
  const name = hostSecretName(secret, host.url, [...status.stored_secrets, ...status.lost_secrets]);
  const stored = name === null ? null : storedSecret(status, name);
  const state: SecretState = stored?.is_lost ? "lost" : stored?.is_stored ? "kept" : "none";
  return (
    <SecretFile
      label={label}
      state={state}
      reference={stored?.reference}
      value={value}
      error={error}
      is_optional={false}
      read_only={false}
      accept={accept}
      action={null}
      subject={`${secret}Field`}
      read={readText}
      refuse={(text) => (text.includes("-----BEGIN ") && text.includes(mark) ? null : `This file does not hold ${wanted} as PEM text.`)}
      on_change={on_change}
    />
  );
}

type PathProps = {
  label: string;
  value: string;
  error: string | undefined;
  subject: string;
  on_change: (value: string) => void;
};

function PathField({ label, value, error, subject, on_change }: PathProps) {
  return (
    <EuiFormRow fullWidth label={label} isInvalid={error !== undefined} error={error}>
      <EuiFieldText
        fullWidth
        value={value}
        title={value}
        isInvalid={error !== undefined}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => on_change(event.target.value)}
        data-test-subj={subject}
      />
    </EuiFormRow>
  );
}
