/**
 * A backend in memory, for tests through the screen. It keeps connectors the way the real one
 * does, and any command can be answered otherwise: `fake.answer("connectors_list", () => [])`.
 */
import type { Commands, Streams } from "../wire/commands";
import type { AppInfo, Connector, ConnectorSpec, FieldSpec, RunEvent, RunResult } from "../wire/types";
import { CommandError, type CommandName, type Failure, type Host, type StreamName, type ThemeChoice } from "./host";

type Answer<C extends CommandName> = (req: Commands[C]["req"]) => Commands[C]["res"] | Promise<Commands[C]["res"]>;
type Answers = { [C in CommandName]: Answer<C> };
type Play = (req: Streams["connectors_run"]["req"], emit: (event: RunEvent) => void) => Promise<void>;

export type FakeHost = Host & {
  /** Every call so far, in order. */
  calls: { command: CommandName | StreamName; req: unknown }[];
  callsOf(command: CommandName | StreamName): unknown[];
  answer<C extends CommandName>(command: C, answer: Answer<C>): void;
  play(run: Play): void;
  connectors: Connector[];
  opened: string[];
};

export function refusal(error: Partial<Failure> & Pick<Failure, "code" | "message">): CommandError {
  return new CommandError({ hint: null, fields: [], ...error });
}

const field = (name: string, label: string, more: Partial<FieldSpec>): FieldSpec => ({
  name,
  label,
  section: name.startsWith("secrets.") ? "authentication" : "settings",
  kind: "text",
  required: true,
  default_value: "",
  placeholder: "",
  help: "",
  docs_url: null,
  docs_label: null,
  ...more,
});

const SAMPLE = JSON.stringify({ messages: [{ role: "user", content: "Hello world" }] }, null, 4);

export const SPEC: ConnectorSpec = {
  type_id: ".gen-ai",
  name: "OpenAI",
  description: "Send a request to an OpenAI or Azure OpenAI service.",
  providers: [
    {
      id: "OpenAI",
      label: "OpenAI",
      sample_body: SAMPLE,
      fields: [
        field("config.apiUrl", "URL", { kind: "url", default_value: "https://api.openai.com/v1/chat/completions" }),
        field("config.defaultModel", "Default model", { default_value: "gpt-4.1" }),
        field("secrets.apiKey", "API key", { kind: "secret" }),
      ],
    },
    {
      id: "Azure OpenAI",
      label: "Azure OpenAI",
      sample_body: SAMPLE,
      fields: [
        field("config.apiUrl", "URL", { kind: "url", default_value: "https://{your-resource-name}.openai.azure.com" }),
        field("config.defaultModel", "Default model", { required: false }),
        field("secrets.apiKey", "API key", { kind: "secret" }),
      ],
    },
    {
      id: "Other",
      label: "Other (OpenAI Compatible Service)",
      sample_body: SAMPLE,
      fields: [
        field("config.apiUrl", "URL", { kind: "url" }),
        field("config.defaultModel", "Default model", {}),
        field("secrets.apiKey", "API key", { kind: "secret", required: false }),
      ],
    },
  ],
};

export function makeConnector(more: Partial<Connector> = {}): Connector {
  return {
    id: "c-1",
    name: "Work",
    connector_type_id: ".gen-ai",
    config: {
      apiProvider: "OpenAI",
      apiUrl: "https://api.openai.com/v1/chat/completions",
      defaultModel: "gpt-4.1",
    },
    has_secret: true,
    is_missing_secrets: false,
    is_preconfigured: false,
    description: null,
    updated_at_ms: 1_700_000_000_000,
    ...more,
  };
}

export const SANDBOX = makeConnector({
  id: "sandbox",
  name: "Sandbox",
  config: { apiProvider: "Other", apiUrl: "http://127.0.0.1:4000/v1/chat/completions", defaultModel: "sandbox" },
  has_secret: false,
  is_preconfigured: true,
  description: "Answers inside Patchbay. It is not a language model.",
});

