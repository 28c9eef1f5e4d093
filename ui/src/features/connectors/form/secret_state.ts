/** How a stored secret bears on its field. */
import type { SecretState } from "../../../components/fields/secret_note";
import { urlOrigin } from "../../../lib/url_host";
import type { Connector, FieldSpec } from "../../../wire/types";
import type { Draft } from "./draft";

/** A secret goes to the host it was entered for and to no other. */
export function hasMoved(stored: Connector | null, url: unknown): boolean {
  const origin = typeof url === "string" ? urlOrigin(url) : null;
  return stored !== null && origin !== null && origin !== urlOrigin(stored.config.apiUrl);
}

export function secretState(field: FieldSpec, stored: Connector | null, draft: Pick<Draft, "config" | "forgotten">): SecretState {
  const is_lost = stored?.lost_secrets.includes(field.name) ?? false;
  if (!is_lost && stored?.missing_secrets.includes(field.name)) return "missing";
  if (!is_lost && !stored?.stored_secrets.includes(field.name)) return "none";
  if (draft.forgotten.includes(field.name)) return "forgotten";
  if (is_lost) return "lost";
  return hasMoved(stored, draft.config.apiUrl) ? "ask_again" : "kept";
}
