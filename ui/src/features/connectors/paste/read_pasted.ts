/**
 * Reads a `curl` command, an Azure target URI or any other address.
 *
 * What it returns may hold a key: it goes straight into the form's secret field and is dropped.
 * Its errors never repeat what was pasted.
 */
import { readReference } from "../../../lib/env_reference";
import type { Provider } from "../../../wire/types";
import { shellWords } from "./shell_words";

export type Pasted = {
  provider: Provider;
  url: string;
  model: string | null;
  /** By header, as `OpenAI-Organization` has it. */
  organization: string | null;
  project: string | null;
  /** Everything that has no field of its own. A placeholder is no value: it is left empty. */
  headers: { key: string; value: string; is_secret: boolean }[];
  api_key: string | null;
  /** What was seen and not taken over, for people. Never a value. */
  left_out: string[];
};

export type PasteProblem = "empty" | "too_long" | "open_quote" | "no_url";

export const PASTE_PROBLEMS: Record<PasteProblem, string> = {
  empty: "Paste a curl command or an address first.",
  too_long: "This is longer than any curl command should be. Shorten its body and paste it again.",
  open_quote: "A quote is opened and never closed. Copy the whole command and paste it again.",
  no_url: "There is no http or https address in it. Copy the whole command and paste it again.",
};

export const MAX_PASTE_CHARS = 256 * 1024;
const MAX_ADDRESS_CHARS = 8192;
const MAX_MODEL_CHARS = 256;

/** Short options of curl that take a value. */
const SHORT_WITH_VALUE = "AbCcDdEeFHhKmoPQrTtUuwXxYyz";
/** Long options of curl that take a value, as far as they are seen in such commands. */
const LONG_WITH_VALUE = new Set(
  (
    "abstract-unix-socket aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to cookie " +
    "cookie-jar create-file-mode data data-ascii data-binary data-raw data-urlencode dns-servers doh-url dump-header " +
    "expect100-timeout form form-string header http-proxy-header interface json keepalive-time key key-type " +
    "limit-rate local-port max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir pass " +
    "pinnedpubkey preproxy proxy proxy-header proxy-user proxy1.0 range rate referer request request-target resolve " +
    "retry retry-delay retry-max-time socks4 socks4a socks5 socks5-hostname speed-limit speed-time stderr " +
    "tls-max trace trace-ascii unix-socket upload-file url url-query user user-agent variable write-out"
  ).split(" "),
);
const SHORT_NAMES: Record<string, string> = { H: "header", d: "data", u: "user", b: "cookie" };

/** Headers that the connector sends by itself, or that only concern the browser they were copied from. */
const OWN_HEADERS =
  /^(?:content-type|content-length|accept|accept-.*|host|user-agent|connection|transfer-encoding|origin|referer|sec-.*|priority|dnt|cache-control|pragma|te)$/;
/** The connector authenticates by its key alone: these are refused beside it. */
const OTHER_AUTHENTICATION = /^(?:authorization|proxy-authorization|cookie)$/;
/** More than a name that is typed needs: what is pasted is a working command. */
const SECRET_HEADERS = /auth|key|token|secret|cookie|passw|credential|signature|session/;
const SECRET_PARAMS = /^(?:key|code|sig|signature|.*(?:api[-_]?key|subscription-key|token|secret|passw).*)$/i;

export function readPasted(text: string): Pasted | PasteProblem {
  if (text.length > MAX_PASTE_CHARS) return "too_long";
  const trimmed = text.trim();
  if (trimmed === "") return "empty";
  return isCommand(trimmed) ? readCommand(trimmed) : readAddress(trimmed.split(/\s/, 1)[0] ?? "");
}

