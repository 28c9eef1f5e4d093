/** What is found, in groups. Pure: 10,000 connectors are searched between two keys. */
import { matchesQuery, searchable } from "../../lib/connector_search";
import { fold, parseQuery } from "../../lib/connector_query";
import type { Connector } from "../../wire/types";

export type Entry = {
  id: string;
  label: string;
  /** Said after the label. */
  detail?: string;
  /** Found by these too. */
  words?: string;
  icon: string;
  run: () => void;
  /** Done with Ctrl or ⌘ and Enter. */
  second?: { label: string; run: () => void };
};

export type Group = { id: string; label: string; entries: Entry[] };

export function findFixed(entries: Entry[], text: string): Entry[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  return entries.filter(({ label, words: more = "" }) => {
    const searched = fold(`${label} ${more}`);
    return words.every((word) => searched.includes(word));
  });
}

/** A name that begins with it comes before one that has it inside, and both before a host or a model. */
function rank(connector: Connector, text: string): number {
  const { name } = searchable(connector).fields;
  if (text === "" || name.startsWith(text)) return 0;
  if (name.includes(` ${text}`)) return 1;
  return name.includes(text) ? 2 : 3;
}

export function findConnectors(connectors: Connector[], text: string): Connector[] {
  const { clauses } = parseQuery(text);
  if (clauses.length === 0) return connectors;
  const folded = fold(text.trim());
  return connectors
    .filter((connector) => matchesQuery(connector, clauses))
    .map((connector) => ({ connector, rank: rank(connector, folded) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ connector }) => connector);
}
