/** What was seen at a layer, in full. */
import { EuiSpacer, EuiTitle } from "@elastic/eui";
import type { Certificate, DiagnosisFact } from "../../wire/types";
import { CertificateFacts } from "./certificate_facts";
import { FactList } from "./fact_list";

type Props = { facts: DiagnosisFact[]; certificates: Certificate[] };

/** A server shows its own certificate, then those that signed it. */
const titleOf = (at: number): string => (at === 0 ? "The server's certificate" : `Certificate ${at + 1} of the chain`);

export function StepDetails({ facts, certificates }: Props) {
  return (
    <>
      <EuiSpacer size="xs" />
      {facts.length > 0 ? <FactList facts={facts} /> : null}
      {certificates.map((certificate, at) => (
        <section key={at} aria-label={titleOf(at)}>
          <EuiSpacer size="s" />
          <EuiTitle size="xxxs">
            <h4>{titleOf(at)}</h4>
          </EuiTitle>
          <EuiSpacer size="xs" />
          <CertificateFacts certificate={certificate} />
        </section>
      ))}
    </>
  );
}
