import { EuiIcon, EuiSpacer, EuiText } from "@elastic/eui";
import { RouterLink } from "../../components/router_link";
import type { Connector } from "../../wire/types";
import type { Step } from "./progress";

const DONE: Record<Step, string> = {
  model: "Chosen in",
  key: "Ready in",
  connector: "Created:",
  test: "Has answered:",
};

/** Which connector shows that the step is done. */
export function StepDone({ step, connector }: { step: Step; connector: Connector | null }) {
  if (!connector) return null;
  return (
    <>
      <EuiText size="s" data-test-subj={`guideDone-${step}`}>
        <p css={{ display: "flex", alignItems: "center", gap: 6, minInlineSize: 0, flexWrap: "wrap" }}>
          <EuiIcon type="checkCircle" color="success" aria-hidden css={{ flex: "none" }} />
          {DONE[step]}
          <RouterLink
            to="/connectors/$connector_id"
            params={{ connector_id: connector.id }}
            css={{ overflowWrap: "anywhere" }}
          >
            <bdi>{connector.name}</bdi>
          </RouterLink>
        </p>
      </EuiText>
      <EuiSpacer size="m" />
    </>
  );
}
