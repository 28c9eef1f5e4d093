/** Connector ids that are made from names. */

/** For names without a single Latin letter or digit. */
const FALLBACK = "connector";

function slugOf(name: string, max_chars: number): string {
  return name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, max_chars)
    .replace(/-$/, "");
}

/** A free id for a name; empty while there is no name. */
export function freeId(name: string, max_chars: number, taken: ReadonlySet<string>): string {
  if (name.trim() === "") return "";
  const slug = slugOf(name, max_chars) || FALLBACK;
  for (let count = 1; ; count++) {
    const suffix = count === 1 ? "" : `-${count}`;
    const id = slug.slice(0, max_chars - suffix.length).replace(/-$/, "") + suffix;
    if (!taken.has(id)) return id;
  }
}
