/** What the form can say at once, without asking the core: what is missing, repeated headers, references that are none. */
import { readReference, REFERENCE_PROBLEM } from "../../../lib/env_reference";
import type { Connector, ConnectorSpec } from "../../../wire/types";
import type { Draft, FieldPath } from "./draft";
import { isRequired, isShown, providerSpec } from "./fields";
import { headerProblems, headersError } from "./header_rows";
import { PROXY_SECRETS } from "./own_networking";
import { hasMoved, secretState } from "./secret_state";

export type FieldErrors = Partial<Record<FieldPath, string>>;

export function localErrors(spec: ConnectorSpec, draft: Draft, stored: Connector | null): FieldErrors {
  const errors: FieldErrors = {};
  if (draft.name.trim() === "") errors.name = "Name is required.";
  if (!stored && draft.id.trim() === "") errors.id = "Connector ID is required.";
  const provider = providerSpec(spec, draft.provider);
  for (const field of provider.fields.filter((each) => isShown(each, draft.groups))) {
    const [place, part = ""] = field.name.split(/\.(.*)/s);
    const path = field.name as FieldPath;
    if (place === "secrets") {
      const state = secretState(field, stored, draft);
      const is_needed = state === "ask_again" || (state !== "kept" && isRequired(field, provider, draft.groups));
      const typed = draft.secrets[part]?.trim() ?? "";
      if (is_needed && typed === "") errors[path] = `${field.label} is required.`;
      else if (readReference(typed)?.kind === "malformed") errors[path] = REFERENCE_PROBLEM;
      continue;
    }
    const value = draft.config[part];
    if (Array.isArray(value)) {
      const wrong = headersError(value, headerProblems(value, stored, hasMoved(stored, draft.config.apiUrl)));
      if (wrong) errors[path] = wrong;
    } else if (isRequired(field, provider, draft.groups) && !value?.trim()) {
      errors[path] = `${field.label} is required.`;
    }
  }
  return { ...errors, ...proxyErrors(draft) };
}

function proxyErrors({ networking, secrets }: Draft): FieldErrors {
  const errors: FieldErrors = {};
  if (networking.proxy !== "own") return errors;
  if (networking.proxyUrl.trim() === "") errors["networking.proxyUrl"] = "Proxy URL is required.";
  for (const path of PROXY_SECRETS) {
    const typed = secrets[path.slice("secrets.".length)] ?? "";
    if (readReference(typed)?.kind === "malformed") errors[path] = REFERENCE_PROBLEM;
  }
  return errors;
}
