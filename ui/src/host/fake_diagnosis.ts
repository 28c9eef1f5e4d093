/** What a diagnosis finds, for tests and for the host in memory: all is well unless a test says otherwise. */
import type { Streams } from "../wire/commands";
import type {
  Certificate,
  DiagnosisEvent,
  DiagnosisLayer,
  DiagnosisPlan,
  DiagnosisStep,
  DiagnosisVerdict,
} from "../wire/types";

type DiagnosisStream = "connectors_diagnose" | "connectors_diagnose_draft";

export type PlayDiagnosis = (
  req: Streams[DiagnosisStream]["req"],
  emit: (event: DiagnosisEvent) => void,
) => Promise<void>;

export const DIRECT_LAYERS: DiagnosisLayer[] = ["settings", "dns", "tcp", "tls", "authentication", "model", "streaming"];
export const PROXY_LAYERS: DiagnosisLayer[] = [
  "settings",
  "dns",
  "tcp",
  "proxy",
  "tls",
  "authentication",
  "model",
  "streaming",
];

export const DIRECTLY: DiagnosisPlan = { way: "configured", label: "Directly", layers: DIRECT_LAYERS };
export const BOTH_WAYS: DiagnosisPlan[] = [
  { way: "configured", label: "Through http://proxy.example:3128", layers: PROXY_LAYERS },
  { way: "direct", label: "Directly", layers: DIRECT_LAYERS },
];

export function makeStep(layer: DiagnosisLayer, more: Partial<DiagnosisStep> = {}): DiagnosisStep {
  return {
    layer,
    state: "passed",
    elapsed_ms: 12,
    summary: `The layer ${layer} is as it should be.`,
    hint: null,
    facts: [],
    certificates: [],
    trust: null,
    ...more,
  };
}

export function makeCertificate(more: Partial<Certificate> = {}): Certificate {
  return {
    subject: "CN=llm.example.com",
    issuer: "CN=Example Private Root",
    names: ["llm.example.com"],
    not_before_ms: Date.UTC(2024, 0, 2, 12),
    not_after_ms: Date.UTC(2099, 0, 2, 12),
    sha256: "AA:BB:CC:DD",
    is_authority: false,
    is_self_issued: false,
    pem: "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n",
    ...more,
  };
}

export function makeVerdict(more: Partial<DiagnosisVerdict> = {}): DiagnosisVerdict {
  return {
    state: "passed",
    title: "Everything works",
    text: "Each layer is as it should be.",
    layer: null,
    proxy_to_blame: null,
    ...more,
  };
}

export const playWell: PlayDiagnosis = (_req, emit) => {
  emit({ type: "started", url: "https://api.openai.com", ways: [DIRECTLY] });
  for (const layer of DIRECTLY.layers) emit({ type: "step", way: "configured", step: makeStep(layer) });
  emit({ type: "finished", verdict: makeVerdict(), report: "Diagnosis\nEverything works\n" });
  return Promise.resolve();
};
