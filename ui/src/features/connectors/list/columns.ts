/** The columns beside the name: what can be shown, what is shown at first, and how wide it is. */
import { readKept } from "../../../lib/kept";

export const COLUMN_IDS = [
  "type",
  "compatibility",
  "host",
  "model",
  "last_run",
  "runs",
  "tokens",
  "api_keys",
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

export type Column = { id: ColumnId; label: string; width_px: number; align: "left" | "right" };

export const COLUMNS: Record<ColumnId, Column> = {
  type: { id: "type", label: "Type", width_px: 112, align: "left" },
  compatibility: { id: "compatibility", label: "Compatibility", width_px: 148, align: "left" },
  host: { id: "host", label: "Host", width_px: 148, align: "left" },
  model: { id: "model", label: "Default model", width_px: 140, align: "left" },
  last_run: { id: "last_run", label: "Last run", width_px: 132, align: "left" },
  runs: { id: "runs", label: "Runs (7 d)", width_px: 100, align: "right" },
  tokens: { id: "tokens", label: "Tokens (7 d)", width_px: 116, align: "right" },
  api_keys: { id: "api_keys", label: "API keys", width_px: 96, align: "right" },
};

/** What fits beside a readable name: on a large screen, in 1280 px, and in 900 px. */
export const LARGE_DEFAULT: readonly ColumnId[] = ["type", "compatibility", "host", "model", "last_run", "tokens"];
export const WIDE_DEFAULT: readonly ColumnId[] = ["type", "compatibility", "model", "last_run"];
export const NARROW_DEFAULT: readonly ColumnId[] = ["type", "model", "last_run"];

export const NAME_MIN_PX = 180;
export const SELECT_PX = 36;
export const ACTIONS_PX = 172;

const isColumnId = (value: unknown): value is ColumnId => COLUMN_IDS.includes(value as ColumnId);

/** Always in the order of the table, whatever the order in which they were switched on. */
export const inOrder = (chosen: readonly ColumnId[]): ColumnId[] => COLUMN_IDS.filter((id) => chosen.includes(id));

export const KEPT_COLUMNS = "connectors.columns";

export const readKeptColumns = (): ColumnId[] | null =>
  readKept(KEPT_COLUMNS, (value) => (Array.isArray(value) ? inOrder(value.filter(isColumnId)) : null));
