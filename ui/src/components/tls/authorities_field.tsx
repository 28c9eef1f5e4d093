/** Who may have signed a server's certificate: certificates kept as text, paths of files, and whether nobody else counts. */
import { EuiFilePicker, EuiFormRow, EuiSpacer, EuiSwitch, EuiText, EuiTextArea, useGeneratedHtmlId } from "@elastic/eui";
import { useRef, useState, type ReactNode } from "react";
import { useHost } from "../../host/context";
import { toCommandError } from "../../host/host";
import type { Authorities, AuthoritiesKey } from "./authorities";
import { CERTIFICATE_FILES, certificatesIn, MAX_CERTIFICATE_FILE_BYTES, readBytes } from "./certificate_file";
import { TrustedCertificate } from "./trusted_certificate";

/** What was chosen is read and listed; the picker is free for the next. */
const NO_FILES: File[] = [];

type Props = {
  value: Authorities;
  on_change: (value: Authorities) => void;
  on_blur?: () => void;
  /** What of it is wrong. */
  errors: Partial<Record<AuthoritiesKey, string | undefined>>;
  is_fixed: boolean;
  /** Said beside the label of each part. */
  beside?: Record<AuthoritiesKey, ReactNode>;
  /** What the switch says when it is off. */
  otherwise: string;
};

export function AuthoritiesField({ value, on_change, on_blur, errors, is_fixed, beside, otherwise }: Props) {
  const host = useHost();
  const list_id = useGeneratedHtmlId();
  const picker = useRef<HTMLDivElement>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [is_reading, setReading] = useState(false);
  const { data, files, only_these } = value;
  // What is read is added to what stood here when it was chosen.
  const is_off = is_fixed || is_reading;
  const label_props = (key: AuthoritiesKey) => (beside ? { labelAppend: beside[key] } : {});
  const data_error = refusal ?? errors.certificateAuthoritiesData;

  const read = async (file: File): Promise<string[]> => {
    if (file.size > MAX_CERTIFICATE_FILE_BYTES) throw new Error(`"${file.name}" is over 1 MB. Choose a certificate file.`);
    const found = certificatesIn(await readBytes(file));
    if (found.length === 0) throw new Error(`"${file.name}" holds no certificate. Choose a PEM file (.pem, .crt).`);
    try {
      const certificates = await host.call("certificates_read", { pem: found.join("") });
      return certificates.map(({ pem }) => pem);
    } catch (error) {
      const { fields, message } = toCommandError(error);
      throw new Error(`"${file.name}" cannot be used: ${fields[0]?.message ?? message}`, { cause: error });
    }
  };
  const add = async (chosen: FileList | null) => {
    if (!chosen || chosen.length === 0) return;
    setRefusal(null);
    setReading(true);
    try {
      const read_files = await Promise.all(Array.from(chosen, read));
      const added = Array.from(new Set(read_files.flat())).filter((pem) => !data.includes(pem));
      if (added.length > 0) on_change({ ...value, data: [...data, ...added] });
    } catch (error) {
      setRefusal(toCommandError(error).message);
    } finally {
      // Else the same file could not be chosen again.
      const input = picker.current?.querySelector("input");
      if (input) input.value = "";
      setReading(false);
    }
  };
  const remove = (at: number) => {
    on_change({ ...value, data: data.filter((_, each) => each !== at) });
    // What had the focus is gone.
    picker.current?.querySelector("input")?.focus();
  };

  return (
    <>
      <EuiFormRow
        fullWidth
        label="Certificate authorities"
        hasChildLabel={false}
        {...label_props("certificateAuthoritiesData")}
        isInvalid={data_error !== undefined}
        error={data_error}
        helpText={is_fixed ? undefined : "Their text is kept, so the files may go afterwards. Private keys in them are left out."}
      >
        <div ref={picker}>
          {data.length > 0 ? (
            <div id={list_id} role="list" aria-label="Trusted certificates">
              {data.map((pem, at) => (
                <TrustedCertificate
                  key={pem}
                  pem={pem}
                  number={at + 1}
                  on_remove={is_off ? null : () => remove(at)}
                />
              ))}
            </div>
          ) : null}
          {is_fixed && data.length === 0 ? (
            <EuiText size="s" color="subdued">
              <p>None</p>
            </EuiText>
          ) : null}
          {is_fixed ? null : (
            <EuiFilePicker
              fullWidth
              compressed
              multiple
              display="default"
              accept={CERTIFICATE_FILES}
              aria-label="Add certificates from files"
              initialPromptText="Add certificates from files"
              files={NO_FILES}
              isLoading={is_reading}
              isInvalid={data_error !== undefined}
              aria-invalid={data_error !== undefined}
              onChange={(chosen) => void add(chosen)}
              onBlur={on_blur}
              data-test-subj="authoritiesPicker"
            />
          )}
        </div>
      </EuiFormRow>
      <EuiFormRow
        fullWidth
        label="Files with certificate authorities"
        {...label_props("certificateAuthoritiesFiles")}
        isInvalid={errors.certificateAuthoritiesFiles !== undefined}
        error={errors.certificateAuthoritiesFiles}
        helpText="Paths of PEM files on the machine that runs Patchbay, one in each line."
      >
        <EuiTextArea
          fullWidth
          compressed
          rows={Math.min(6, Math.max(2, files.split("\n").length))}
          value={files}
          readOnly={is_off}
          isInvalid={errors.certificateAuthoritiesFiles !== undefined}
          spellCheck={false}
          onChange={(event) => on_change({ ...value, files: event.target.value })}
          onBlur={on_blur}
          data-test-subj="authoritiesFiles"
        />
      </EuiFormRow>
      <EuiSpacer size="m" />
      <EuiFormRow
        fullWidth
        isInvalid={errors.onlyTheseAuthorities !== undefined}
        error={errors.onlyTheseAuthorities}
        helpText={only_these ? "A certificate signed by anybody else is refused." : otherwise}
      >
        <EuiSwitch
          label="Trust only these"
          checked={only_these}
          disabled={is_off}
          onChange={(event) => on_change({ ...value, only_these: event.target.checked })}
          onBlur={on_blur}
          data-test-subj="onlyTheseSwitch"
        />
      </EuiFormRow>
    </>
  );
}
