/** The form's values: where they start, and what becomes of them when the provider changes. */
import type { Connector, ConnectorPreset, ConnectorSpec, FieldSpec, Provider, ProviderSpec } from "../../../wire/types";
import { allFields, fieldsOf, providerSpec } from "./fields";
import { storedRows, type HeaderRow } from "./header_rows";
import { PROXY_SECRETS, readOwn, type OwnNetworking } from "./own_networking";

/** Text for every kind of field but headers. Null and "not given" exist on the wire only. */
export type FieldValue = string | HeaderRow[];

export type Draft = {
  name: string;
  id: string;
  provider: Provider;
  /** By the last part of the field's path. Those of every provider, so that switching loses none. */
  config: Record<string, FieldValue>;
  secrets: Record<string, string>;
  networking: OwnNetworking;
  /** Which groups are switched on. */
  groups: Record<string, boolean>;
  /** Stored secrets that the user has removed, as paths. */
  forgotten: string[];
};

/** A path of the form: `name`, `id`, `config.apiUrl`, `secrets.apiKey`, `networking.connect`. */
export type FieldPath = "name" | "id" | "provider" | `config.${string}` | `secrets.${string}` | `networking.${string}`;

/** As the core has it; a copy's name must not grow beyond it. */
const NAME_MAX_CHARS = 256;
const COPY = " (copy)";

function isEmpty(value: FieldValue | undefined): boolean {
  return value === undefined || (typeof value === "string" ? value.trim() === "" : value.length === 0);
}

function sameValue(a: FieldValue | undefined, b: FieldValue | undefined): boolean {
  return JSON.stringify(a ?? "") === JSON.stringify(b ?? "");
}

/** Switches and choices always have a value; other fields may be empty. */
function emptyValue(field: FieldSpec): FieldValue {
  if (field.kind === "headers") return [];
  if (field.kind === "switch") return field.default_value || "false";
  return field.kind === "choice" ? field.default_value : "";
}

function defaultValue(field: FieldSpec): FieldValue {
  return isEmpty(emptyValue(field)) && field.kind !== "headers" ? field.default_value : emptyValue(field);
}

const lastPart = (path: string): string => path.slice(path.indexOf(".") + 1);

export function emptyDraft(spec: ConnectorSpec, provider: ProviderSpec): Draft {
  const draft: Draft = {
    name: "",
    id: "",
    provider: provider.id,
    config: {},
    secrets: {},
    networking: readOwn({}),
    groups: Object.fromEntries(spec.providers.flatMap(({ groups }) => groups).map(({ id }) => [id, false])),
    forgotten: [],
  };
  for (const field of allFields(spec)) {
    if (field.name.startsWith("secrets.")) draft.secrets[lastPart(field.name)] = "";
    else draft.config[lastPart(field.name)] = emptyValue(field);
  }
  for (const path of PROXY_SECRETS) draft.secrets[lastPart(path)] = "";
  for (const field of fieldsOf(provider, "config.")) draft.config[lastPart(field.name)] = defaultValue(field);
  return draft;
}

export function presetDraft(spec: ConnectorSpec, preset: ConnectorPreset): Draft {
  const provider = providerSpec(spec, preset.provider);
  const draft = emptyDraft(spec, provider);
  draft.config.apiUrl = preset.api_url;
  draft.config.defaultModel = preset.default_model;
  return draft;
}

function storedValue(field: FieldSpec, value: unknown, connector: Connector): FieldValue {
  if (field.kind === "headers") return storedRows((value ?? {}) as Record<string, string>, connector);
  return value === undefined || value === null ? emptyValue(field) : String(value);
}

/** Kibana writes some defaults out, such as the verification mode of connectors without PKI. */
function isOwn(field: FieldSpec, value: FieldValue | undefined): boolean {
  return value !== undefined && !isEmpty(value) && !sameValue(value, defaultValue(field));
}

export function draftOf(spec: ConnectorSpec, connector: Connector): Draft {
  const { name, id, stored_secrets, missing_secrets } = connector;
  const config = new Map<string, unknown>(Object.entries(connector.config));
  const provider = providerSpec(spec, connector.config.apiProvider);
  const draft: Draft = { ...emptyDraft(spec, provider), name, id, networking: readOwn(connector.networking) };
  for (const field of allFields(spec)) {
    const part = lastPart(field.name);
    if (field.name.startsWith("config.")) draft.config[part] = storedValue(field, config.get(part), connector);
  }
  for (const group of provider.groups) {
    draft.groups[group.id] = provider.fields.some(
      (field) =>
        field.group === group.id &&
        (isOwn(field, draft.config[lastPart(field.name)]) ||
          stored_secrets.includes(field.name) ||
          missing_secrets.includes(field.name)),
    );
  }
  return draft;
}

/** Secret headers of a copy are there by name, and want a value of their own. */
const copiedValue = (value: FieldValue): FieldValue =>
  Array.isArray(value) ? value.map((row) => ({ ...row, stored_as: null })) : value;

/** Everything but the secrets, which nobody can read. The id is left to follow the name. */
export function copyOf(spec: ConnectorSpec, connector: Connector): Draft {
  const stored = draftOf(spec, connector);
  const kept = Array.from(stored.name)
    .slice(0, NAME_MAX_CHARS - COPY.length)
    .join("")
    .trimEnd();
  const config = Object.fromEntries(Object.entries(stored.config).map(([part, value]) => [part, copiedValue(value)]));
  return { ...stored, config, name: `${kept}${COPY}`, id: "" };
}

/**
 * What the fields hold once another provider is chosen. What the user entered stays; what only
 * stood there from the start (a default, or a preset's address) makes room for the new default.
 *
 * @param start What the form began with where the user entered none of it; null for a stored connector.
 */
export function switchedConfig(
  spec: ConnectorSpec,
  draft: Draft,
  next: Provider,
  start: Draft | null,
): Record<string, FieldValue> {
  const before = new Map(providerSpec(spec, draft.provider).fields.map((field) => [field.name, field]));
  const config = { ...draft.config };
  for (const field of fieldsOf(providerSpec(spec, next), "config.")) {
    const part = lastPart(field.name);
    const value = config[part];
    const old = before.get(field.name);
    const is_given =
      !isEmpty(value) &&
      !(old && sameValue(value, defaultValue(old))) &&
      !(start && sameValue(value, start.config[part]));
    if (!is_given) config[part] = defaultValue(field);
  }
  return config;
}
