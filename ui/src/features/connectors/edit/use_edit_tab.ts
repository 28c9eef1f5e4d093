import { useMatchRoute } from "@tanstack/react-router";

export type EditTab = "configuration" | "usage" | "test" | "diagnose";

/** Which tab the address names. */
export function useEditTab(): EditTab {
  const matches = useMatchRoute();
  if (matches({ to: "/connectors/$connector_id/test" }) !== false) return "test";
  if (matches({ to: "/connectors/$connector_id/diagnose" }) !== false) return "diagnose";
  return matches({ to: "/connectors/$connector_id/usage" }) === false ? "configuration" : "usage";
}
