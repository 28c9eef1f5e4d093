/** One layer: what became of it, what was seen, what to do, and the rest on request. */
import { EuiAccordion, EuiButton, EuiIcon, EuiLoadingSpinner, EuiText, useEuiTheme, useGeneratedHtmlId } from "@elastic/eui";
import { css } from "@emotion/react";
import { formatDuration } from "../../lib/numbers";
import type { Certificate, DiagnosisLayer, DiagnosisStep } from "../../wire/types";
import type { LayerState } from "./diagnosis";
import { LAYERS, STATES } from "./diagnosis_words";
import { StepDetails } from "./step_details";

type Props = {
  layer: DiagnosisLayer;
  state: LayerState;
  /** Undefined until it is known. */
  step: DiagnosisStep | undefined;
  trusted: string | null;
  on_trust: ((certificate: Certificate) => void) | null;
};

const ICON_PX = 16;

/** One line of a summary has its room before it is there. */
const MIN_PX = 52;

export function LayerItem({ layer, state, step, trusted, on_trust }: Props) {
  const { euiTheme } = useEuiTheme();
  const { word, icon, color } = STATES[state];
  const label = LAYERS[layer];
  const styles = css`
    position: relative;
    min-block-size: ${MIN_PX}px;
    padding: 0 0 ${euiTheme.size.m} ${ICON_PX + 12}px;
    & > .mark {
      position: absolute;
      inset-block-start: 2px;
      inset-inline-start: 0;
      display: flex;
    }
    /* The way from each layer to the next. */
    &:not(:last-child)::before {
      content: "";
      position: absolute;
      inset-block: ${ICON_PX + 6}px 0;
      inset-inline-start: ${ICON_PX / 2 - 0.5}px;
      inline-size: 1px;
      background: ${euiTheme.colors.borderBasePlain};
    }
  `;
  const head = css`
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 ${euiTheme.size.s};
    line-height: 20px;
    strong {
      flex: 1 1 auto;
      color: ${euiTheme.colors.textHeading};
    }
    .time {
      color: ${euiTheme.colors.textSubdued};
      font-variant-numeric: tabular-nums;
    }
  `;
  return (
    <li css={styles} data-test-subj={`layer-${layer}`} data-state={state}>
      <span className="mark">
        {state === "running" ? (
          <EuiLoadingSpinner size="m" aria-hidden />
        ) : (
          <EuiIcon type={icon} color={color} aria-hidden />
        )}
      </span>
      <EuiText size="s">
        <div css={head}>
          <strong>{label}</strong>
          <EuiText size="xs" color={color} component="span" data-test-subj="layerState">
            {word}
          </EuiText>
          {step && step.elapsed_ms !== null ? (
            <EuiText size="xs" component="span" className="time" data-test-subj="layerTime">
              {formatDuration(step.elapsed_ms)}
            </EuiText>
          ) : null}
        </div>
      </EuiText>
      {step ? <Seen step={step} label={label} trusted={trusted} on_trust={on_trust} /> : null}
    </li>
  );
}

type SeenProps = Pick<Props, "trusted" | "on_trust"> & { step: DiagnosisStep; label: string };

function Seen({ step, label, trusted, on_trust }: SeenProps) {
  const { euiTheme } = useEuiTheme();
  const details_id = useGeneratedHtmlId();
  const { summary, hint, facts, certificates } = step;
  const offered = step.trust === null ? undefined : certificates[step.trust];
  const has_details = facts.length > 0 || certificates.length > 0;
  const styles = css`
    overflow-wrap: anywhere;
    p {
      margin: 0;
    }
    & > * + * {
      margin-block-start: ${euiTheme.size.xs};
    }
  `;
  return (
    <div css={styles}>
      {summary ? (
        <EuiText size="s" component="p" color={step.state === "not_reached" ? "subdued" : "default"}>
          {summary}
        </EuiText>
      ) : null}
      {hint ? (
        <EuiText size="s" component="p" data-test-subj="layerHint">
          <strong>What to do:</strong> {hint}
        </EuiText>
      ) : null}
      {offered ? <TrustOffer certificate={offered} is_trusted={offered.sha256 === trusted} on_trust={on_trust} /> : null}
      {has_details ? (
        <EuiAccordion
          id={details_id}
          buttonContent={<EuiText size="xs">Details</EuiText>}
          buttonProps={{ "aria-label": `Details of ${label}` }}
          paddingSize="none"
          // Its arrow stands below the text, not a step to the right of it.
          css={{ marginInlineStart: -euiTheme.base / 2 }}
          data-test-subj="layerDetails"
        >
          <StepDetails facts={facts} certificates={certificates} />
        </EuiAccordion>
      ) : null}
    </div>
  );
}

type OfferProps = Pick<Props, "on_trust"> & { certificate: Certificate; is_trusted: boolean };

function TrustOffer({ certificate, is_trusted, on_trust }: OfferProps) {
  if (is_trusted) {
    return (
      <EuiText size="s" component="p" color="success" data-test-subj="trustedNow">
        It is trusted now. Run the diagnosis again to see what comes next.
      </EuiText>
    );
  }
  if (!on_trust) return null;
  return (
    <EuiButton size="s" color="warning" iconType="lock" onClick={() => on_trust(certificate)} data-test-subj="trustButton">
      Trust this certificate…
    </EuiButton>
  );
}
