/** The rows of the headers field: plain ones, and ones whose value is a secret. */
import { readReference, REFERENCE_PROBLEM } from "../../../lib/env_reference";
import { headerOfPath, secretHeaderPath } from "../../../lib/secret_paths";
import type { Connector } from "../../../wire/types";

export type HeaderRow = {
  key: string;
  /** Empty for a stored secret: nobody can read it. */
  value: string;
  is_secret: boolean;
  /** Whether the lock stands as it was chosen; until then it follows the key. */
  is_lock_chosen: boolean;
  /** The name under which its secret is stored, or was; null where there is none. */
  stored_as: string | null;
};

export const EMPTY_ROW: HeaderRow = {
  key: "",
  value: "",
  is_secret: false,
  is_lock_chosen: false,
  stored_as: null,
};

/** Words and not letters: `X-Author` and `X-Keyboard` are no secrets. */
const SECRET_WORDS =
  /^(?:[a-z]*token|[a-z]*secret|[a-z]*key|auth|authentication|authorization|passw(?:or)?d|passphrase|pwd|bearer|jwt|credentials?|signature|session|cookie)$/;

/** Whether a header of this name is likely to carry a secret. */
export function smellsSecret(name: string): boolean {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .some((word) => SECRET_WORDS.test(word));
}

/** A row after typing in it. The lock is only ever suggested, and never taken off a value. */
export function typedRow(row: HeaderRow, part: { key: string } | { value: string }): HeaderRow {
  const next = { ...row, ...part };
  if (next.is_lock_chosen) return next;
  if (smellsSecret(next.key) || readReference(next.value) !== null) return { ...next, is_secret: true };
  return next.value === "" ? { ...next, is_secret: false } : next;
}

/** Paths of the secret headers that a connector has, or should have. */
function secretHeadersOf(connector: Connector): string[] {
  const paths = [...connector.stored_secrets, ...connector.missing_secrets, ...connector.lost_secrets];
  return Array.from(new Set(paths.flatMap((path) => headerOfPath(path) ?? []))).sort();
}

export const storedSecretRow = (name: string): HeaderRow => ({
  key: name,
  value: "",
  is_secret: true,
  is_lock_chosen: true,
  stored_as: name,
});

export function storedRows(headers: Record<string, string>, connector: Connector): HeaderRow[] {
  return [
    ...Object.entries(headers).map(([key, value]) => ({ ...EMPTY_ROW, key, value, is_lock_chosen: true })),
    ...secretHeadersOf(connector).map(storedSecretRow),
  ];
}

/**
 * What becomes of a row's secret. `unmarked`: a stored secret that shall be plain text from now on.
 * All but `plain` and `kept` need a value.
 */
export type HeaderState = "plain" | "new" | "kept" | "ask_again" | "lost" | "missing" | "renamed" | "unmarked";

export function headerState(row: HeaderRow, stored: Connector | null, has_moved: boolean): HeaderState {
  const { stored_as, is_secret } = row;
  const path = stored_as === null ? null : secretHeaderPath(stored_as);
  if (path === null || !stored) return is_secret ? "new" : "plain";
  if (!is_secret) return "unmarked";
  if (row.key.trim() !== stored_as) return "renamed";
  if (stored.lost_secrets.includes(path)) return "lost";
  if (stored.missing_secrets.includes(path)) return "missing";
  return has_moved ? "ask_again" : "kept";
}

export type HeaderProblem = "no_key" | "repeated" | "no_value" | "bad_reference";

/** What is wrong however much is still to be typed. */
export const WRONG_AT_ONCE: readonly HeaderProblem[] = ["repeated"];
const ALL: readonly HeaderProblem[] = ["no_key", "repeated", "no_value", "bad_reference"];

/** One entry for each row; null where nothing is wrong with it. Servers do not tell case apart. */
export function headerProblems(rows: HeaderRow[], stored: Connector | null, has_moved: boolean): (HeaderProblem | null)[] {
  const counts = new Map<string, number>();
  for (const { key } of rows) {
    const name = key.trim().toLowerCase();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return rows.map((row) => {
    const { key, value, is_secret } = row;
    const is_empty = value.trim() === "";
    if (key.trim() === "") return is_empty && row.stored_as === null ? null : "no_key";
    if ((counts.get(key.trim().toLowerCase()) ?? 0) > 1) return "repeated";
    const state = headerState(row, stored, has_moved);
    if (is_empty && state !== "plain" && state !== "kept") return "no_value";
    return is_secret && readReference(value)?.kind === "malformed" ? "bad_reference" : null;
  });
}

/** The first thing that is wrong, in words. */
export function headersError(
  rows: HeaderRow[],
  problems: (HeaderProblem | null)[],
  kinds: readonly HeaderProblem[] = ALL,
): string | undefined {
  const at = problems.findIndex((problem) => problem !== null && kinds.includes(problem));
  const key = rows[at]?.key.trim();
  switch (problems[at]) {
    case "no_key":
      return "Key is required.";
    case "repeated":
      return `The key "${key}" is there twice.`;
    case "no_value":
      return `The header "${key}" needs a value.`;
    case "bad_reference":
      return REFERENCE_PROBLEM;
    default:
      return undefined;
  }
}

export type WireHeaders = {
  /** Undefined: there are none. */
  plain: Record<string, string> | undefined;
  /** By their names among the secrets. */
  secrets: Record<string, string>;
  /** Paths of the stored secrets that no row stands for any more. */
  forgotten: string[];
};

/** @param rows Null where the field is not shown. */
export function headersToWire(rows: HeaderRow[] | null, stored: Connector | null): WireHeaders {
  const given = (rows ?? [])
    .map((row) => ({ ...row, key: row.key.trim(), value: row.value.trim() }))
    .filter(({ key, value }) => key !== "" || value !== "");
  // A header may be called `__proto__`, which an assignment would take for something else.
  const plain = given.filter(({ is_secret, value, stored_as }) => !is_secret && (value !== "" || stored_as === null));
  const secret = given.filter(({ is_secret }) => is_secret);
  const names = new Set(secret.map(({ key }) => key));
  return {
    plain: plain.length > 0 ? Object.fromEntries(plain.map(({ key, value }) => [key, value])) : undefined,
    secrets: Object.fromEntries(
      secret
        .filter(({ value }) => value !== "")
        .map(({ key, value }) => [secretHeaderPath(key).slice("secrets.".length), value]),
    ),
    forgotten: stored
      ? secretHeadersOf(stored)
          .filter((name) => !names.has(name))
          .map(secretHeaderPath)
      : [],
  };
}
