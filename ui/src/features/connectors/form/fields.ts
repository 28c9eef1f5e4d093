/** Questions to the spec: which fields there are, which are shown, which must be filled in. */
import { headerOfPath } from "../../../lib/secret_paths";
import type { ConnectorSpec, FieldGroup, FieldSpec, Provider, ProviderSpec } from "../../../wire/types";
import type { Draft, FieldPath } from "./draft";
import { placeOfOwn } from "./own_networking";

export function providerSpec(spec: ConnectorSpec, provider: Provider): ProviderSpec {
  const found = spec.providers.find(({ id }) => id === provider) ?? spec.providers[0];
  if (!found) throw new Error("the spec names no provider");
  return found;
}

/** One of each name, whichever providers have it. */
export function allFields(spec: ConnectorSpec): FieldSpec[] {
  const by_name = new Map<string, FieldSpec>();
  for (const field of spec.providers.flatMap(({ fields }) => fields)) {
    if (!by_name.has(field.name)) by_name.set(field.name, field);
  }
  return Array.from(by_name.values());
}

export function fieldsOf(provider: ProviderSpec, prefix: "config." | "secrets."): FieldSpec[] {
  return provider.fields.filter(({ name }) => name.startsWith(prefix));
}

type Groups = Draft["groups"];

export function isShown(field: FieldSpec, groups: Groups): boolean {
  return field.group === null || groups[field.group] === true;
}

/** As the spec has it. What a stored secret changes is `secretState`'s to say. */
export function isRequired(field: FieldSpec, provider: ProviderSpec, groups: Groups): boolean {
  const is_waived = provider.groups.some(({ id, makes_optional }: FieldGroup) => groups[id] && makes_optional.includes(field.name));
  return field.required && !is_waived;
}

/** The path of a provider or preset in the create flyout's address. */
export function kindOf(provider: Provider): string {
  return provider.toLowerCase().replaceAll(" ", "-");
}

/** Where the form shows what the core says about a path; null where it has no such place. */
export function placeOf(spec: ConnectorSpec, path: string): FieldPath | null {
  if (headerOfPath(path) !== null) {
    return (allFields(spec).find(({ kind }) => kind === "headers")?.name ?? null) as FieldPath | null;
  }
  const own = placeOfOwn(path);
  if (own !== null) return own;
  const is_known = path === "name" || path === "id" || path === "provider" || /^(config|secrets)\./.test(path);
  return is_known ? (path as FieldPath) : null;
}
