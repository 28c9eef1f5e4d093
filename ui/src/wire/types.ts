// Generated from src-tauri/api by `cargo xtask types`. Do not edit.

export type Empty = Record<symbol, never>;

export type ErrorCode = "invalid" | "not_found" | "conflict" | "read_only" | "secret_required" | "secret_lost" | "vault_unavailable" | "vault_locked" | "vault_unset" | "passphrase_required" | "wrong_passphrase" | "unauthorized" | "forbidden" | "too_many" | "internal";

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

export type VaultState = "unset" | "open" | "opening" | "locked" | "denied" | "closed" | "no_keychain" | "key_missing" | "passphrase_needed" | "damaged";

export type VaultBackend = "keychain" | "passphrase" | "session";

export type KeychainState = "works" | "locked" | "no_collection" | "absent" | "untrusted" | "unknown";

export type KeychainStatus = {
  /** As far as it can be told without asking its user. */
  state: KeychainState,
  /** What answers as keychain, e.g. `GNOME Keyring`; `null` where it does not say. */
  name: string | null,
  /** What is wrong with it. */
  message: string | null,
};

export type VaultStatus = {
  /** Whether it works. */
  state: VaultState,
  /** Who holds the sealing key; `null` while it is unset. */
  backend: VaultBackend | null,
  /** Who would hold the first one; `null` where a person has to choose. */
  first_backend: VaultBackend | null,
  /** Whether what is sealed can be opened after a restart. */
  is_persistent: boolean,
  /** What is wrong, when it does not work. */
  message: string | null,
  /** What to do about it. */
  hint: string | null,
  /** When the sealing key was made, UTC Unix milliseconds. */
  key_made_at_ms: number | null,
  /** The keychain that took the key, as it called itself then. */
  written_by: string | null,
  /** The keychain of this machine, now. */
  keychain: KeychainStatus,
  /** How many secrets are sealed and can be opened once the vault is open. */
  sealed_secrets: number,
  /** How many are sealed with a key that is gone. */
  lost_secrets: number,
  /** How many are references to environment variables. */
  references: number,
  /** After wrong passphrases: how long the next try has to wait. */
  retry_after_ms: number | null,
};

export type VaultUnlock = {
  /** For a vault under a passphrase. */
  passphrase?: string | null,
};

