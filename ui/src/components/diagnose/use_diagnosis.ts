/** One diagnosis at a time: start it, gather what it finds, stop it. */
import { useCallback, useEffect, useReducer, useRef } from "react";
import { toCommandError } from "../../host/host";
import { useCommandMutation, useCommandStream } from "../../host/use_command";
import { newRunId } from "../../lib/run_id";
import type { DiagnosisEvent } from "../../wire/types";
import type { RunTarget } from "../open_connector";
import { reduceDiagnosis, type DiagnosisAction } from "./diagnosis";

type Current = { run_id: string; is_stopping: boolean };

export function useDiagnosis(target: RunTarget) {
  const [state, dispatch] = useReducer(reduceDiagnosis, { phase: "idle" });
  const send_stored = useCommandStream("connectors_diagnose");
  const send_draft = useCommandStream("connectors_diagnose_draft");
  const { mutate: sendStop } = useCommandMutation("connectors_run_stop");
  const current = useRef<Current | null>(null);

  const start = useCallback(async () => {
    if (current.current !== null) return;
    const run_id = newRunId();
    const mine: Current = { run_id, is_stopping: false };
    current.current = mine;
    dispatch({ type: "begun" });
    const tell = (action: DiagnosisAction) => {
      if (current.current === mine) dispatch(action);
    };
    let has_finished = false;
    const hear = (event: DiagnosisEvent) => {
      if (event.type === "finished") has_finished = true;
      tell({ type: "event", event });
    };
    /** An end without a verdict: asked for, or not. */
    const end = (error: unknown) => {
      if (has_finished) return;
      tell(mine.is_stopping ? { type: "stopped" } : { type: "failed", error: toCommandError(error) });
    };
    try {
      await (target.kind === "stored"
        ? send_stored({ run_id, connector_id: target.connector_id }, hear)
        : send_draft({ run_id, draft: target.read() }, hear));
      end({
        code: "unreachable",
        message: "The connection ended before the diagnosis did.",
        hint: "Check that Patchbay is still running, then run it again.",
        fields: [],
      });
    } catch (error) {
      end(error);
    } finally {
      if (current.current === mine) current.current = null;
    }
  }, [send_stored, send_draft, target]);

  const stop = useCallback(() => {
    if (current.current === null || current.current.is_stopping) return;
    current.current.is_stopping = true;
    dispatch({ type: "stopping" });
    sendStop({ run_id: current.current.run_id });
  }, [sendStop]);

  useEffect(
    () => () => {
      // Nobody is left to read what it finds, and it costs tokens.
      if (current.current !== null) sendStop({ run_id: current.current.run_id });
      current.current = null;
    },
    [sendStop],
  );

  return { state, start, stop };
}
