/** Finds connectors. The text that is searched is made once for each connector, not for each key pressed. */
import type { Connector } from "../wire/types";
import { fold, SEARCH_FIELDS, type Clause, type Pattern, type SearchField } from "./connector_query";
import { urlHost } from "./url_host";

type Searchable = { all: string; fields: Record<SearchField, string> };

const made = new WeakMap<Connector, Searchable>();

export function searchable(connector: Connector): Searchable {
  const known = made.get(connector);
  if (known) return known;
  const { id, name, config } = connector;
  const fields: Record<SearchField, string> = {
    name: fold(name),
    id: fold(id),
    provider: fold(config.apiProvider),
    host: fold(urlHost(config.apiUrl) ?? ""),
    url: fold(config.apiUrl),
    model: fold(config.defaultModel ?? ""),
  };
  // What a lone word is looked for in. Not the whole address: "chat" would find everything.
  const all = [fields.name, fields.id, fields.provider, fields.host, fields.model].join("\n");
  const entry = { all, fields };
  made.set(connector, entry);
  return entry;
}

/** Makes the texts beforehand, so that the first key pressed is as quick as the others. */
export function prepareSearch(connectors: Connector[]): void {
  for (const connector of connectors) searchable(connector);
}

/** The pieces in their order; with a star, the field has to begin and end as the pattern does. */
function fits(text: string, { pieces }: Pattern, is_anchored: boolean): boolean {
  const [first = "", ...more] = pieces;
  const last = more.pop();
  if (last === undefined) return text.includes(first);
  if (is_anchored && !text.startsWith(first)) return false;
  let at = is_anchored ? first.length : text.indexOf(first) + first.length;
  if (!is_anchored && !text.includes(first)) return false;
  for (const piece of more) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return is_anchored ? text.length - last.length >= at && text.endsWith(last) : text.indexOf(last, at) >= 0;
}

export function matchesQuery(connector: Connector, clauses: Clause[]): boolean {
  if (clauses.length === 0) return true;
  const { all, fields } = searchable(connector);
  return clauses.every(({ field, is_excluded, any_of }) => {
    const is_found = any_of.some((pattern) => {
      if (field) return fits(fields[field], pattern, true);
      if (pattern.pieces.length === 1) return all.includes(pattern.pieces[0] ?? "");
      return SEARCH_FIELDS.some((name) => name !== "url" && fits(fields[name], pattern, false));
    });
    return is_found !== is_excluded;
  });
}