export type VaultChange = {
  /** Who shall hold the sealing key from now on. The one that has it already: another passphrase, or a new key. */
  backend: VaultBackend,
  /** The passphrase of the vault as it is, when it is under one. */
  passphrase?: string | null,
  /** The passphrase it shall have, when it shall be under one. */
  new_passphrase?: string | null,
  /** Make a new key though the old one cannot be had: what it sealed must be entered again. */
  give_up?: boolean,
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
  /** The file with preconfigured connectors, when there is one. */
  config_file: string | null,
  /** What was odd about that file, for people. */
  notices: Array<string>,
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

export type VerificationMode = "full" | "certificate" | "none";

export type ConnectorConfig = {
  /** Who answers. */
  apiProvider: Provider,
  /** The full endpoint. */
  apiUrl: string,
  /** For bodies that name no model. */
  defaultModel?: string,
  /** Sent as `OpenAI-Organization`. */
  organizationId?: string,
  /** Sent as `OpenAI-Project`. */
  projectId?: string,
  /** Sent with every request; not secret. */
  headers?: Record<string, string>,
  /** Tokens. Told to programs that ask, never sent. */
  contextWindowLength?: number,
  /** Told to programs that ask, never sent. */
  temperature?: number,
  /** How the server's certificate is checked, with PKI. */
  verificationMode?: VerificationMode,
  /** Told to programs that ask, never sent. */
  enableNativeFunctionCalling?: boolean,
};

export type SecretReference = {
  /** Path of the form, e.g. `secrets.apiKey`. */
  path: string,
  /** Name of the environment variable. */
  variable: string,
  /** Whether Patchbay has this variable now. */
  is_set: boolean,
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
  /** Which secrets are stored, as paths of the form, e.g. `secrets.apiKey`. */
  stored_secrets: Array<string>,
  /** Which secrets are needed and not stored, or lost, as paths of the form. */
  missing_secrets: Array<string>,
  /** Which are sealed with a key that is gone, as paths of the form. */
  lost_secrets: Array<string>,
  /** Which are read from environment variables at each run. They are among the stored ones. */
  secret_references: Array<SecretReference>,
  /** Whether it cannot work before secrets are entered. */
  is_missing_secrets: boolean,
  /** Read-only. */
  is_preconfigured: boolean,
  /** One sentence, for preconfigured ones. */
  description: string | null,
  /** The APIs its URL speaks, for badges. */
  compatibility: Array<string>,
  /** How many of Patchbay's API keys are bound to it. */
  api_keys: number,
  /** What it has of its own: `timeouts`, `proxy`, `verificationMode`, `certificateAuthoritiesData` and the like. Empty: as the Networking page says. */
  networking: Record<string, unknown>,
  /** How its server's certificate is checked, when that is less than `full`. */
  weak_verification: VerificationMode | null,
  /** Why nothing can be sent through it, when its networking settings do not let it. */
  networking_problem: string | null,
  /** UTC Unix milliseconds; `null` for preconfigured ones. */
  updated_at_ms: number | null,
};

export type ConnectorsCreate = {
  /** A slug; `null` or absent: a UUID is made. */
  id?: string | null,
  /** For people. */
  name: string,
  /** Kibana's connector config, checked field by field. */
  config: Record<string, unknown>,
  /** Kibana's connector secrets by name, e.g. `apiKey`. Inwards only. */
  secrets: Record<string, string>,
  /** As in `Connector.networking`; absent: nothing of its own. */
  networking?: Record<string, unknown> | null,
};

export type ConnectorsUpdate = {
  /** Which connector. */
  id: string,
  /** For people. */
  name: string,
  /** Replaces the stored one. */
  config: Record<string, unknown>,
  /** Those given replace the stored ones; absent or empty ones stay as they are. */
  secrets: Record<string, string>,
  /** Stored secrets to remove, as paths of the form. */
  forget_secrets?: Array<string>,
  /** As in `Connector.networking`; absent: as it is stored. */
  networking?: Record<string, unknown> | null,
};

export type ConnectorDraft = {
  /** The connector that is being edited; `null` while it is being created. */
  stored_id: string | null,
  /** The id it shall have; `null`: not chosen yet. Not looked at when `stored_id` is given. */
  id: string | null,
  /** For people. */
  name: string,
  /** As for `connectors_create`. */
  config: Record<string, unknown>,
  /** Absent or empty ones are taken from the stored connector while the host stays the same. */
  secrets: Record<string, string>,
  /** Stored secrets to leave out, as paths of the form. */
  forget_secrets?: Array<string>,
  /** As in `Connector.networking`; absent: as it is stored. */
  networking?: Record<string, unknown> | null,
};

export type ConnectorChecked = {
  /** What is wrong; empty when it can be saved. */
  fields: Array<FieldError>,
};

export type ConnectorsGet = {
  /** Its id. */
  id: string,
};

export type ConnectorsDelete = {
  /** Their ids. All go, or none. */
  ids: Array<string>,
};

export type ConnectorActivity = {
  /** Whose. */
  connector_id: string,
  /** UTC Unix milliseconds. */
  last_run_at_ms: number,
  /** How the last run ended. */
  last_outcome: Outcome,
  /** Whether any run ever succeeded. */
  has_succeeded: boolean,
  /** Calls in the last 7 days. */
  requests_7d: number,
  /** Known tokens of these calls. */
  total_tokens_7d: number,
  /** Calls among them whose tokens are estimated or unknown. */
  unsure_requests_7d: number,
};

export type ModelOption = {
  /** To be put into Default model. */
  id: string,
  /** Where known. */
  context_window_tokens: number | null,
  /** Pico-dollars a token, where known. */
  input_pusd: number | null,
  /** Pico-dollars a token, where known. */
  output_pusd: number | null,
};

export type ConnectorModels = {
  /** By id; empty when the provider cannot be asked. */
  models: Array<ModelOption>,
  /** Why there are none, for people. */
  problem: string | null,
};

export type KnownModel = {
  /** To be put into Default model. */
  id: string,
  /** For people. */
  name: string,
  /** Whose. */
  provider: Provider,
  /** One short sentence. */
  good_at: string,
  /** Where known. */
  context_window_tokens: number | null,
  /** Pico-dollars a token, where known. */
  input_pusd: number | null,
  /** Pico-dollars a token, where known. */
  output_pusd: number | null,
};

export type KnownModels = {
  /** Where context and prices come from, with its version, for people. */
  source: string,
  /** Best first. */
  models: Array<KnownModel>,
};

export type ConnectorsExport = {
  /** `null`: every connector that is not preconfigured. */
  ids: Array<string> | null,
};

export type ConnectorsExported = {
  /** A name for the file. */
  file_name: string,
  /** Kibana's saved objects, one a line, or a file closed with a passphrase. */
  ndjson: string,
  /** How many connectors it holds. */
  count: number,
};

export type ImportConflicts = "overwrite" | "skip" | "copy";

export type ImportAction = "add" | "change" | "same" | "skip" | "refuse";

export type ImportRow = {
  /** In the file, from 1. */
  line: number,
  /** The id it will have, where one can be read. */
  id: string | null,
  /** Where one can be read. */
  name: string | null,
  /** What happens to it. */
  action: ImportAction,
  /** Why it is refused or skipped, or what else to know. */
  reason: string | null,
  /** Labels of the fields that change. */
  changes: Array<string>,
  /** Whether secrets must be entered before it works. */
  needs_secrets: boolean,
  /** Whether the file brings its secrets. */
  brings_secrets: boolean,
};

export type ConnectorsSealedExport = {
  /** `null`: every connector that is not preconfigured. */
  ids: Array<string> | null,
  /** What the file is closed with. */
  passphrase: string,
};

export type ConnectorsImportPreview = {
  /** The file's text. */
  ndjson: string,
  /** For a file that is closed with one. */
  passphrase?: string | null,
  /** What to do with ids that are taken. */
  conflicts: ImportConflicts,
};

export type ImportPlan = {
  /** Names exactly this plan over exactly these connectors. */
  plan_id: string,
  /** Whether the file was closed with a passphrase. */
  is_sealed: boolean,
  /** One for every object of the file. */
  rows: Array<ImportRow>,
};

export type ConnectorsImport = {
  /** The file's text. */
  ndjson: string,
  /** For a file that is closed with one. */
  passphrase?: string | null,
  /** As for the preview. */
  conflicts: ImportConflicts,
  /** From the preview; refused with `conflict` when something has changed since. */
  plan_id: string,
};

export type ConnectorsImported = {
  /** What was done. */
  rows: Array<ImportRow>,
};

export type NetworkingSource = "connector" | "host" | "file" | "settings" | "default";

export type NetworkingSetting = {
  /** Kibana's key, e.g. `ssl.verificationMode`. */
  key: string,
  /** In force, as JSON; `null` where there is none or it cannot be read. */
  value: unknown,
  /** Who says so. */
  source: NetworkingSource,
  /** The configuration file's name and the line, of a value from it. */
  place: string | null,
  /** Why it cannot be read. What depends on it is refused. */
  problem: string | null,
};

export type Certificate = {
  /** Whose it is, e.g. `CN=api.example.com`. */
  subject: string,
  /** Who signed it. */
  issuer: string,
  /** DNS names and IP addresses it is for. */
  names: Array<string>,
  /** UTC Unix milliseconds; `null` when it cannot be read. */
  not_before_ms: number | null,
  /** UTC Unix milliseconds; `null` when it cannot be read. */
  not_after_ms: number | null,
  /** Fingerprint: pairs of hexadecimal digits with colons between them. */
  sha256: string,
  /** Whether it may sign others. */
  is_authority: boolean,
  /** Whether it names itself as the one who signed it. */
  is_self_issued: boolean,
  /** Its text. */
  pem: string,
};

export type CertificatesRead = {
  /** A PEM text with one certificate or more. */
  pem: string,
};

export type NetworkingHost = {
  /** Scheme, host and port. */
  url: string,
  /** Who says so. */
  source: NetworkingSource,
  /** The configuration file's name and the line, of a host from it. */
  place: string | null,
  /** Why it cannot be read. Connections to it are refused. */
  problem: string | null,
  /** Its own; `null`: as for every host. */
  verification_mode: VerificationMode | null,
  /** Paths of PEM files. */
  certificate_authorities_files: Array<string>,
  /** PEM texts. */
  certificate_authorities_data: Array<string>,
  /** Nothing else is trusted. */
  only_these_authorities: boolean,
  /** Where the certificate is that is shown to it. */
  client_certificate: ClientCertificatePlace | null,
  /** Path of a PEM file. */
  client_certificate_file: string | null,
  /** Path of a PEM file. */
  client_key_file: string | null,
};

export type ClientCertificatePlace = "vault" | "files";

export type NetworkingProblem = {
  /** The setting, e.g. `customHostSettings[1].ssl.verificationMode`. */
  key: string,
  /** For people. */
  message: string,
  /** `file` or `settings`. */
  source: NetworkingSource,
  /** The configuration file's name and the line, of a problem in it. */
  place: string | null,
};

export type SystemProxy = {
  /** For `https` URLs, without credentials. */
  https: string | null,
  /** For `http` URLs, without credentials. */
  http: string | null,
  /** Hosts it is not for. */
  no_proxy: string | null,
  /** Why it cannot be read. */
  problem: string | null,
};

export type NetworkingStatus = {
  /** In force, in the order of the page; `customHostSettings` is in `hosts`. */
  settings: Array<NetworkingSetting>,
  /** In force; those of the file first. */
  hosts: Array<NetworkingHost>,
  /** What the Networking page says, by Kibana's keys. Values of headers are empty. */
  saved: Record<string, unknown>,
  /** The configuration file that says some of it. */
  file: string | null,
  /** Which secrets are stored, e.g. `proxyPassword`, `proxyHeaders.X-Team`, `clientKey.https://host:8443`. */
  stored_secrets: Array<string>,
  /** Which of them are sealed with a key that is gone. */
  lost_secrets: Array<string>,
  /** Which of them are read from environment variables; `path` is the secret's name. */
  secret_references: Array<SecretReference>,
  /** The proxy that the stored user name and password are for. */
  proxy_credentials_for: string | null,
  /** What the variables of the system say, whether they count or not. */
  system_proxy: SystemProxy,
  /** What cannot be read. */
  problems: Array<NetworkingProblem>,
  /** What is read and partly ignored. */
  warnings: Array<NetworkingProblem>,
};

export type NetworkingDraft = {
  /** Replaces what the Networking page said, by Kibana's keys, nested. Values of `proxyHeaders` may be empty: they are secrets. */
  settings: Record<string, unknown>,
  /** Secrets to store, by the names in `stored_secrets`. Absent or empty ones stay as they are. */
  secrets: Record<string, string>,
  /** Secrets to remove, by the same names. */
  forget_secrets?: Array<string>,
};

export type NetworkingChecked = {
  /** What is wrong, by key below `settings.` or name below `secrets.`; empty when it can be saved. */
  fields: Array<FieldError>,
  /** What would be partly ignored. */
  warnings: Array<FieldError>,
};

export type NetworkingTrust = {
  /** The host's URL; only scheme, host and port count. */
  url: string,
  /** The certificate to trust for this host, as PEM. */
  pem: string,
};

export type EffectiveValue = {
  /** For people, e.g. `Proxy`. */
  label: string,
  /** For people, e.g. `http://proxy.example:3128`. */
  value: string,
  /** Who says so. */
  source: NetworkingSource,
  /** Which host, or the file's name and line. */
  place: string | null,
  /** Why it is so, or what to know about it. */
  note: string | null,
};

export type EffectiveNetworking = {
  /** In the order of the page; empty when it is refused. */
  values: Array<EffectiveValue>,
  /** Why nothing can be sent. */
  problem: string | null,
};

export type ConnectorsDiagnose = {
  /** Chosen by the caller, to stop it with `connectors_run_stop`. */
  run_id: string,
  /** Which connector. */
  connector_id: string,
};

export type ConnectorsDiagnoseDraft = {
  /** Chosen by the caller, to stop it with `connectors_run_stop`. */
  run_id: string,
  /** What is in the form. */
  draft: ConnectorDraft,
};

export type DiagnosisWay = "configured" | "direct";

export type DiagnosisLayer = "settings" | "dns" | "tcp" | "proxy" | "tls" | "authentication" | "model" | "streaming";

export type DiagnosisState = "passed" | "warning" | "failed" | "not_reached";

export type DiagnosisFact = {
  /** For people, e.g. `Address`. */
  label: string,
  /** What was seen. */
  value: string,
};

export type DiagnosisStep = {
  /** Which layer. */
  layer: DiagnosisLayer,
  /** What became of it. */
  state: DiagnosisState,
  /** How long this layer alone took; `null` when it was not reached. */
  elapsed_ms: number | null,
  /** One sentence: what was seen. */
  summary: string,
  /** What to do. */
  hint: string | null,
  /** More of what was seen. */
  facts: Array<DiagnosisFact>,
  /** The chain the server showed, its own certificate first. */
  certificates: Array<Certificate>,
  /** Which of `certificates` can be trusted for this host so that the layer passes. */
  trust: number | null,
};

export type DiagnosisPlan = {
  /** As configured, or past the proxy. */
  way: DiagnosisWay,
  /** For people, e.g. `Through http://proxy.example:3128`. */
  label: string,
  /** In order. Every one gets a `step`. */
  layers: Array<DiagnosisLayer>,
};

export type DiagnosisVerdict = {
  /** Of the whole. `not_reached`: it was stopped. */
  state: DiagnosisState,
  /** One line. */
  title: string,
  /** What it means, and what to do first. */
  text: string,
  /** The first layer that is not as it should be. */
  layer: DiagnosisLayer | null,
  /** Whether the proxy is to blame; `null` where there is none, or it cannot be told. */
  proxy_to_blame: boolean | null,
};

export type DiagnosisEvent = { "type": "started",
  /** The host's URL: scheme, host and port. */
  url: string,
  /** One, or two where a proxy is set. */
  ways: Array<DiagnosisPlan>, } | { "type": "step",
  /** Which way. */
  way: DiagnosisWay,
  /** What became of a layer of it. */
  step: DiagnosisStep, } | { "type": "finished",
  /** What it comes to. */
  verdict: DiagnosisVerdict,
  /** To be copied; holds no secret. */
  report: string,
};

export type FieldSection = "settings" | "authentication";

export type FieldKind = "text" | "url" | "secret" | "number" | "switch" | "choice" | "headers" | "file";

export type FieldOption = { value: string, label: string, };

export type FieldSpec = { name: string, section: FieldSection, group: string | null, label: string, kind: FieldKind, required: boolean, default_value: string, placeholder: string, help: string, docs_label: string | null, docs_url: string | null, options: Array<FieldOption>, accept: string | null, suggests_models: boolean, };

export type FieldGroup = {
  /** Named by its fields. */
  id: string,
  /** Where its switch stands. */
  section: FieldSection,
  /** Of the switch that shows its fields. */
  label: string,
  /** Above its fields. */
  heading: string | null,
  /** Fields that may stay empty while it is on. */
  makes_optional: Array<string>,
};

export type ProviderSpec = { id: Provider, label: string, description: string, sample_body: string, fields: Array<FieldSpec>, groups: Array<FieldGroup>, };

export type ConnectorPreset = {
  /** A slug. */
  id: string,
  /** For people. */
  label: string,
  /** One sentence. */
  description: string,
  /** Whose form it fills. */
  provider: Provider,
  /** What it starts with. */
  api_url: string,
  /** What it starts with; may be empty. */
  default_model: string,
  /** How to get a model and start it. */
  help: string,
  /** Where more is written. */
  docs_url: string,
};

export type ConnectorSpec = {
  /** Kibana's id of the type. */
  type_id: string,
  /** For people. */
  name: string,
  /** One sentence. */
  description: string,
  /** The APIs such connectors can speak. */
  compatibility: Array<string>,
  /** Longest connector id, in characters. */
  id_max_chars: number,
  /** In the order of the form. */
  providers: Array<ProviderSpec>,
  /** Servers on one's own machine, with their default addresses. */
  presets: Array<ConnectorPreset>,
  /** Longest file that can be imported. */
  max_import_bytes: number,
};

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

export type ConnectorsRunDraft = {
  /** Chosen by the caller, to stop the run by. */
  run_id: string,
  /** A connector that is not saved, or not as it is saved. */
  draft: ConnectorDraft,
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
