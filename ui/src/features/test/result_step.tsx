import { EuiScreenReaderOnly, EuiSpacer, EuiText } from "@elastic/eui";
import { useEffect, useRef } from "react";
import { AnswerBox } from "./answer_box";
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

export function ResultStep({ state }: { state: RunState }) {
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
      <Shown state={state} />
    </div>
  );
}

function Shown({ state }: { state: RunState }) {
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
