/** Layers and their states in words. The shape of the icon says the state too, for those who do not tell colours apart. */
import type { EuiCallOutProps } from "@elastic/eui";
import type { DiagnosisLayer, DiagnosisState } from "../../wire/types";
import type { LayerState } from "./diagnosis";

export const LAYERS: Record<DiagnosisLayer, string> = {
  settings: "Settings",
  dns: "Name lookup (DNS)",
  tcp: "Connection (TCP)",
  proxy: "Proxy",
  tls: "TLS",
  authentication: "Authentication",
  model: "Model",
  streaming: "Streaming",
};

type StateLook = { word: string; icon: string; color: "success" | "warning" | "danger" | "subdued" };

export const STATES: Record<LayerState, StateLook> = {
  passed: { word: "Passed", icon: "checkCircle", color: "success" },
  warning: { word: "Warning", icon: "warning", color: "warning" },
  failed: { word: "Failed", icon: "error", color: "danger" },
  not_reached: { word: "Not reached", icon: "minusCircle", color: "subdued" },
  running: { word: "Running…", icon: "empty", color: "subdued" },
  pending: { word: "Waiting", icon: "dot", color: "subdued" },
  unknown: { word: "Not known", icon: "dot", color: "subdued" },
};

type VerdictLook = Pick<EuiCallOutProps, "color"> & { icon: string };

export const VERDICTS: Record<DiagnosisState, VerdictLook> = {
  passed: { color: "success", icon: "checkCircle" },
  warning: { color: "warning", icon: "warning" },
  failed: { color: "danger", icon: "error" },
  not_reached: { color: "primary", icon: "stop" },
};
