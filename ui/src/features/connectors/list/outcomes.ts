import type { Outcome } from "../../../wire/types";

type Look = { label: string; icon: string; color: "success" | "danger" | "warning" | "subdued" };

/** The shape says it too, for those who do not tell the colours apart. */
export const OUTCOMES: Record<Outcome, Look> = {
  success: { label: "Succeeded", icon: "checkCircle", color: "success" },
  failure: { label: "Failed", icon: "error", color: "danger" },
  timeout: { label: "Timed out", icon: "clock", color: "danger" },
  upstream_cut: { label: "Cut off", icon: "warning", color: "warning" },
  client_abort: { label: "Stopped", icon: "stop", color: "subdued" },
};
