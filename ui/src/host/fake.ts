/**
 * A backend in memory, for tests through the screen. It keeps connectors the way the real one
 * does, and any command can be answered otherwise: `fake.answer("connectors_list", () => [])`.
 */
import type { Commands, Streams } from "../wire/commands";
import type {
  AppInfo,
  Connector,
  ConnectorConfig,
  ConnectorDraft,
  FieldError,
  RunEvent,
  RunResult,
} from "../wire/types";
import { playWell, type PlayDiagnosis } from "./fake_diagnosis";
import { fakeNetworking, type FakeNetworking } from "./fake_networking";
import { afterSaving } from "./fake_secrets";
import { KNOWN_MODELS, SPEC } from "./fake_spec";
import { fakeVault, type FakeVault } from "./fake_vault";
import { CommandError, type CommandName, type Failure, type Host, type StreamName, type ThemeChoice } from "./host";

type Answer<C extends CommandName> = (req: Commands[C]["req"]) => Commands[C]["res"] | Promise<Commands[C]["res"]>;
type Answers = { [C in CommandName]: Answer<C> };
type RunStream = "connectors_run" | "connectors_run_draft";
type Play = (req: Streams[RunStream]["req"], emit: (event: RunEvent) => void) => Promise<void>;

export type FakeHost = Host & {
  /** Every call so far, in order. */
  calls: { command: CommandName | StreamName; req: unknown }[];
  callsOf(command: CommandName | StreamName): unknown[];
  answer<C extends CommandName>(command: C, answer: Answer<C>): void;
  play(run: Play): void;
  play_diagnosis(diagnosis: PlayDiagnosis): void;
  connectors: Connector[];
  vault: FakeVault;
  networking: FakeNetworking;
  /** The environment variables that the backend has. */
  variables: Set<string>;
  opened: string[];
  saved: { name: string; text: string }[];
};

export function refusal(error: Partial<Failure> & Pick<Failure, "code" | "message">): CommandError {
  return new CommandError({ hint: null, fields: [], ...error });
}

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
    stored_secrets: ["secrets.apiKey"],
    missing_secrets: [],
    lost_secrets: [],
    secret_references: [],
    is_missing_secrets: false,
    is_preconfigured: false,
    description: null,
    compatibility: ["Chat Completions"],
    api_keys: 0,
    networking: {},
    weak_verification: null,
    networking_problem: null,
    updated_at_ms: 1_700_000_000_000,
    ...more,
  };
}

export const SANDBOX = makeConnector({
  id: "sandbox",
  name: "Sandbox",
  config: { apiProvider: "Other", apiUrl: "http://127.0.0.1:4000/v1/chat/completions", defaultModel: "sandbox" },
  stored_secrets: [],
  updated_at_ms: null,
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
    config_file: null,
    notices: [],
    ...more,
  };
}

/** The core has checked it by then; the fake takes it as it is. */
const asConfig = (config: Record<string, unknown>): ConnectorConfig => config as ConnectorConfig;

/** References to environment variables are not sealed. */
const sealedCount = (secrets: Record<string, string>): number =>
  Object.values(secrets).filter((value) => value !== "" && !value.startsWith("${env:")).length;

/** The few rules that tests need. The core's own are tested where they are. */
function checkDraft({ stored_id, id, config }: ConnectorDraft, connectors: Connector[]): FieldError[] {
  const fields: FieldError[] = [];
  if (stored_id === null && id !== null && connectors.some((connector) => connector.id === id)) {
    fields.push({ field: "id", message: "A connector is already using this ID. Choose a different ID." });
  }
  if (typeof config.apiUrl === "string" && !URL.canParse(config.apiUrl)) {
    fields.push({ field: "config.apiUrl", message: "Invalid URL" });
  }
  return fields;
}

type Start = { connectors?: Connector[]; theme?: ThemeChoice; vault?: FakeVault; networking?: FakeNetworking };

