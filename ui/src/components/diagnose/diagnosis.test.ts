import { describe, expect, it } from "vitest";
import { BOTH_WAYS, makeStep, makeVerdict } from "../../host/fake_diagnosis";
import { CommandError } from "../../host/host";
import type { DiagnosisEvent, DiagnosisLayer } from "../../wire/types";
import { layerState, reduceDiagnosis, type Diagnosis } from "./diagnosis";

const HOST = "https://llm.example.com";
const started: DiagnosisEvent = { type: "started", url: HOST, ways: BOTH_WAYS };
const step = (way: "configured" | "direct", layer: DiagnosisLayer): DiagnosisEvent => ({
  type: "step",
  way,
  step: makeStep(layer),
});

function after(...events: DiagnosisEvent[]): Diagnosis {
  return events.reduce<Diagnosis>(
    (state, event) => reduceDiagnosis(state, { type: "event", event }),
    reduceDiagnosis({ phase: "idle" }, { type: "begun" }),
  );
}

/** Each way as a word: the first letter of each layer's state. */
function shown(state: Diagnosis): string[] {
  const ways = state.phase === "idle" ? [] : (state.found?.ways ?? []);
  return ways.map((way) => way.layers.map((layer) => layerState(state.phase, ways, way, layer).charAt(0)).join(""));
}

describe("a diagnosis in the making", () => {
  it("has nothing to show before its plan has come, and then every layer of it", () => {
    expect(shown(after())).toEqual([]);
    expect(shown(after(started))).toEqual(["rppppppp", "ppppppp"]);
  });

  it("runs one layer after the other, and the second way after the first", () => {
    expect(shown(after(started, step("configured", "settings")))).toEqual(["prpppppp", "ppppppp"]);
    const first = BOTH_WAYS[0]?.layers.map((layer) => step("configured", layer)) ?? [];
    expect(shown(after(started, ...first))).toEqual(["pppppppp", "rpppppp"]);
  });

  it("takes steps whatever their order, and the ways in turn or at once", () => {
    const state = after(started, step("direct", "dns"), step("configured", "settings"), step("direct", "settings"));
    expect(shown(state)).toEqual(["prpppppp", "pprpppp"]);
    expect(state).toMatchObject({ found: { ways: [{ steps: { settings: {} } }, { steps: { dns: {}, settings: {} } }] } });
  });

  it("says of what never came that it was not reached, or that nobody knows", () => {
    const running = after(started, step("configured", "settings"));
    const stopped = reduceDiagnosis(running, { type: "stopped" });
    expect(shown(stopped)).toEqual(["pnnnnnnn", "nnnnnnn"]);
    const error = new CommandError({ code: "unreachable", message: "Gone.", hint: null, fields: [] });
    expect(shown(reduceDiagnosis(running, { type: "failed", error }))).toEqual(["puuuuuuu", "uuuuuuu"]);
  });

  it("hears nothing more once it has ended, and forgets it all when it begins again", () => {
    const done = after(started, { type: "finished", verdict: makeVerdict(), report: "r" });
    expect(done).toMatchObject({ phase: "finished", report: "r" });
    expect(reduceDiagnosis(done, { type: "event", event: step("configured", "dns") })).toBe(done);
    expect(reduceDiagnosis(done, { type: "begun" })).toEqual({ phase: "running", is_stopping: false, found: null });
  });
});
