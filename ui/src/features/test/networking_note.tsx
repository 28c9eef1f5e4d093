import { EuiCallOut, EuiSpacer } from "@elastic/eui";
import { NETWORKING_PROBLEM } from "../../components/networking_warning";
import { WeakVerificationBadge } from "../../components/weak_verification_badge";
import type { Connector } from "../../wire/types";

/** What the networking settings mean for a test of this connector. Nothing, as a rule. */
export function NetworkingNote({ connector }: { connector: Connector }) {
  const { weak_verification, networking_problem } = connector;
  return (
    <>
      {networking_problem !== null ? (
        <>
          <EuiCallOut
            size="s"
            color="warning"
            iconType="warning"
            title={NETWORKING_PROBLEM}
            css={{ overflowWrap: "anywhere" }}
            data-test-subj="networkingProblemNote"
          >
            <p>{networking_problem}</p>
          </EuiCallOut>
          <EuiSpacer size="m" />
        </>
      ) : null}
      {weak_verification !== null ? (
        <>
          <WeakVerificationBadge mode={weak_verification} />
          <EuiSpacer size="m" />
        </>
      ) : null}
    </>
  );
}
