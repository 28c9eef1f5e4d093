/**
 * Small choices that a person makes once, kept in this browser or window. What cannot be read, or
 * no longer makes sense, is as if it had never been kept.
 */
const PREFIX = "patchbay.";

export type KeptFor = "ever" | "session";

const storage = (how_long: KeptFor): Storage => (how_long === "ever" ? window.localStorage : window.sessionStorage);

/** `check` gets what was kept and answers null for what it does not know. */
export function readKept<T>(name: string, check: (value: unknown) => T | null, how_long: KeptFor = "ever"): T | null {
  try {
    const text = storage(how_long).getItem(PREFIX + name);
    return text === null ? null : check(JSON.parse(text));
  } catch {
    return null;
  }
}

export function keep(name: string, value: unknown, how_long: KeptFor = "ever"): void {
  try {
    if (value === null) storage(how_long).removeItem(PREFIX + name);
    else storage(how_long).setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing still has the choice on the screen.
  }
}
