/** What is known of a diagnosis so far. Pure: the events come in, whatever their order, and the screen is drawn from it. */
import type { CommandError } from "../../host/host";
import type {
  DiagnosisEvent,
  DiagnosisLayer,
  DiagnosisPlan,
  DiagnosisState,
  DiagnosisStep,
  DiagnosisVerdict,
} from "../../wire/types";

export type Way = DiagnosisPlan & { steps: Partial<Record<DiagnosisLayer, DiagnosisStep>> };

/** Null until the plan has come. */
export type Found = { url: string; ways: Way[] } | null;

export type Diagnosis =
  | { phase: "idle" }
  | { phase: "running"; is_stopping: boolean; found: Found }
  | { phase: "finished"; found: Found; verdict: DiagnosisVerdict; report: string }
  /** By request, before a verdict was possible. */
  | { phase: "stopped"; found: Found }
  /** It could not be carried out, or its end never arrived. */
  | { phase: "failed"; found: Found; error: CommandError };

export type DiagnosisAction =
  | { type: "begun" }
  | { type: "event"; event: DiagnosisEvent }
  | { type: "stopping" }
  | { type: "stopped" }
  | { type: "failed"; error: CommandError };

function withStep(found: Found, { way, step }: Extract<DiagnosisEvent, { type: "step" }>): Found {
  if (!found) return null;
  const ways = found.ways.map((plan) =>
    plan.way === way ? { ...plan, steps: { ...plan.steps, [step.layer]: step } } : plan,
  );
  return { ...found, ways };
}

export function reduceDiagnosis(state: Diagnosis, action: DiagnosisAction): Diagnosis {
  if (action.type === "begun") return { phase: "running", is_stopping: false, found: null };
  if (state.phase !== "running") return state;
  const { found } = state;
  switch (action.type) {
    case "stopping":
      return { ...state, is_stopping: true };
    case "stopped":
      return { phase: "stopped", found };
    case "failed":
      return { phase: "failed", found, error: action.error };
    case "event": {
      const { event } = action;
      switch (event.type) {
        case "started":
          return { ...state, found: { url: event.url, ways: event.ways.map((plan) => ({ ...plan, steps: {} })) } };
        case "step":
          return { ...state, found: withStep(found, event) };
        case "finished":
          return { phase: "finished", found, verdict: event.verdict, report: event.report };
      }
    }
  }
}

/** Beside what became of a layer: what stands there before that is known, or when it never will be. */
export type LayerState = DiagnosisState | "pending" | "running" | "unknown";

const isComplete = ({ layers, steps }: Way): boolean => layers.every((layer) => layer in steps);

export function layerState(phase: Diagnosis["phase"], ways: Way[], way: Way, layer: DiagnosisLayer): LayerState {
  const step = way.steps[layer];
  if (step) return step.state;
  if (phase === "failed") return "unknown";
  if (phase !== "running") return "not_reached";
  // The ways are gone one after the other, unless the second one turns out to be on its way already.
  const is_its_turn = Object.keys(way.steps).length > 0 || ways.slice(0, ways.indexOf(way)).every(isComplete);
  return is_its_turn && way.layers.find((other) => !(other in way.steps)) === layer ? "running" : "pending";
}
