/** From the form's values to what the backend takes. */
import type { Connector, ConnectorDraft, ConnectorSpec, ConnectorsCreate, ConnectorsUpdate, FieldSpec } from "../../../wire/types";
import type { Draft, FieldValue } from "./draft";
import { isShown, providerSpec } from "./fields";

/** What people call a number. `Number` would take `0x10` and `Infinity` too. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?$/i;

/** Undefined: not given. */
function toWire(field: FieldSpec, value: FieldValue | undefined): unknown {
  if (Array.isArray(value)) {
    const rows = value.filter(({ key, value: text }) => key.trim() !== "" || text.trim() !== "");
    return rows.length > 0 ? Object.fromEntries(rows.map(({ key, value: text }) => [key.trim(), text.trim()])) : undefined;
  }
  const text = (value ?? "").trim();
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
};

function toBody(spec: ConnectorSpec, draft: Draft, stored: Connector | null): Body {
  const provider = providerSpec(spec, draft.provider);
  const shown = provider.fields.filter((field) => isShown(field, draft.groups));
  const config: Record<string, unknown> = { apiProvider: draft.provider };
  const secrets: Record<string, string> = {};
  for (const field of shown) {
    const [place, part = ""] = field.name.split(/\.(.*)/s);
    if (place === "config") {
      const value = toWire(field, draft.config[part]);
      if (value !== undefined) config[part] = value;
    } else if (place === "secrets") {
      const value = draft.secrets[part]?.trim();
      if (value) secrets[part] = value;
    }
  }
  const shown_names = new Set(shown.map(({ name }) => name));
  const forget_secrets = (stored?.stored_secrets ?? []).filter((path) => {
    const is_typed = Boolean(secrets[path.slice("secrets.".length)]);
    // A secret whose field is not there any more would stay behind unseen.
    return !is_typed && (!shown_names.has(path) || draft.forgotten.includes(path));
  });
  return { name: draft.name.trim(), config, secrets, forget_secrets };
}

const forgetting = ({ forget_secrets }: Body) => (forget_secrets.length > 0 ? { forget_secrets } : {});

export function toCreate(spec: ConnectorSpec, draft: Draft): ConnectorsCreate {
  const { name, config, secrets } = toBody(spec, draft, null);
  return { id: draft.id.trim(), name, config, secrets };
}

export function toUpdate(spec: ConnectorSpec, draft: Draft, stored: Connector): ConnectorsUpdate {
  const body = toBody(spec, draft, stored);
  const { name, config, secrets } = body;
  return { id: stored.id, name, config, secrets, ...forgetting(body) };
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
    ...forgetting(body),
  };
}