function isCommand(text: string): boolean {
  return /(?:^|[\s$>#])curl(?:\.exe)?[\s^\\]/i.test(text.slice(0, 2000));
}

function readAddress(text: string): Pasted | PasteProblem {
  if (text.length > MAX_ADDRESS_CHARS) return "no_url";
  const unquoted = text.replace(/^["'<]+|["'>,;]+$/g, "");
  return assemble(unquoted, [], null, []);
}

function readCommand(text: string): Pasted | PasteProblem {
  const words = shellWords(text);
  if (!words) return "open_quote";
  const start = words.findIndex((word) => /^(?:.*[\\/])?curl(?:\.exe)?$/i.test(word));
  if (start === -1) return "no_url";
  let url: string | null = null;
  const headers: [string, string][] = [];
  const bodies: string[] = [];
  const left_out: string[] = [];

  const take = (option: string, value: string) => {
    switch (option) {
      case "url":
        url ??= value;
        break;
      case "header": {
        const colon = value.indexOf(":");
        if (colon > 0) headers.push([value.slice(0, colon).trim(), value.slice(colon + 1).trim()]);
        break;
      }
      case "oauth2-bearer":
        headers.push(["Authorization", `Bearer ${value}`]);
        break;
      case "data":
      case "data-ascii":
      case "data-raw":
      case "data-binary":
      case "json":
        bodies.push(value);
        break;
      case "user":
      case "proxy-user":
        left_out.push("user name and password");
        break;
      case "cookie":
        left_out.push("cookies");
        break;
    }
  };

  for (let at = start + 1; at < words.length; at++) {
    const word = words[at] ?? "";
    if (/^curl(?:\.exe)?$/i.test(word)) break;
    if (word.startsWith("--") && word.length > 2) {
      const [name = "", attached] = word.slice(2).split(/=(.*)/s);
      if (attached !== undefined && LONG_WITH_VALUE.has(name)) take(name, attached);
      else if (LONG_WITH_VALUE.has(word.slice(2))) take(word.slice(2), words[++at] ?? "");
    } else if (word.startsWith("-") && word.length > 1) {
      // Short options may stand together, the last one with its value: `-sSd '{}'`, `-XPOST`.
      for (let letter = 1; letter < word.length; letter++) {
        const option = word.charAt(letter);
        if (!SHORT_WITH_VALUE.includes(option)) continue;
        const rest = word.slice(letter + 1);
        take(SHORT_NAMES[option] ?? option, rest === "" ? (words[++at] ?? "") : rest);
        break;
      }
    } else if (word !== "-") url ??= word;
  }
  return assemble(url ?? "", headers, modelOf(bodies), left_out);
}

function modelOf(bodies: string[]): string | null {
  for (const body of bodies) {
    try {
      const value: unknown = JSON.parse(body);
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, "model")) continue;
      const { model } = value as { model: unknown };
      if (typeof model === "string" && model.trim() !== "" && model.length <= MAX_MODEL_CHARS) return model.trim();
    } catch {
      // A body from a file, or one that is not JSON: it says nothing about the model.
    }
  }
  return null;
}

/**
 * `$OPENAI_API_KEY`, `%KEY%`, `<your key>`, `sk-...`: what stands where a key belongs. Patchbay's own
 * reference to an environment variable is none.
 */
export function isPlaceholder(key: string): boolean {
  if (readReference(key)?.kind === "variable") return false;
  return (
    key === "" ||
    /^[$%<{[(]/.test(key) ||
    /\.\.\.|…|\*{3}|x{6}|[<>{}\s]/i.test(key) ||
    /^(?:sk[-_])?(?:your|insert|replace|enter|paste)[-_ ]/i.test(key) ||
    /^[A-Z]+(?:_[A-Z]+)+$/.test(key)
  );
}

function parseUrl(text: string): URL | null {
  const with_scheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : /^[\w-]+(?:\.[\w-]+)*(?::\d+)?\//.test(text) ? withScheme(text) : "";
  try {
    const url = new URL(with_scheme);
    return /^https?:$/.test(url.protocol) && url.hostname !== "" ? url : null;
  } catch {
    return null;
  }
}

/** curl takes an address without a scheme for http; a service that is not on this machine speaks https. */
function withScheme(text: string): string {
  return `${/^(?:localhost|127\.|[\w-]+[:/])/i.test(text) ? "http" : "https"}://${text}`;
}

function providerOf(url: URL, names: Set<string>): Provider {
  const host = url.hostname.toLowerCase();
  if (host === "api.openai.com") return "OpenAI";
  const is_deployment = /\/openai\/deployments\//i.test(url.pathname);
  if (host.endsWith(".openai.azure.com")) return "Azure OpenAI";
  // Other hosts of Azure, and gateways before one.
  return is_deployment && (host.endsWith(".azure.com") || names.has("api-key")) ? "Azure OpenAI" : "Other";
}

function assemble(
  text: string,
  headers: [string, string][],
  model: string | null,
  left_out: string[],
): Pasted | PasteProblem {
  const url = parseUrl(text);
  if (!url) return "no_url";
  const pasted: Pasted = {
    provider: providerOf(url, new Set(headers.map(([name]) => name.toLowerCase()))),
    url: "",
    model,
    organization: null,
    project: null,
    headers: [],
    api_key: null,
    left_out: Array.from(new Set(left_out)),
  };
  for (const [key, value] of headers) readHeader(pasted, key, value);
  pasted.url = cleanUrl(url, text, pasted);
  return pasted;
}

function readHeader(pasted: Pasted, key: string, value: string): void {
  const name = key.toLowerCase();
  const bearer = name === "authorization" ? /^Bearer\s+(.*)$/is.exec(value)?.[1]?.trim() : undefined;
  if (bearer !== undefined) pasted.api_key ??= bearer;
  else if (name === "api-key") pasted.api_key ??= value;
  else if (name === "openai-organization") pasted.organization = value;
  else if (name === "openai-project") pasted.project = value;
  else if (OWN_HEADERS.test(name)) return;
  else if (OTHER_AUTHENTICATION.test(name)) pasted.left_out.push(`the header ${key}, another way to authenticate`);
  else if (!pasted.headers.some((header) => header.key.toLowerCase() === name)) {
    const is_secret = SECRET_HEADERS.test(name) || readReference(value) !== null;
    pasted.headers.push({ key, value: is_secret && isPlaceholder(value) ? "" : value, is_secret });
  }
}

/** As it was pasted, unless something secret must go: `URL` would write `{…}` as `%7B…%7D`. */
function cleanUrl(url: URL, text: string, pasted: Pasted): string {
  let is_changed = url.hash !== "";
  if (url.username !== "" || url.password !== "") {
    pasted.left_out.push("user name and password");
    is_changed = true;
  }
  const secret = Array.from(new Set(url.searchParams.keys())).filter((name) => SECRET_PARAMS.test(name));
  for (const name of secret) {
    pasted.left_out.push(`the parameter ${name}, which may be a secret`);
    url.searchParams.delete(name);
    is_changed = true;
  }
  pasted.left_out = Array.from(new Set(pasted.left_out));
  if (!is_changed) return /^https?:/i.test(text) ? text : withScheme(text);
  url.username = "";
  url.password = "";
  url.hash = "";
  return url.href;
}
