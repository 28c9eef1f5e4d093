/** The form's values, and the way between them and the wire. */
import type { Connector, ConnectorSpec, FieldSpec, Provider, ProviderSpec } from "../../wire/types";

/** Every value is text, because every field is. Null and "not given" exist on the wire only. */
export type Draft = {
  name: string;
  config: { apiProvider: Provider; apiUrl: string; defaultModel: string };
  secrets: { apiKey: string };
};

export type DraftField = "name" | "config.apiProvider" | "config.apiUrl" | "config.defaultModel" | "secrets.apiKey";

const FIELDS: DraftField[] = ["name", "config.apiProvider", "config.apiUrl", "config.defaultModel", "secrets.apiKey"];

export function isDraftField(name: string): name is DraftField {
  return FIELDS.includes(name as DraftField);
}

export function providerSpec(spec: ConnectorSpec, provider: Provider): ProviderSpec | undefined {
  return spec.providers.find(({ id }) => id === provider);
}

export function defaultOf(fields: FieldSpec[], name: DraftField): string {
  return fields.find((field) => field.name === name)?.default_value ?? "";
}

export function emptyDraft(provider: ProviderSpec): Draft {
  return {
    name: "",
    config: {
      apiProvider: provider.id,
      apiUrl: defaultOf(provider.fields, "config.apiUrl"),
      defaultModel: defaultOf(provider.fields, "config.defaultModel"),
    },
    secrets: { apiKey: "" },
  };
}

export function draftOf({ name, config }: Connector): Draft {
  return {
    name,
    config: { apiProvider: config.apiProvider, apiUrl: config.apiUrl, defaultModel: config.defaultModel ?? "" },
    secrets: { apiKey: "" },
  };
}

/** What both create and update send. An empty key is left out: it means "none", or "as stored". */
export function toRequest({ name, config, secrets }: Draft) {
  return {
    name: name.trim(),
    config: {
      apiProvider: config.apiProvider,
      apiUrl: config.apiUrl.trim(),
      defaultModel: config.defaultModel.trim() || null,
    },
    secrets: secrets.apiKey.trim() ? { apiKey: secrets.apiKey.trim() } : {},
  };
}