export function fakeHost(start: Start = {}): FakeHost {
  let last_id = 0;
  let show_sandbox = true;
  let theme: ThemeChoice = start.theme ?? "system";
  let run: Play = (_req, emit) => {
    emit({ type: "started", event_id: "e-1", streamed: true });
    emit({ type: "delta", text: "Hello back" });
    emit({ type: "finished", result: makeResult() });
    return Promise.resolve();
  };

  let diagnosis: PlayDiagnosis = playWell;

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
    connectors_activity: () => [],
    connectors_check: (draft) => ({ fields: checkDraft(draft, fake.connectors) }),
    connectors_models: () => ({ models: KNOWN_MODELS.models, problem: null }),
    models_known: () => KNOWN_MODELS,
    connectors_create: ({ id, name, config, secrets, networking }) => {
      fake.vault.seal(sealedCount(secrets));
      const facts = afterSaving(null, secrets, [], fake.variables);
      const made = makeConnector({ id: id ?? `made-${++last_id}`, name, config: asConfig(config), networking: networking ?? {}, ...facts });
      fake.connectors = [...fake.connectors, made];
      return made;
    },
    connectors_update: ({ id, name, config, secrets, forget_secrets = [], networking }) => {
      const before = find(id);
      fake.vault.seal(sealedCount(secrets));
      const facts = afterSaving(before, secrets, forget_secrets, fake.variables);
      const after = { ...before, name, config: asConfig(config), networking: networking ?? before.networking, ...facts };
      fake.connectors = fake.connectors.map((connector) => (connector.id === id ? after : connector));
      return after;
    },
    connectors_export: ({ ids }) => {
      const kept = fake.connectors.filter(({ id, is_preconfigured }) => !is_preconfigured && (ids?.includes(id) ?? true));
      const lines = kept.map(({ id, name }) => JSON.stringify({ type: "action", id, attributes: { name } }));
      return { file_name: "connectors.ndjson", ndjson: lines.join("\n"), count: kept.length };
    },
    connectors_export_sealed: ({ ids, passphrase }) => {
      const kept = fake.connectors.filter(({ id, is_preconfigured }) => !is_preconfigured && (ids?.includes(id) ?? true));
      const data = btoa(JSON.stringify([passphrase, kept.map(({ id }) => id)]));
      const ndjson = JSON.stringify({ format: "patchbay-sealed-connectors", version: 1, data });
      return { file_name: "connectors.sealed.json", ndjson, count: kept.length };
    },
    connectors_import_preview: () => ({ plan_id: "plan-1", is_sealed: false, rows: [] }),
    connectors_import: () => ({ rows: [] }),
    connectors_delete: ({ ids }) => {
      fake.connectors = fake.connectors.filter(({ id }) => !ids.includes(id));
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
    connectors_networking: ({ id }) => fake.networking.effective(find(id).networking),
    connectors_networking_draft: ({ stored_id, networking }) =>
      fake.networking.effective(networking ?? (stored_id === null ? {} : find(stored_id).networking)),
    networking_get: (req) => fake.networking.answers.networking_get(req),
    networking_check: (req) => fake.networking.answers.networking_check(req),
    networking_save: (req) => fake.networking.answers.networking_save(req),
    networking_trust: (req) => fake.networking.answers.networking_trust(req),
    certificates_read: (req) => fake.networking.answers.certificates_read(req),
    vault_status: (req) => fake.vault.answers.vault_status(req),
    vault_unlock: (req) => fake.vault.answers.vault_unlock(req),
    vault_lock: (req) => fake.vault.answers.vault_lock(req),
    vault_change: (req) => fake.vault.answers.vault_change(req),
  };

  const fake: FakeHost = {
    kind: "fake",
    calls: [],
    opened: [],
    saved: [],
    connectors: start.connectors ?? [SANDBOX, makeConnector()],
    vault: start.vault ?? fakeVault(),
    networking: start.networking ?? fakeNetworking(),
    variables: new Set(),
    callsOf: (command) => fake.calls.filter((call) => call.command === command).map((call) => call.req),
    answer(command, answer) {
      Object.assign(answers, { [command]: answer });
    },
    play(next) {
      run = next;
    },
    play_diagnosis(next) {
      diagnosis = next;
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
      const play = command === "connectors_diagnose" || command === "connectors_diagnose_draft" ? diagnosis : run;
      await play(req as never, on_event as never);
    },
    open_external(url) {
      fake.opened.push(url);
      return Promise.resolve();
    },
    save_file(name, text) {
      fake.saved.push({ name, text });
      return Promise.resolve(`/downloads/${name}`);
    },
  };
  fake.networking.seal = (count) => fake.vault.seal(count);
  return fake;
}