export function makeResult(more: Partial<RunResult> = {}): RunResult {
  return {
    event_id: "e-1",
    status: "ok",
    outcome: "success",
    http_status: 200,
    message: null,
    service_message: null,
    hint: null,
    answer: "Hello back",
    raw: '{"id":"chatcmpl-1"}',
    raw_format: "json",
    request_model: null,
    response_model: "gpt-4.1",
    usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11, source: "reported" },
    ttft_ms: 120,
    duration_ms: 450,
    ...more,
  };
}

export function makeAppInfo(more: Partial<AppInfo> = {}): AppInfo {
  return {
    version: "0.1.0",
    data_dir: "/data/patchbay",
    face: "window",
    role: "all",
    user: "me",
    vault: { state: "open", backend: "keychain", message: null, hint: null },
    ...more,
  };
}

export function fakeHost(start: { connectors?: Connector[]; theme?: ThemeChoice } = {}): FakeHost {
  let last_id = 0;
  let show_sandbox = true;
  let theme: ThemeChoice = start.theme ?? "system";
  let run: Play = (_req, emit) => {
    emit({ type: "started", event_id: "e-1", streamed: true });
    emit({ type: "delta", text: "Hello back" });
    emit({ type: "finished", result: makeResult() });
    return Promise.resolve();
  };

  const find = (id: string): Connector => {
    const found = fake.connectors.find((connector) => connector.id === id);
    if (!found) throw refusal({ code: "not_found", message: `There is no connector with id "${id}".` });
    return found;
  };

  const answers: Answers = {
    app_info: () => makeAppInfo(),
    connectors_spec: () => SPEC,
    connectors_list: () => fake.connectors.filter((connector) => show_sandbox || !connector.is_preconfigured),
    connectors_get: ({ id }) => find(id),
    connectors_create: ({ name, config, secrets }) => {
      const made = makeConnector({ id: `made-${++last_id}`, name, config, has_secret: Boolean(secrets.apiKey) });
      fake.connectors = [...fake.connectors, made];
      return made;
    },
    connectors_update: ({ id, name, config, secrets }) => {
      const before = find(id);
      const after = { ...before, name, config, has_secret: before.has_secret || Boolean(secrets.apiKey) };
      fake.connectors = fake.connectors.map((connector) => (connector.id === id ? after : connector));
      return after;
    },
    connectors_delete: ({ id }) => {
      fake.connectors = fake.connectors.filter((connector) => connector.id !== id);
      return null;
    },
    connectors_run_stop: () => ({ stopped: true }),
    usage_connectors: () => fake.connectors.map(({ id, name }) => ({ id, name })),
    usage_summary: ({ from_ms, to_ms, time_zone }) => ({
      from_ms,
      to_ms,
      time_zone,
      totals: {
        prompt_tokens: 0,
        completion_tokens: 0,
        total_tokens: 0,
        requests: 0,
        failures: 0,
        estimated_requests: 0,
        unknown_requests: 0,
      },
      days: [],
      last_event_at_ms: null,
    }),
    settings_get: () => ({ show_sandbox }),
    settings_update: (req) => {
      show_sandbox = req.show_sandbox;
      return { show_sandbox };
    },
  };

  const fake: FakeHost = {
    kind: "fake",
    calls: [],
    opened: [],
    connectors: start.connectors ?? [SANDBOX, makeConnector()],
    callsOf: (command) => fake.calls.filter((call) => call.command === command).map((call) => call.req),
    answer(command, answer) {
      Object.assign(answers, { [command]: answer });
    },
    play(next) {
      run = next;
    },
    preferences: {
      get_theme: () => theme,
      set_theme(choice) {
        theme = choice;
        return Promise.resolve();
      },
    },
    async call(command, req) {
      fake.calls.push({ command, req });
      // A turn of the loop, as every real answer takes at least one.
      await Promise.resolve();
      return answers[command](req as never) as never;
    },
    async stream(command, req, on_event) {
      fake.calls.push({ command, req });
      await run(req, on_event);
    },
    open_external(url) {
      fake.opened.push(url);
      return Promise.resolve();
    },
  };
  return fake;
}
