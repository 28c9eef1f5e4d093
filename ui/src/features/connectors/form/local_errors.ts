/** What the form can say at once, without asking the core: what is missing, and repeated headers. */
import type { Connector, ConnectorSpec } from "../../../wire/types";
import type { Draft, FieldPath, HeaderRow } from "./draft";
import { isRequired, isShown, providerSpec } from "./fields";
import { secretState } from "./secret_state";

export type FieldErrors = Partial<Record<FieldPath, string>>;

export type HeaderProblem = "no_key" | "repeated";

/** One entry for each row; null where nothing is wrong with it. Servers do not tell case apart. */
export function headerProblems(rows: HeaderRow[]): (HeaderProblem | null)[] {
  const counts = new Map<string, number>();
  for (const { key } of rows) {
    const name = key.trim().toLowerCase();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return rows.map(({ key, value }) => {
    if (key.trim() === "") return value.trim() === "" ? null : "no_key";
    return (counts.get(key.trim().toLowerCase()) ?? 0) > 1 ? "repeated" : null;
  });
}

/** The first thing that is wrong, in words. */
export function headersError(rows: HeaderRow[], kinds: HeaderProblem[] = ["no_key", "repeated"]): string | undefined {
  const problems = headerProblems(rows);
  const at = problems.findIndex((problem) => problem !== null && kinds.includes(problem));
  if (at === -1) return undefined;
  return problems[at] === "no_key" ? "Key is required." : `The key "${rows[at]?.key.trim()}" is there twice.`;
}

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
      if (is_needed && !draft.secrets[part]?.trim()) errors[path] = `${field.label} is required.`;
      continue;
    }
    const value = draft.config[part];
    if (Array.isArray(value)) {
      const wrong = headersError(value);
      if (wrong) errors[path] = wrong;
    } else if (isRequired(field, provider, draft.groups) && !value?.trim()) {
      errors[path] = `${field.label} is required.`;
    }
  }
  return errors;
}
