import { EuiText } from "@elastic/eui";
import { useNow } from "../use_now";
import { validityOf } from "../../lib/certificate_validity";
import type { Certificate } from "../../wire/types";
import { FactList, type Fact } from "./fact_list";

function authority({ is_authority, is_self_issued }: Certificate): string {
  if (is_authority) return is_self_issued ? "Yes, and it signed itself" : "Yes";
  return is_self_issued ? "No, and it signed itself" : "No";
}

type Props = {
  certificate: Certificate;
  /** What else to know, above. */
  first?: Fact[];
};

export function CertificateFacts({ certificate, first = [] }: Props) {
  const now_ms = useNow();
  const { subject, issuer, names, sha256 } = certificate;
  const { span, note, is_valid } = validityOf(certificate, now_ms);
  return (
    <FactList
      facts={[
        ...first,
        { label: "Subject", value: subject || "Not readable" },
        { label: "Issuer", value: issuer || "Not readable" },
        { label: "Names", value: names.length > 0 ? names.join(", ") : "None" },
        {
          label: "Valid",
          value: (
            <>
              {span}
              {note ? (
                <>
                  {", "}
                  <EuiText size="xs" component="span" color={is_valid ? "warning" : "danger"}>
                    {note}
                  </EuiText>
                </>
              ) : null}
            </>
          ),
        },
        { label: "Authority", value: authority(certificate) },
        { label: "SHA-256", value: <span css={{ fontVariantNumeric: "tabular-nums" }}>{sha256}</span> },
      ]}
    />
  );
}
