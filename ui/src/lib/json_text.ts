/**
 * Checks and re-indents JSON text without changing a value in it.
 *
 * `JSON.parse` will not do for either: engines disagree on whether an error says where it is
 * (WebKit does not), and a round trip rewrites large numbers and drops repeated keys.
 */

export type JsonProblem = { from: number; to: number; message: string };

/** Deeper than any request, and shallow enough for every engine's stack. */
const MAX_DEPTH = 200;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// oxlint-disable-next-line no-control-regex -- JSON forbids exactly these inside a string
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /[A-Za-z_$][\w$]*/y;

class Problem extends Error {
  constructor(
    readonly from: number,
    readonly to: number,
    message: string,
  ) {
    super(message);
  }
}

class Checker {
  private at = 0;
  private depth = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  check(): void {
    this.skipSpace();
    if (this.at >= this.text.length) throw new Problem(0, 0, "Body is required.");
    this.value();
    this.skipSpace();
    if (this.at < this.text.length) this.fail("Nothing may follow the value.");
  }

  private fail(message: string, from = this.at, to = from + 1): never {
    throw new Problem(from, Math.min(Math.max(to, from), this.text.length), message);
  }

  private skipSpace(): void {
    while (" \t\n\r".includes(this.text.charAt(this.at)) && this.at < this.text.length) this.at++;
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }

  private value(): void {
    const start = this.at;
    const char = this.text.charAt(start);
    if (char === "") this.fail("A value is missing at the end.");
    if (char === "{" || char === "[") return this.group(char);
    if (char === '"') return this.string();
    if (this.match(NUMBER) !== null) return;
    const word = this.match(WORD);
    if (word === "true" || word === "false" || word === "null") return;
    if (word !== null) this.fail(`"${word}" is not a JSON value. Put text in double quotes.`, start, this.at);
    if (char === "'") this.fail("JSON text uses double quotes.", start);
    if (char === "}" || char === "]" || char === ",") this.fail(`A value is missing before "${char}".`, start);
    this.fail(`A value cannot start with "${char}".`, start);
  }

  private string(): void {
    const start = this.at;
    if (this.match(STRING) !== null) return;
    const line_end = this.text.indexOf("\n", start);
    const end = line_end === -1 ? this.text.length : line_end;
    this.fail("This text has no closing quote, or holds a character that must be escaped.", start, end);
  }

  private group(open: "{" | "["): void {
    const start = this.at;
    const close = open === "{" ? "}" : "]";
    if (++this.depth > MAX_DEPTH) this.fail("The body is nested too deeply.");
    this.at++;
    this.skipSpace();
    if (this.text.charAt(this.at) === close) {
      this.at++;
      this.depth--;
      return;
    }
    for (;;) {
      this.skipSpace();
      if (open === "{") this.key();
      this.skipSpace();
      this.value();
      this.skipSpace();
      const char = this.text.charAt(this.at);
      if (char === close) break;
      if (char === "") this.fail(`This "${open}" is never closed.`, start);
      if (char !== ",") this.fail(`A comma or "${close}" is missing here.`);
      const comma = this.at++;
      this.skipSpace();
      if (this.text.charAt(this.at) === close) this.fail("JSON allows no comma after the last entry.", comma);
    }
    this.at++;
    this.depth--;
  }

  private key(): void {
    if (this.text.charAt(this.at) !== '"') {
      const start = this.at;
      this.match(WORD);
      this.fail("A name in double quotes is missing here.", start, Math.max(this.at, start + 1));
    }
    this.string();
    this.skipSpace();
    if (this.text.charAt(this.at) !== ":") this.fail("A colon is missing after the name.");
    this.at++;
  }
}

export function findJsonProblem(text: string): JsonProblem | null {
  try {
    new Checker(text).check();
    return null;
  } catch (error) {
    if (error instanceof Problem) return { from: error.from, to: error.to, message: error.message };
    throw error;
  }
}

/** Moves whitespace only. Text that is not JSON comes back as it was. */
export function formatJson(text: string, indent = 4): string {
  if (findJsonProblem(text)) return text;
  let out = "";
  let depth = 0;
  const newline = () => `\n${" ".repeat(depth * indent)}`;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (" \t\n\r".includes(char)) continue;
    if (char === '"') {
      STRING.lastIndex = at;
      const found = STRING.exec(text)?.[0] ?? char;
      out += found;
      at += found.length - 1;
    } else if (char === "{" || char === "[") {
      const empty = /^\s*[}\]]/.exec(text.slice(at + 1, at + 200));
      if (empty) {
        out += char === "{" ? "{}" : "[]";
        at += empty[0].length;
      } else {
        depth++;
        out += char + newline();
      }
    } else if (char === "}" || char === "]") {
      depth--;
      out += newline() + char;
    } else if (char === ",") out += `,${newline()}`;
    else if (char === ":") out += ": ";
    else out += char;
  }
  return out;
}
