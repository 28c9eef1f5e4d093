/** What is wrong or partly ignored, and at which field it is said. */
import { readReference, REFERENCE_PROBLEM } from "../../lib/env_reference";
import type { FieldError } from "../../wire/types";
import { CREDENTIALS, type FormValues, type ProxyHeader } from "./form_values";
import { headerSecret } from "./request";

/** Places of the form; what is said of anything else stands above it. */
const PLACES = [
  "proxyUrl",
  "proxyHeaders",
  "proxyBypassHosts",
  "proxyOnlyHosts",
  "useSystemProxy",
  "ssl.verificationMode",
  "ssl.proxyVerificationMode",
  "ssl.certificateAuthoritiesFiles",
  "ssl.certificateAuthoritiesData",
  "ssl.onlyTheseAuthorities",
  "customHostSettings",
  "responseTimeout",
  "maxResponseContentLength",
  "allowedHosts",
  "enabledActionTypes",
  "rateLimiter",
  "secrets.proxyUsername",
  "secrets.proxyPassword",
  "secrets.proxyHeaders",
  "secrets.clientCertificate",
  "secrets.clientKey",
];

/** Whether a path is a place or lies within it. */
export const isWithin = (path: string, place: string): boolean =>
  path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`);

/** Settings are named as Kibana names them; secrets keep the word before them. */
export const asFinding = ({ field, message }: FieldError): FieldError => ({
  field: field.replace(/^settings\./, ""),
  message,
});

export const about = (findings: readonly FieldError[], place: string): FieldError[] =>
  findings.filter(({ field }) => isWithin(field, place));

export const unplaced = (findings: readonly FieldError[]): FieldError[] =>
  findings.filter(({ field }) => !PLACES.some((place) => isWithin(field, place)));

export type HeaderProblem = "no_name" | "repeated" | "no_value" | "bad_reference";

/** One entry for each row. Proxies do not tell case apart. */
export function headerProblems(rows: readonly ProxyHeader[]): (HeaderProblem | null)[] {
  const names = rows.map(({ name }) => name.trim().toLowerCase());
  return rows.map(({ name, value, stored_as }, at) => {
    const is_empty = value.trim() === "";
    if (name.trim() === "") return is_empty && stored_as === null ? null : "no_name";
    if (names.indexOf(names[at] ?? "") !== names.lastIndexOf(names[at] ?? "")) return "repeated";
    if (is_empty && stored_as !== name.trim()) return "no_value";
    return readReference(value)?.kind === "malformed" ? "bad_reference" : null;
  });
}

const HEADER_WORDS: Record<HeaderProblem, (name: string) => string> = {
  no_name: () => "A header needs a name.",
  repeated: (name) => `The header "${name}" is there twice.`,
  no_value: (name) => `The header "${name}" needs a value.`,
  bad_reference: () => REFERENCE_PROBLEM,
};

/** What the form can tell by itself, once somebody wants to save it. */
export function localFindings(values: FormValues, in_file: FormValues): FieldError[] {
  const credentials = CREDENTIALS.filter((name) => readReference(values.credentials[name])?.kind === "malformed");
  const has_rows = in_file.proxy_url === "" && values.proxy_url.trim() !== "";
  const rows = has_rows ? values.proxy_headers : [];
  const headers = headerProblems(rows).flatMap((problem, at) => {
    const name = rows[at]?.name.trim() ?? "";
    return problem ? [{ field: `secrets.${headerSecret(name)}`, message: HEADER_WORDS[problem](name) }] : [];
  });
  return [...credentials.map((name) => ({ field: `secrets.${name}`, message: REFERENCE_PROBLEM })), ...headers];
}
