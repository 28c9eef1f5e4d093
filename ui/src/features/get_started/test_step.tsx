import { EuiSpacer, EuiText } from "@elastic/eui";
import { RouterButton } from "../../components/router_link";
import type { Progress } from "./progress";

export function TestStep({ progress }: { progress: Progress }) {
  // One that has all it needs, if there is one.
  const connector = progress.test ?? progress.key ?? progress.connector;
  const can_run = connector !== null && !connector.is_missing_secrets;
  return (
    <>
      <EuiText size="s">
        <p>
          Send a first request and see the answer, its tokens and the time it took. It costs a fraction of a cent at
          most; on your own machine, nothing.
        </p>
        {connector ? null : <p>This opens once the connector is there.</p>}
        {connector && !can_run ? <p>Enter the missing API key first.</p> : null}
      </EuiText>
      {can_run ? (
        <>
          <EuiSpacer size="m" />
          <RouterButton
            to="/connectors/$connector_id/test"
            params={{ connector_id: connector.id }}
            iconType="play"
            data-test-subj="guideTest"
          >
            {progress.test ? "Test again" : "Test the connector"}
          </RouterButton>
        </>
      ) : null}
    </>
  );
}
