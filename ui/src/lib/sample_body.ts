import type { Provider } from "../wire/types";

/**
 * The body a test starts with. A compatible service knows no default of its own, so its body
 * names the connector's model; the others get theirs from the connector when the body has none.
 */
export function sampleBody(sample: string, provider: Provider, default_model: string): string {
  if (!default_model) return sample;
  let body: unknown;
  try {
    body = JSON.parse(sample);
  } catch {
    return sample;
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) return sample;
  if (!("model" in body) && provider !== "Other") return sample;
  const { model: _, ...rest } = body as Record<string, unknown>;
  return JSON.stringify({ model: default_model, ...rest }, null, 4);
}
