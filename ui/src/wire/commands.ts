// Generated from src-tauri/api by `cargo xtask types`. Do not edit.

import type * as wire from "./types";

export type Tag = "app" | "connectors" | "usage" | "settings";

export type Commands = {
  app_info: { req: wire.Empty; res: wire.AppInfo };
  connectors_spec: { req: wire.Empty; res: wire.ConnectorSpec };
  connectors_list: { req: wire.Empty; res: Array<wire.Connector> };
  connectors_get: { req: wire.ConnectorsGet; res: wire.Connector };
  connectors_create: { req: wire.ConnectorsCreate; res: wire.Connector };
  connectors_update: { req: wire.ConnectorsUpdate; res: wire.Connector };
  connectors_delete: { req: wire.ConnectorsDelete; res: null };
  connectors_run_stop: { req: wire.ConnectorsRunStop; res: wire.ConnectorsRunStopped };
  usage_connectors: { req: wire.Empty; res: Array<wire.UsageConnector> };
  usage_summary: { req: wire.UsageSummaryGet; res: wire.UsageSummary };
  settings_get: { req: wire.Empty; res: wire.Settings };
  settings_update: { req: wire.SettingsUpdate; res: wire.Settings };
};

export type Streams = {
  connectors_run: { req: wire.ConnectorsRun; event: wire.RunEvent };
};

export const TAGS: Record<
  keyof Commands | keyof Streams,
  { role: wire.Role; provides: readonly Tag[]; invalidates: readonly Tag[] }
> = {
  app_info: { role: "usage", provides: ["app"], invalidates: [] },
  connectors_spec: { role: "read", provides: [], invalidates: [] },
  connectors_list: { role: "read", provides: ["connectors"], invalidates: [] },
  connectors_get: { role: "read", provides: ["connectors"], invalidates: [] },
  connectors_create: { role: "all", provides: [], invalidates: ["connectors", "app"] },
  connectors_update: { role: "all", provides: [], invalidates: ["connectors", "app"] },
  connectors_delete: { role: "all", provides: [], invalidates: ["connectors"] },
  connectors_run_stop: { role: "read", provides: [], invalidates: [] },
  usage_connectors: { role: "usage", provides: ["connectors", "usage"], invalidates: [] },
  usage_summary: { role: "usage", provides: ["usage"], invalidates: [] },
  settings_get: { role: "usage", provides: ["settings"], invalidates: [] },
  settings_update: { role: "all", provides: [], invalidates: ["settings", "connectors"] },
  connectors_run: { role: "read", provides: [], invalidates: ["usage"] },
};
