// Generated from src-tauri/api by `cargo xtask types`. Do not edit.

export type Empty = Record<symbol, never>;

export type ErrorCode = "invalid" | "not_found" | "conflict" | "read_only" | "secret_required" | "vault_unavailable" | "unauthorized" | "forbidden" | "too_many" | "internal";

export type FieldError = {
  /** Path, e.g. `config.apiUrl`. */
  field: string,
  /** For people. */
  message: string,
};

export type ApiError = {
  /** For programs. */
  code: ErrorCode,
  /** For people: what happened. */
  message: string,
  /** For people: what to do. */
  hint: string | null,
  /** Where, for forms. */
  fields: Array<FieldError>,
};

export type Face = "window" | "http";

export type Role = "all" | "read" | "usage";

export type VaultState = "open" | "unset" | "unavailable";

export type VaultBackend = "keychain" | "passphrase";

export type VaultStatus = {
  /** Whether it works. */
  state: VaultState,
  /** `None` while it is unset. */
  backend: VaultBackend | null,
  /** What is wrong, when it does not. */
  message: string | null,
  /** What to do about it. */
  hint: string | null,
};

export type AppInfo = {
  /** The program's version. */
  version: string,
  /** Where the database is. */
  data_dir: string,
  /** Through what the caller asks. */
  face: Face,
  /** What the caller may do. */
  role: Role,
  /** The caller's name. */
  user: string,
  /** Whether secrets can be kept. */
  vault: VaultStatus,
};

export type Settings = {
  /** Whether the Sandbox stands in the list. */
  show_sandbox: boolean,
};

export type SettingsUpdate = {
  /** Whether the Sandbox stands in the list. */
  show_sandbox: boolean,
};

export type Provider = "OpenAI" | "Azure OpenAI" | "Other";

export type ConnectorConfig = {
  /** Who answers. */
  apiProvider: Provider,
  /** The full endpoint. */
  apiUrl: string,
  /** For bodies that name no model. */
  defaultModel: string | null,
};

export type ConnectorSecrets = {
  /** `null`, absent or empty: none on creation, the stored one on update. */
  apiKey?: string | null,
};

export type Connector = {
  /** Its id. */
  id: string,
  /** For people. */
  name: string,
  /** Kibana's type. */
  connector_type_id: string,
  /** Its configuration. */
  config: ConnectorConfig,
  /** Whether a key is stored. */
  has_secret: boolean,
  /** Whether a key is needed and none is stored. */
  is_missing_secrets: boolean,
  /** Read-only. */
  is_preconfigured: boolean,
  /** One sentence, for preconfigured ones. */
  description: string | null,
  /** UTC Unix milliseconds; `null` for preconfigured ones. */
  updated_at_ms: number | null,
};

export type ConnectorsCreate = { name: string, config: ConnectorConfig, secrets: ConnectorSecrets, };

export type ConnectorsUpdate = { id: string, name: string, config: ConnectorConfig, secrets: ConnectorSecrets, };

export type ConnectorsGet = {
  /** Its id. */
  id: string,
};

export type ConnectorsDelete = {
  /** Its id. */
  id: string,
};

export type FieldSection = "settings" | "authentication";

export type FieldKind = "text" | "url" | "secret";

export type FieldSpec = { name: string, section: FieldSection, label: string, kind: FieldKind, required: boolean, default_value: string, placeholder: string, help: string, docs_label: string | null, docs_url: string | null, };

export type ProviderSpec = { id: Provider, label: string, sample_body: string, fields: Array<FieldSpec>, };

export type ConnectorSpec = { type_id: string, name: string, description: string, providers: Array<ProviderSpec>, };

export type ConnectorsRun = {
  /** Chosen by the caller, to stop the run by. */
  run_id: string,
  /** Which connector. */
  connector_id: string,
  /** JSON text. */
  body: string,
  /** Whether the answer shall come in pieces. */
  stream: boolean,
};

export type ConnectorsRunStop = {
  /** The id it was started with. */
  run_id: string,
};

export type ConnectorsRunStopped = {
  /** `false`: it had ended already, or never was. */
  stopped: boolean,
};

export type Outcome = "success" | "failure" | "client_abort" | "upstream_cut" | "timeout";

export type UsageSource = "reported" | "estimated" | "unknown";

export type RunUsage = { prompt_tokens: number | null, completion_tokens: number | null, total_tokens: number | null, source: UsageSource, };

export type RunStatus = "ok" | "error";

export type RawFormat = "json" | "events" | "text";

export type RunResult = { event_id: string, status: RunStatus, outcome: Outcome, http_status: number | null, message: string | null, service_message: string | null, hint: string | null, answer: string | null, raw: string, raw_format: RawFormat, request_model: string | null, response_model: string | null, usage: RunUsage, ttft_ms: number | null, duration_ms: number, };

export type RunEvent = { "type": "started",
  /** The record this run will leave. */
  event_id: string,
  /** Whether a stream was asked for. */
  streamed: boolean, } | { "type": "delta",
  /** To be appended. */
  text: string, } | { "type": "finished",
  /** All that is known. */
  result: RunResult,
};

export type UsageSummaryGet = {
  /** One connector, or `null` for all. */
  connector_id: string | null,
  /** First instant, UTC Unix milliseconds. */
  from_ms: number,
  /** The instant after the last. */
  to_ms: number,
  /** IANA name; decides where days begin. */
  time_zone: string,
};

export type UsageConnector = {
  /** Its id. */
  id: string,
  /** Its name now, or when it was last used. */
  name: string,
};

export type UsageTotals = { prompt_tokens: number, completion_tokens: number, total_tokens: number, requests: number, failures: number, estimated_requests: number, unknown_requests: number, };

export type UsageDay = {
  /** `2026-11-22` */
  day: string,
  /** Where the day begins within the span, UTC Unix milliseconds. */
  start_ms: number,
  /** Input. */
  prompt_tokens: number,
  /** Output. */
  completion_tokens: number,
  /** As the providers add up. */
  total_tokens: number,
  /** Calls, whatever became of them. */
  requests: number,
};

export type UsageSummary = {
  /** As asked. */
  from_ms: number,
  /** As asked. */
  to_ms: number,
  /** As asked. */
  time_zone: string,
  /** Over the whole span. */
  totals: UsageTotals,
  /** Every day of the span. */
  days: Array<UsageDay>,
  /** The newest event of the filter at any time. */
  last_event_at_ms: number | null,
};
