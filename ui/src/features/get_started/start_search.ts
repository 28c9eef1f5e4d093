/** Which guide is open, and which model was chosen in it, as they stand in the address. */
export const GUIDES = ["openai", "azure", "local"] as const;
export type Guide = (typeof GUIDES)[number];

export type StartSearch = { guide?: Guide; model?: string; server?: string };

const LONGEST_CHARS = 256;

export function readStartSearch(raw: Record<string, unknown>): StartSearch {
  const search: StartSearch = {};
  const guide = GUIDES.find((known) => known === raw.guide);
  if (guide) search.guide = guide;
  if (typeof raw.model === "string" && raw.model !== "") search.model = raw.model.slice(0, LONGEST_CHARS);
  if (typeof raw.server === "string" && raw.server !== "") search.server = raw.server.slice(0, LONGEST_CHARS);
  return search;
}
