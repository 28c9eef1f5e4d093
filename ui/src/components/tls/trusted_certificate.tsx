/** A certificate that is trusted, in a few facts: whose it is, who signed it, how long it holds. */
import { EuiButtonIcon, EuiFlexGroup, EuiFlexItem, EuiIcon, EuiLoadingSpinner, EuiPanel, EuiText, EuiTextColor } from "@elastic/eui";
import { useCommandQuery } from "../../host/use_command";
import { validityOf } from "../../lib/certificate_validity";
import type { Certificate } from "../../wire/types";
import { useNow } from "../use_now";

type Props = {
  pem: string;
  /** From 1; for the name of its button while nobody knows whose it is. */
  number: number;
  /** Null where it cannot be taken away. */
  on_remove: (() => void) | null;
};

function Facts({ certificate }: { certificate: Certificate }) {
  const now_ms = useNow();
  const { subject, issuer, sha256, is_self_issued, is_authority } = certificate;
  const { span, note, is_valid } = validityOf(certificate, now_ms);
  return (
    <EuiText size="xs" css={{ overflowWrap: "anywhere" }}>
      <strong>{subject || "Subject not readable"}</strong>
      <br />
      {is_self_issued ? "Signed by itself" : `Signed by ${issuer || "somebody not readable"}`}
      {is_authority ? null : ", for one server: it signs no others"}
      <br />
      {`Valid ${span}`}
      {note ? <EuiTextColor color={is_valid ? "warning" : "danger"}>{`, ${note}`}</EuiTextColor> : null}
      <br />
      <EuiTextColor color="subdued" css={{ fontVariantNumeric: "tabular-nums" }}>
        SHA-256 {sha256}
      </EuiTextColor>
    </EuiText>
  );
}

export function TrustedCertificate({ pem, number, on_remove }: Props) {
  const { data, error } = useCommandQuery("certificates_read", { pem });
  const name = data?.[0]?.subject ?? `certificate ${number}`;
  return (
    <EuiPanel
      hasBorder
      hasShadow={false}
      paddingSize="s"
      role="listitem"
      css={{ marginBlockEnd: 8 }}
      data-test-subj="trustedCertificate"
    >
      <EuiFlexGroup gutterSize="s" alignItems="flexStart" responsive={false}>
        <EuiFlexItem css={{ minInlineSize: 0 }}>
          {data ? (
            data.map((certificate) => <Facts key={certificate.sha256} certificate={certificate} />)
          ) : error ? (
            <EuiText size="xs" color="danger" css={{ overflowWrap: "anywhere" }}>
              <EuiIcon type="warning" size="s" aria-hidden /> {error.fields[0]?.message ?? error.message}
            </EuiText>
          ) : (
            <EuiLoadingSpinner size="m" aria-label="Loading" />
          )}
        </EuiFlexItem>
        {on_remove ? (
          <EuiFlexItem grow={false}>
            <EuiButtonIcon iconType="trash" color="danger" aria-label={`Remove ${name}`} onClick={on_remove} />
          </EuiFlexItem>
        ) : null}
      </EuiFlexGroup>
    </EuiPanel>
  );
}
