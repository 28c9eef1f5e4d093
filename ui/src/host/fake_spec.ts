/** A connector spec with every kind of field and group, for tests. Its texts are not the product's. */
import type { ConnectorSpec, FieldGroup, FieldSpec, KnownModels, ProviderSpec } from "../wire/types";

const field = (name: string, label: string, more: Partial<FieldSpec> = {}): FieldSpec => ({
  name,
  label,
  section: name.startsWith("secrets.") ? "authentication" : "settings",
  group: null,
  kind: "text",
  required: false,
  default_value: "",
  placeholder: "",
  help: "",
  docs_url: null,
  docs_label: null,
  options: [],
  accept: null,
  suggests_models: false,
  ...more,
});

const HEADERS: FieldGroup = {
  id: "headers",
  section: "authentication",
  label: "Add HTTP header",
  heading: "HTTP headers",
  makes_optional: [],
};

const PKI: FieldGroup = {
  id: "pki",
  section: "authentication",
  label: "Enable PKI Authentication",
  heading: null,
  makes_optional: ["secrets.apiKey"],
};

const pki = { group: "pki", section: "authentication" as const };

const url = (default_value: string) =>
  field("config.apiUrl", "URL", { kind: "url", required: true, default_value, help: "The full address." });
const model = (default_value: string, required: boolean) =>
  field("config.defaultModel", "Default model", {
    required,
    default_value,
    suggests_models: true,
    help: "If a request does not include a model, it uses the default.",
  });
const context = field("config.contextWindowLength", "Context window length", { kind: "number", help: "In tokens." });
const temperature = field("config.temperature", "Temperature", { kind: "number" });
const key = (required: boolean) =>
  field("secrets.apiKey", "API key", { kind: "secret", required, help: "Sent as a bearer token." });
const headers = field("config.headers", "HTTP headers", {
  kind: "headers",
  section: "authentication",
  group: "headers",
});

const SAMPLE = JSON.stringify({ messages: [{ role: "user", content: "Hello world" }] }, null, 4);

function provider(id: ProviderSpec["id"], more: Partial<ProviderSpec>): ProviderSpec {
  return {
    id,
    label: id,
    description: `Connect to ${id}.`,
    sample_body: SAMPLE,
    fields: [],
    groups: [HEADERS],
    ...more,
  };
}

export const SPEC: ConnectorSpec = {
  type_id: ".gen-ai",
  name: "OpenAI",
  description: "Send a request to an OpenAI or Azure OpenAI service.",
  compatibility: ["Chat Completions", "Completions"],
  id_max_chars: 36,
  max_import_bytes: 10 * 1024 * 1024,
  providers: [
    provider("OpenAI", {
      fields: [
        url("https://api.openai.com/v1/chat/completions"),
        model("gpt-4.1", true),
        context,
        temperature,
        field("config.organizationId", "OpenAI Organization"),
        field("config.projectId", "OpenAI Project"),
        key(true),
        headers,
      ],
    }),
    provider("Azure OpenAI", {
      fields: [url("https://{your-resource-name}.openai.azure.com"), model("", false), context, temperature, key(true), headers],
    }),
    provider("Other", {
      label: "Other (OpenAI Compatible Service)",
      description: "Connect to a compatible service.",
      fields: [
        url(""),
        model("", true),
        context,
        temperature,
        field("config.enableNativeFunctionCalling", "Enable native function calling", {
          kind: "switch",
          default_value: "false",
        }),
        key(false),
        field("config.verificationMode", "SSL verification mode", {
          ...pki,
          kind: "choice",
          default_value: "full",
          options: [
            { value: "full", label: "Full (Certificate and Hostname)" },
            { value: "certificate", label: "Certificate Only" },
            { value: "none", label: "None (Skip Verification)" },
          ],
        }),
        field("secrets.certificateData", "Certificate file", { ...pki, kind: "file", required: true, accept: ".crt,.pem" }),
        field("secrets.privateKeyData", "Private key file", { ...pki, kind: "file", required: true, accept: ".key,.pem" }),
        field("secrets.caData", "CA certificate file", { ...pki, kind: "file", accept: ".crt,.pem" }),
        headers,
      ],
      groups: [PKI, HEADERS],
    }),
  ],
  presets: [
    {
      id: "ollama",
      label: "Ollama",
      description: "Models on this machine, with Ollama.",
      provider: "Other",
      api_url: "http://localhost:11434/v1/chat/completions",
      default_model: "",
      help: "Start Ollama and pull a model.",
      docs_url: "https://docs.ollama.com",
    },
    {
      id: "lm-studio",
      label: "LM Studio",
      description: "Models on this machine, with LM Studio.",
      provider: "Other",
      api_url: "http://localhost:1234/v1/chat/completions",
      default_model: "",
      help: "Load a model and start the server.",
      docs_url: "https://lmstudio.ai/docs",
    },
  ],
};

export const KNOWN_MODELS: KnownModels = {
  source: "A list for tests",
  models: [
    {
      id: "gpt-4.1",
      name: "GPT-4.1",
      provider: "OpenAI",
      good_at: "Long documents and code.",
      context_window_tokens: 1_047_576,
      input_pusd: 2_000_000,
      output_pusd: 8_000_000,
    },
    {
      id: "gpt-4o-mini",
      name: "GPT-4o mini",
      provider: "OpenAI",
      good_at: "Short answers at a low price.",
      context_window_tokens: 128_000,
      input_pusd: 150_000,
      output_pusd: 600_000,
    },
  ],
};
