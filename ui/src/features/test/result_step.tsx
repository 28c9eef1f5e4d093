import { EuiScreenReaderOnly, EuiSpacer, EuiText } from "@elastic/eui";
import { useEffect, useRef } from "react";
import type { RunTarget } from "../../components/open_connector";
import { AnswerBox } from "./answer_box";
import { DiagnoseOffer } from "./diagnose_offer";
import { Outcome } from "./outcome";
import { RawResponse } from "./raw_response";
import { RunFigures } from "./run_figures";
import type { RunState } from "./use_run";

const SPOKEN: Record<RunState["phase"], string> = {
  idle: "",
  running: "The test is running.",
  finished: "The test has ended.",
  failed: "The test has ended.",
};

type Props = {
  state: RunState;
  /** What was run, for a look at why it failed. */
  target: RunTarget;
};

export function ResultStep({ state, target }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const { phase } = state;
  useEffect(() => {
    // On a small screen the result grows below the fold, where nobody would see it.
    if (phase !== "idle") place.current?.scrollIntoView?.({ block: "nearest" });
  }, [phase]);
  return (
    <div ref={place} data-test-subj="testResult">
      <EuiScreenReaderOnly>
        <p role="status">{SPOKEN[state.phase]}</p>
      </EuiScreenReaderOnly>
      <Shown state={state} target={target} />
    </div>
  );
}

function Shown({ state, target }: Props) {
  switch (state.phase) {
    case "idle":
      return (
        <EuiText size="s" color="subdued">
          <p>When you run the test, the results will show up here.</p>
        </EuiText>
      );
    case "running":
      return state.text === "" ? (
        <EuiText size="s" color="subdued">
          <p>Waiting for the first words…</p>
        </EuiText>
      ) : (
        <AnswerBox text={state.text} is_growing />
      );
    case "failed":
      return (
        <>
          <Outcome
            kind="failure"
            message={state.error.message}
            service_message={state.error.fields.map(({ message }) => message).join(" ") || null}
            hint={state.error.hint}
          />
          {/* Where Patchbay itself does not answer, it cannot look either. */}
          {state.error.code === "unreachable" ? null : <DiagnoseOffer target={target} />}
          {state.text ? (
            <>
              <EuiSpacer size="m" />
              <AnswerBox text={state.text} />
            </>
          ) : null}
        </>
      );
    case "finished": {
      const { result } = state;
      const answer = result.answer ?? (state.text || null);
      const kind = result.outcome === "client_abort" ? "stopped" : result.status === "ok" ? "success" : "failure";
      return (
        <>
          <Outcome
            kind={kind}
            message={result.message}
            service_message={result.service_message}
            hint={result.hint}
          />
          {kind === "failure" ? <DiagnoseOffer target={target} /> : null}
          <EuiSpacer size="m" />
          {answer !== null ? (
            <>
              <AnswerBox text={answer} />
              <EuiSpacer size="m" />
            </>
          ) : null}
          <RunFigures result={result} />
          <EuiSpacer size="m" />
          <RawResponse raw={result.raw} format={result.raw_format} />
        </>
      );
    }
  }
}
