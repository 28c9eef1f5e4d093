/**
 * Splits a command into words as a shell does, without running or expanding anything.
 *
 * shell-quote, the usual package, does not fit: it knows neither `$'…'` nor the Windows command
 * line, replaces `$NAME` (a placeholder must stay one), and takes `?` and `*` of an address for a
 * pattern. One pass over the text, so that its length costs no more than its length.
 */

/** Null where a quote is never closed. */
export function shellWords(text: string): string[] | null {
  return isWindows(text) ? windowsWords(unescapeCarets(text)) : bashWords(text);
}

/** A caret before a quote or at a line's end is how the Windows command line escapes. */
function isWindows(text: string): boolean {
  return /\^(?:"|\r?\n)/.test(text);
}

const ANSI_C: Record<string, string> = { n: "\n", t: "\t", r: "\r", a: "\u0007", b: "\b", f: "\f", v: "\v", e: "\u001b", E: "\u001b" };
const ANSI_C_CODE = /x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})/y;

class Words {
  readonly done: string[] = [];
  private parts: string[] | null = null;

  /** An empty piece still makes a word: `""` is one. */
  add(piece: string): void {
    (this.parts ??= []).push(piece);
  }

  end(): void {
    if (this.parts) this.done.push(this.parts.join(""));
    this.parts = null;
  }

  get is_between(): boolean {
    return this.parts === null;
  }
}

function bashWords(text: string): string[] | null {
  const words = new Words();
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === "\\") {
      const line_end = /\\\r?\n/y;
      line_end.lastIndex = at;
      const found = line_end.exec(text);
      if (found) at += found[0].length;
      else {
        words.add(next);
        at += 2;
      }
    } else if (char === "`" && /[\r\n]/.test(next)) {
      // How PowerShell goes on in the next line.
      at += 1;
    } else if (/\s/.test(char)) {
      words.end();
      at += 1;
    } else if (char === "'") {
      const end = text.indexOf("'", at + 1);
      if (end === -1) return null;
      words.add(text.slice(at + 1, end));
      at = end + 1;
    } else if (char === "$" && next === "'") {
      const quoted = ansiC(text, at + 2);
      if (!quoted) return null;
      words.add(quoted.value);
      at = quoted.end;
    } else if (char === '"' || (char === "$" && next === '"')) {
      const quoted = doubleQuoted(text, at + (char === '"' ? 1 : 2));
      if (!quoted) return null;
      words.add(quoted.value);
      at = quoted.end;
    } else if (words.is_between && isEndOfCommand(text, at)) {
      break;
    } else {
      words.add(char);
      at += 1;
    }
  }
  words.end();
  return words.done;
}

/** What follows is another command, or a file that the output goes to. */
function isEndOfCommand(text: string, at: number): boolean {
  return /[|;>#]/.test(text.charAt(at)) || (text.charAt(at) === "&" && /[\s&]|$/.test(text.charAt(at + 1)));
}

type Quoted = { value: string; end: number };

function doubleQuoted(text: string, start: number): Quoted | null {
  const parts: string[] = [];
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') return { value: parts.join(""), end: at + 1 };
    const next = text.charAt(at + 1);
    if (char === "\\" && next !== "" && '$`"\\\n'.includes(next)) {
      if (next !== "\n") parts.push(next);
      at += 1;
    } else parts.push(char);
  }
  return null;
}

function ansiC(text: string, start: number): Quoted | null {
  const parts: string[] = [];
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "'") return { value: parts.join(""), end: at + 1 };
    if (char !== "\\") {
      parts.push(char);
      continue;
    }
    ANSI_C_CODE.lastIndex = at + 1;
    const code = ANSI_C_CODE.exec(text);
    if (code) {
      const hex = code[1] ?? code[2] ?? code[3];
      const point = hex === undefined ? Number.parseInt(code[4] ?? "0", 8) : Number.parseInt(hex, 16);
      parts.push(point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd");
      at += code[0].length;
    } else {
      const next = text.charAt(at + 1);
      parts.push(ANSI_C[next] ?? next);
      at += 1;
    }
  }
  return null;
}

/** The command line's own pass: a caret keeps the next character from meaning anything. */
function unescapeCarets(text: string): string {
  const parts: string[] = [];
  let is_quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "^" && !is_quoted) {
      if (text.charAt(at + 1) === "\r") at += 1;
      if (text.charAt(at + 1) !== "\n") parts.push(text.charAt(at + 1));
      at += 1;
    } else {
      if (char === '"') is_quoted = !is_quoted;
      parts.push(char);
    }
  }
  return parts.join("");
}

/** The program's pass: only double quotes group, `\"` and `""` are quotes within them. */
function windowsWords(text: string): string[] | null {
  const words = new Words();
  let is_quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === "\\" && (next === '"' || (next === "\\" && /^\\+"/.test(text.slice(at + 1, at + 64))))) {
      words.add(next);
      at += 1;
    } else if (char === '"') {
      if (is_quoted && next === '"') {
        words.add('"');
        at += 1;
      } else {
        is_quoted = !is_quoted;
        words.add("");
      }
    } else if (!is_quoted && /\s/.test(char)) words.end();
    else words.add(char);
  }
  words.end();
  return is_quoted ? null : words.done;
}
