// Generated from src-tauri/api by `cargo xtask types`. Do not edit.

import type * as wire from "./types";

export type Tag = "app" | "connectors" | "usage" | "settings" | "vault" | "networking";

export type Commands = {
  app_info: { req: wire.Empty; res: wire.AppInfo };
  connectors_spec: { req: wire.Empty; res: wire.ConnectorSpec };
  connectors_list: { req: wire.Empty; res: Array<wire.Connector> };
  connectors_get: { req: wire.ConnectorsGet; res: wire.Connector };
  connectors_activity: { req: wire.Empty; res: Array<wire.ConnectorActivity> };
  connectors_check: { req: wire.ConnectorDraft; res: wire.ConnectorChecked };
  connectors_models: { req: wire.ConnectorDraft; res: wire.ConnectorModels };
  models_known: { req: wire.Empty; res: wire.KnownModels };
  connectors_export: { req: wire.ConnectorsExport; res: wire.ConnectorsExported };
  connectors_export_sealed: { req: wire.ConnectorsSealedExport; res: wire.ConnectorsExported };
  connectors_import_preview: { req: wire.ConnectorsImportPreview; res: wire.ImportPlan };
  connectors_import: { req: wire.ConnectorsImport; res: wire.ConnectorsImported };
  connectors_create: { req: wire.ConnectorsCreate; res: wire.Connector };
  connectors_update: { req: wire.ConnectorsUpdate; res: wire.Connector };
  connectors_delete: { req: wire.ConnectorsDelete; res: null };
  connectors_run_stop: { req: wire.ConnectorsRunStop; res: wire.ConnectorsRunStopped };
  usage_connectors: { req: wire.Empty; res: Array<wire.UsageConnector> };
  usage_summary: { req: wire.UsageSummaryGet; res: wire.UsageSummary };
  settings_get: { req: wire.Empty; res: wire.Settings };
  settings_update: { req: wire.SettingsUpdate; res: wire.Settings };
  connectors_networking: { req: wire.ConnectorsGet; res: wire.EffectiveNetworking };
  connectors_networking_draft: { req: wire.ConnectorDraft; res: wire.EffectiveNetworking };
  networking_get: { req: wire.Empty; res: wire.NetworkingStatus };
  networking_check: { req: wire.NetworkingDraft; res: wire.NetworkingChecked };
  networking_save: { req: wire.NetworkingDraft; res: wire.NetworkingStatus };
  networking_trust: { req: wire.NetworkingTrust; res: wire.NetworkingStatus };
  certificates_read: { req: wire.CertificatesRead; res: Array<wire.Certificate> };
  vault_status: { req: wire.Empty; res: wire.VaultStatus };
  vault_unlock: { req: wire.VaultUnlock; res: wire.VaultStatus };
  vault_lock: { req: wire.Empty; res: wire.VaultStatus };
  vault_change: { req: wire.VaultChange; res: wire.VaultStatus };
};

export type Streams = {
  connectors_run: { req: wire.ConnectorsRun; event: wire.RunEvent };
  connectors_run_draft: { req: wire.ConnectorsRunDraft; event: wire.RunEvent };
  connectors_diagnose: { req: wire.ConnectorsDiagnose; event: wire.DiagnosisEvent };
  connectors_diagnose_draft: { req: wire.ConnectorsDiagnoseDraft; event: wire.DiagnosisEvent };
};

export const TAGS: Record<
  keyof Commands | keyof Streams,
  { role: wire.Role; provides: readonly Tag[]; invalidates: readonly Tag[] }
> = {
  app_info: { role: "usage", provides: ["app"], invalidates: [] },
  connectors_spec: { role: "read", provides: [], invalidates: [] },
  connectors_list: { role: "read", provides: ["connectors"], invalidates: [] },
  connectors_get: { role: "read", provides: ["connectors"], invalidates: [] },
  connectors_activity: { role: "read", provides: ["usage"], invalidates: [] },
  connectors_check: { role: "all", provides: [], invalidates: [] },
  connectors_models: { role: "all", provides: [], invalidates: [] },
  models_known: { role: "read", provides: [], invalidates: [] },
  connectors_export: { role: "read", provides: [], invalidates: [] },
  connectors_export_sealed: { role: "all", provides: [], invalidates: [] },
  connectors_import_preview: { role: "all", provides: [], invalidates: [] },
  connectors_import: { role: "all", provides: [], invalidates: ["connectors", "vault"] },
  connectors_create: { role: "all", provides: [], invalidates: ["connectors", "vault"] },
  connectors_update: { role: "all", provides: [], invalidates: ["connectors", "vault"] },
  connectors_delete: { role: "all", provides: [], invalidates: ["connectors", "vault"] },
  connectors_run_stop: { role: "read", provides: [], invalidates: [] },
  usage_connectors: { role: "usage", provides: ["connectors", "usage"], invalidates: [] },
  usage_summary: { role: "usage", provides: ["usage"], invalidates: [] },
  settings_get: { role: "usage", provides: ["settings"], invalidates: [] },
  settings_update: { role: "all", provides: [], invalidates: ["settings", "connectors"] },
  connectors_networking: { role: "read", provides: ["connectors", "networking"], invalidates: [] },
  connectors_networking_draft: { role: "all", provides: ["networking"], invalidates: [] },
  networking_get: { role: "read", provides: ["networking", "vault"], invalidates: [] },
  networking_check: { role: "all", provides: [], invalidates: [] },
  networking_save: { role: "all", provides: [], invalidates: ["networking", "connectors", "vault"] },
  networking_trust: { role: "all", provides: [], invalidates: ["networking", "connectors"] },
  certificates_read: { role: "read", provides: [], invalidates: [] },
  vault_status: { role: "read", provides: ["vault"], invalidates: [] },
  vault_unlock: { role: "all", provides: [], invalidates: ["vault", "connectors"] },
  vault_lock: { role: "all", provides: [], invalidates: ["vault", "connectors"] },
  vault_change: { role: "all", provides: [], invalidates: ["vault", "connectors"] },
  connectors_run: { role: "read", provides: [], invalidates: ["usage", "vault"] },
  connectors_run_draft: { role: "all", provides: [], invalidates: ["usage", "vault"] },
  connectors_diagnose: { role: "read", provides: [], invalidates: ["usage", "vault"] },
  connectors_diagnose_draft: { role: "all", provides: [], invalidates: ["usage", "vault"] },
};
