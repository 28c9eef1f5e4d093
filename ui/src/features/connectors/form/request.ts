/** From the form's values to what the backend takes. */
import { headerOfPath } from "../../../lib/secret_paths";
import type { Connector, ConnectorDraft, ConnectorSpec, ConnectorsCreate, ConnectorsUpdate, FieldSpec } from "../../../wire/types";
import type { Draft } from "./draft";
import { isShown, providerSpec } from "./fields";
import { headersToWire } from "./header_rows";
import { PROXY_SECRETS, toOwn } from "./own_networking";

/** What people call a number. `Number` would take `0x10` and `Infinity` too. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?$/i;

/** Undefined: not given. */
function toWire(field: FieldSpec, value: string): unknown {
  const text = value.trim();
  switch (field.kind) {
    case "switch":
      return text === "true" ? true : field.default_value === "true" ? false : undefined;
    case "number": {
      if (text === "") return undefined;
      // Anything else goes as it is, and is refused on its field.
      return DECIMAL.test(text) ? Number(text) : text;
    }
    default:
      return text === "" ? undefined : text;
  }
}

type Body = {
  name: string;
  config: Record<string, unknown>;
  secrets: Record<string, string>;
  forget_secrets: string[];
  /** Undefined: as it is stored. */
  networking: Record<string, unknown> | undefined;
};

function toBody(spec: ConnectorSpec, draft: Draft, stored: Connector | null): Body {
  const provider = providerSpec(spec, draft.provider);
  const shown = provider.fields.filter((field) => isShown(field, draft.groups));
  const config: Record<string, unknown> = { apiProvider: draft.provider };
  const secrets: Record<string, string> = {};
  let headers = headersToWire(null, stored);
  for (const field of shown) {
    const [place, part = ""] = field.name.split(/\.(.*)/s);
    const value = draft.config[part] ?? "";
    if (place === "secrets") {
      const secret = draft.secrets[part]?.trim();
      if (secret) secrets[part] = secret;
    } else if (Array.isArray(value)) {
      headers = headersToWire(value, stored);
      if (headers.plain) config[part] = headers.plain;
    } else if (place === "config") {
      const given = toWire(field, value);
      if (given !== undefined) config[part] = given;
    }
  }
  const shown_names = new Set(shown.map(({ name }) => name));
  for (const path of draft.networking.proxy === "own" ? PROXY_SECRETS : []) {
    shown_names.add(path);
    const part = path.slice("secrets.".length);
    const secret = draft.secrets[part]?.trim();
    if (secret) secrets[part] = secret;
  }
  const there = new Set([...(stored?.stored_secrets ?? []), ...(stored?.lost_secrets ?? [])]);
  const forget_secrets = Array.from(there).filter((path) => {
    if (headerOfPath(path) !== null) return false;
    const is_typed = Boolean(secrets[path.slice("secrets.".length)]);
    // A secret whose field is not there any more would stay behind unseen.
    return !is_typed && (!shown_names.has(path) || draft.forgotten.includes(path));
  });
  forget_secrets.push(...headers.forgotten);
  Object.assign(secrets, headers.secrets);
  return { name: draft.name.trim(), config, secrets, forget_secrets, networking: toOwn(stored, draft.networking) };
}

/** What is as it is stored, or is nothing, is left out. */
const optional = ({ forget_secrets, networking }: Body) => ({
  ...(forget_secrets.length > 0 ? { forget_secrets } : {}),
  ...(networking ? { networking } : {}),
});

export function toCreate(spec: ConnectorSpec, draft: Draft): ConnectorsCreate {
  const { name, config, secrets, networking } = toBody(spec, draft, null);
  return { id: draft.id.trim(), name, config, secrets, ...(networking ? { networking } : {}) };
}

export function toUpdate(spec: ConnectorSpec, draft: Draft, stored: Connector): ConnectorsUpdate {
  const body = toBody(spec, draft, stored);
  const { name, config, secrets } = body;
  return { id: stored.id, name, config, secrets, ...optional(body) };
}

export function toDraft(spec: ConnectorSpec, draft: Draft, stored: Connector | null): ConnectorDraft {
  const body = toBody(spec, draft, stored);
  const { name, config, secrets } = body;
  return {
    stored_id: stored?.id ?? null,
    id: stored ? null : draft.id.trim() || null,
    name,
    config,
    secrets,
    ...optional(body),
  };
}
