/**
 * What is typed into the search of the connectors: words, "phrases", `field:value`, `field:(a or b)`,
 * `*` for anything, `-` for not. A query is never refused: what is wrong with it is said beside it,
 * and the rest of it counts.
 */
export const SEARCH_FIELDS = ["name", "id", "provider", "host", "url", "model"] as const;
export type SearchField = (typeof SEARCH_FIELDS)[number];

/** Kibana's names for the same things. */
const ALIASES: Record<string, SearchField> = { type: "provider", actiontypeid: "provider", defaultmodel: "model" };

/** The text between the stars, in order. Without a star it is one piece. */
export type Pattern = { pieces: string[] };
export type Clause = { field: SearchField | null; is_excluded: boolean; any_of: Pattern[] };
export type ConnectorQuery = { clauses: Clause[]; problem: string | null };

export const fold = (text: string): string => text.normalize("NFC").toLocaleLowerCase();

function toField(name: string): SearchField | null {
  const known = name.toLowerCase();
  return SEARCH_FIELDS.find((field) => field === known) ?? ALIASES[known] ?? null;
}

const toPattern = (text: string): Pattern => ({ pieces: fold(text).split(/\*+/) });

const PHRASE = /"([^"]*)("|$)/y;
const GROUP = /\(([^)]*)(\)|$)/y;
const WORD = /[^\s]+/y;
const FIELD = /([a-zA-Z]+):/y;
const ALTERNATIVE = /"([^"]*)"|[^\s]+/g;

function read(at: number, text: string, what: RegExp): RegExpExecArray | null {
  what.lastIndex = at;
  return what.exec(text);
}

export function parseQuery(text: string): ConnectorQuery {
  const clauses: Clause[] = [];
  let problem: string | null = null;
  let at = 0;

  while (at < text.length) {
    if (/\s/.test(text[at] ?? "")) {
      at += 1;
      continue;
    }
    const is_excluded = text[at] === "-" && /\S/.test(text[at + 1] ?? "");
    if (is_excluded) at += 1;

    // A word with a colon in it is often no field at all: a model's tag, or an address.
    const named = read(at, text, FIELD);
    const field = named ? toField(named[1] ?? "") : null;
    if (named && field) at += named[0].length;
    const label = named && field ? `“${named[0]}”` : "";

    const phrase = read(at, text, PHRASE);
    const group = field ? read(at, text, GROUP) : null;
    const word = read(at, text, WORD);
    const part = phrase ?? group ?? word;
    at += part?.[0].length ?? 0;

    let alternatives: string[];
    if (phrase) {
      alternatives = [phrase[1] ?? ""];
      if (phrase[2] !== '"') problem ??= "A quotation mark is not closed.";
    } else if (group) {
      alternatives = Array.from((group[1] ?? "").matchAll(ALTERNATIVE), (match) => match[1] ?? match[0]).filter(
        (item) => item.toLowerCase() !== "or",
      );
      if (group[2] !== ")") problem ??= `The bracket after ${label} is not closed.`;
    } else {
      alternatives = word ? [word[0]] : [];
    }

    const any_of = alternatives.filter((item) => item.trim() !== "").map(toPattern);
    if (any_of.length > 0) clauses.push({ field, is_excluded, any_of });
    else if (field) problem ??= `Write after ${label} what to look for.`;
  }
  return { clauses, problem };
}
