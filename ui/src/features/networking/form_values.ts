/**
 * What stands in the form, and what of it goes into the settings by Kibana's keys. What the form does
 * not show, or could not read, stays as it is in the saved settings.
 */
import { authoritiesJson, readAuthorities, textsOf, type Authorities } from "../../components/tls/authorities";
import { isVerificationMode } from "../../components/tls/verification";
import { carryOver, mapAt, type Json } from "../../lib/carry_over";
import type { NetworkingStatus, VerificationMode } from "../../wire/types";
import { hostJson, readHosts, type HostValues } from "./host_values";

/** A list, or everything. */
export type Choice = { is_every: boolean; items: string[] };

/** One row of the headers for a proxy. All their values are secrets. */
export type ProxyHeader = {
  name: string;
  value: string;
  /** The name under which its value is stored; null where there is none. */
  stored_as: string | null;
};

export type ProxiedHosts = "every" | "except" | "only";

export type FormValues = {
  proxy_url: string;
  proxy_headers: ProxyHeader[];
  proxied_hosts: ProxiedHosts;
  bypass_hosts: string[];
  only_hosts: string[];
  /** Both lists are saved. Then the second is not looked at, and stays until the choice is made anew. */
  has_idle_list: boolean;
  use_system_proxy: boolean;
  proxy_verification_mode: VerificationMode;
  verification_mode: VerificationMode;
  authorities: Authorities;
  hosts: HostValues[];
  response_timeout: string;
  max_response: string;
  allowed_hosts: Choice;
  enabled_types: Choice;
  rate_limit: { runs: string; window: string };
  /** `proxyUsername` and `proxyPassword`, as typed. */
  credentials: Record<Credential, string>;
  /** Stored ones that shall be removed. */
  forgotten: Credential[];
};

export type Credential = "proxyUsername" | "proxyPassword";
export const CREDENTIALS: readonly Credential[] = ["proxyUsername", "proxyPassword"];

const EVERYTHING = "*";
const RATE_LIMITED_TYPE = "gen-ai";

const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const mode = (value: unknown): VerificationMode => (isVerificationMode(value) ? value : "full");
const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

function readChoice(value: unknown): Choice {
  const items = textsOf(value);
  const is_every = !isGiven(value) || (items.length === 1 && items[0] === EVERYTHING);
  return { is_every, items: is_every ? [] : items };
}

/** The type may be written with the dot before it. */
const rateKey = (settings: Json): string => {
  const limits = mapAt(settings, "rateLimiter");
  return `.${RATE_LIMITED_TYPE}` in limits ? `.${RATE_LIMITED_TYPE}` : RATE_LIMITED_TYPE;
};

export function readSettings(settings: Json): FormValues {
  const ssl = mapAt(settings, "ssl");
  const limit = mapAt(mapAt(settings, "rateLimiter"), rateKey(settings));
  const [has_bypass, has_only] = [isGiven(settings.proxyBypassHosts), isGiven(settings.proxyOnlyHosts)];
  return {
    proxy_url: text(settings.proxyUrl),
    proxy_headers: Object.keys(mapAt(settings, "proxyHeaders")).map((name) => ({ name, value: "", stored_as: name })),
    proxied_hosts: has_bypass ? "except" : has_only ? "only" : "every",
    bypass_hosts: textsOf(settings.proxyBypassHosts),
    only_hosts: textsOf(settings.proxyOnlyHosts),
    has_idle_list: has_bypass && has_only,
    use_system_proxy: settings.useSystemProxy === true,
    proxy_verification_mode: mode(ssl.proxyVerificationMode),
    verification_mode: mode(ssl.verificationMode),
    authorities: readAuthorities(ssl),
    hosts: readHosts(settings.customHostSettings),
    response_timeout: text(settings.responseTimeout),
    max_response: text(settings.maxResponseContentLength),
    allowed_hosts: readChoice(settings.allowedHosts),
    enabled_types: readChoice(settings.enabledActionTypes),
    rate_limit: { runs: text(limit.limit), window: text(limit.lookbackWindow) },
    credentials: { proxyUsername: "", proxyPassword: "" },
    forgotten: [],
  };
}

export const readStatus = ({ saved }: NetworkingStatus): FormValues => readSettings(saved);

/** What the configuration file says, as the form would have it. */
export function readFile({ settings }: NetworkingStatus): FormValues {
  const by_key: Json = {};
  const ssl: Json = {};
  for (const { key, value, source } of settings) {
    if (source !== "file") continue;
    if (key.startsWith("ssl.")) ssl[key.slice("ssl.".length)] = value;
    // Of headers only the names are told.
    else if (key === "proxyHeaders") by_key[key] = Object.fromEntries(textsOf(value).map((name) => [name, ""]));
    else by_key[key] = value;
  }
  return readSettings({ ...by_key, ssl });
}

const typed = (value: string): string | undefined => value.trim() || undefined;
const unlessFull = (value: VerificationMode): VerificationMode | undefined => (value === "full" ? undefined : value);
const chosen = ({ is_every, items }: Choice): string[] | undefined => (is_every ? undefined : items);
/** Anything but a whole number goes as it is, and is refused at its field. */
const count = (value: string): number | string | undefined =>
  /^\d+$/.test(value.trim()) ? Number(value.trim()) : typed(value);

/** Those that have a name, and a proxy that gets them. */
export function headersOf({ proxy_url, proxy_headers }: FormValues): ProxyHeader[] {
  if (proxy_url.trim() === "") return [];
  return proxy_headers.map((row) => ({ ...row, name: row.name.trim() })).filter(({ name }) => name !== "");
}

function asJson(values: FormValues, rate_key: string): Json {
  const { proxied_hosts, rate_limit } = values;
  const headers = headersOf(values).map(({ name }) => [name, ""]);
  return {
    proxyUrl: typed(values.proxy_url),
    proxyHeaders: headers.length > 0 ? Object.fromEntries(headers) : undefined,
    proxyBypassHosts: proxied_hosts === "except" ? values.bypass_hosts : undefined,
    proxyOnlyHosts: proxied_hosts === "only" || values.has_idle_list ? values.only_hosts : undefined,
    useSystemProxy: values.use_system_proxy || undefined,
    ssl: {
      verificationMode: unlessFull(values.verification_mode),
      proxyVerificationMode: unlessFull(values.proxy_verification_mode),
      ...authoritiesJson(values.authorities),
    },
    customHostSettings: values.hosts.length > 0 ? values.hosts.map(hostJson) : undefined,
    responseTimeout: typed(values.response_timeout),
    maxResponseContentLength: typed(values.max_response),
    allowedHosts: chosen(values.allowed_hosts),
    enabledActionTypes: chosen(values.enabled_types),
    rateLimiter: {
      [rate_key]: { lookbackWindow: typed(rate_limit.window), limit: count(rate_limit.runs) },
    },
  };
}

/**
 * @param saved As it is saved now, maybe by another screen since the form was opened.
 * @param before What the form began with.
 */
export function toSettings(saved: Json, before: FormValues, after: FormValues): Json {
  const rate_key = rateKey(saved);
  return carryOver(saved, asJson(before, rate_key), asJson(after, rate_key));
}
