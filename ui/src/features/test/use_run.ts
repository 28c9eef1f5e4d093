/** One run at a time: start it, gather what streams in, stop it. */
import { useCallback, useEffect, useReducer, useRef } from "react";
import type { RunTarget } from "../../components/open_connector";
import { toCommandError, type CommandError } from "../../host/host";
import { useCommandMutation, useCommandStream } from "../../host/use_command";
import { newRunId } from "../../lib/run_id";
import type { RunEvent, RunResult } from "../../wire/types";

export type RunState =
  | { phase: "idle" }
  | { phase: "running"; started_at_ms: number; is_stopping: boolean; text: string }
  | { phase: "finished"; result: RunResult; text: string }
  /** The run itself could not be carried out, or its end never arrived. */
  | { phase: "failed"; error: CommandError; text: string };

type Action =
  | { type: "started"; at_ms: number }
  | { type: "text"; text: string }
  | { type: "stopping" }
  | { type: "finished"; result: RunResult }
  | { type: "failed"; error: CommandError };

function reduce(state: RunState, action: Action): RunState {
  if (action.type === "started") {
    return { phase: "running", started_at_ms: action.at_ms, is_stopping: false, text: "" };
  }
  if (state.phase !== "running") return state;
  switch (action.type) {
    case "text":
      return { ...state, text: state.text + action.text };
    case "stopping":
      return { ...state, is_stopping: true };
    case "finished":
      return { phase: "finished", result: action.result, text: state.text };
    case "failed":
      return { phase: "failed", error: action.error, text: state.text };
  }
}

/** Hands text on once per frame: a fast model sends far more pieces than a screen can show. */
function batchPerFrame(on_text: (text: string) => void) {
  let waiting = "";
  let frame: number | null = null;
  const flush = () => {
    if (frame !== null) cancelAnimationFrame(frame);
    frame = null;
    if (waiting !== "") on_text(waiting);
    waiting = "";
  };
  return {
    add(text: string) {
      waiting += text;
      frame ??= requestAnimationFrame(flush);
    },
    flush,
  };
}

export function useRun(target: RunTarget) {
  const [state, dispatch] = useReducer(reduce, { phase: "idle" });
  const send_stored = useCommandStream("connectors_run");
  const send_draft = useCommandStream("connectors_run_draft");
  const { mutate: sendStop } = useCommandMutation("connectors_run_stop");
  const current = useRef<string | null>(null);

  const run = useCallback(
    async (body: string, stream: boolean) => {
      const run_id = newRunId();
      current.current = run_id;
      dispatch({ type: "started", at_ms: performance.now() });
      const batch = batchPerFrame((text) => dispatch({ type: "text", text }));
      const about_this_run = (action: Action) => {
        batch.flush();
        if (current.current === run_id) dispatch(action);
      };
      let result: RunResult | null = null;
      try {
        const hear = (event: RunEvent) => {
          if (event.type === "delta") batch.add(event.text);
          if (event.type === "finished") result = event.result;
        };
        await (target.kind === "stored"
          ? send_stored({ run_id, connector_id: target.connector_id, body, stream }, hear)
          : send_draft({ run_id, draft: target.read(), body, stream }, hear));
        about_this_run(
          result
            ? { type: "finished", result }
            : {
                type: "failed",
                error: toCommandError({
                  code: "unreachable",
                  message: "The connection ended before the run did.",
                  hint: "The run may still have been counted: see Token usage.",
                  fields: [],
                }),
              },
        );
      } catch (error) {
        about_this_run({ type: "failed", error: toCommandError(error) });
      } finally {
        if (current.current === run_id) current.current = null;
      }
    },
    [send_stored, send_draft, target],
  );

  const stop = useCallback(() => {
    if (current.current === null) return;
    dispatch({ type: "stopping" });
    sendStop({ run_id: current.current });
  }, [sendStop]);

  useEffect(
    () => () => {
      // Nobody is left to read the answer, and it costs tokens.
      if (current.current !== null) sendStop({ run_id: current.current });
      current.current = null;
    },
    [sendStop],
  );

  return { state, run, stop };
}
