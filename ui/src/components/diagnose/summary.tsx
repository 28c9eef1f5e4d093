/** What it comes to, above the layers. Something stands there from the start, so that the verdict pushes nothing down. */
import { EuiBadge, EuiCallOut, EuiScreenReaderOnly, EuiText } from "@elastic/eui";
import { css } from "@emotion/react";
import type { CommandError } from "../../host/host";
import type { DiagnosisVerdict } from "../../wire/types";
import type { Diagnosis } from "./diagnosis";
import { VERDICTS } from "./diagnosis_words";

const wrapping = css`
  overflow-wrap: anywhere;
`;

function spoken(state: Diagnosis): string {
  switch (state.phase) {
    case "idle":
      return "";
    case "running":
      return state.is_stopping ? "The diagnosis is being stopped." : "The diagnosis is running.";
    case "finished":
      return `${state.verdict.title} ${state.verdict.text}`;
    case "stopped":
      return "The diagnosis was stopped.";
    case "failed":
      return state.error.message;
  }
}

export function Summary({ state }: { state: Diagnosis }) {
  return (
    <>
      <EuiScreenReaderOnly>
        <p role="status">{spoken(state)}</p>
      </EuiScreenReaderOnly>
      <Shown state={state} />
    </>
  );
}

function Shown({ state }: { state: Diagnosis }) {
  switch (state.phase) {
    case "idle":
      return (
        <EuiText size="s" data-test-subj="diagnoseIntro">
          <p>
            This looks at one layer after the other, from the settings to the stream of an answer. It says which one is
            broken and what to do about it. With a proxy set, it goes both through the proxy and past it. It sends a
            small request or two, which cost a few tokens and appear in Token usage.
          </p>
        </EuiText>
      );
    case "running":
      return (
        <EuiCallOut
          color="primary"
          iconType="magnify"
          title={state.found ? `Looking at the way to ${state.found.url}` : "Getting ready"}
          css={wrapping}
          data-test-subj="diagnosisRunning"
        >
          <p>What is found appears below, layer by layer.</p>
        </EuiCallOut>
      );
    case "finished":
      return <Verdict verdict={state.verdict} />;
    case "stopped":
      return (
        <EuiCallOut color="primary" iconType="stop" title="Stopped" data-test-subj="diagnosisStopped">
          <p>You stopped this diagnosis. What was found until then is below.</p>
        </EuiCallOut>
      );
    case "failed":
      return <Failure error={state.error} has_begun={state.found !== null} />;
  }
}

function Verdict({ verdict }: { verdict: DiagnosisVerdict }) {
  const { state, title, text, proxy_to_blame } = verdict;
  const { color, icon } = VERDICTS[state];
  const is_in_trouble = state === "failed" || state === "warning";
  return (
    <EuiCallOut color={color} iconType={icon} title={title} css={wrapping} data-test-subj="diagnosisVerdict">
      <p>{text}</p>
      {is_in_trouble && proxy_to_blame !== null ? (
        <EuiBadge color={proxy_to_blame ? "danger" : "hollow"} data-test-subj="proxyBlame">
          {proxy_to_blame ? "The proxy is to blame" : "The proxy is not to blame"}
        </EuiBadge>
      ) : null}
    </EuiCallOut>
  );
}

function Failure({ error, has_begun }: { error: CommandError; has_begun: boolean }) {
  return (
    <EuiCallOut
      color="danger"
      iconType="error"
      title={has_begun ? "The diagnosis broke off" : "The diagnosis could not start"}
      css={wrapping}
      data-test-subj="diagnosisFailure"
    >
      <p>{error.message}</p>
      {error.fields.map(({ field, message }) => (
        <p key={field}>{message}</p>
      ))}
      {error.hint ? <p>{error.hint}</p> : null}
    </EuiCallOut>
  );
}
