/** What a connector has of its own: how the form has it, and how it goes into `Connector.networking`. */
import { authoritiesJson, readAuthorities, type Authorities } from "../../../components/tls/authorities";
import { isVerificationMode } from "../../../components/tls/verification";
import type { ModeChoice } from "../../../components/tls/verification_field";
import { carryOver, mapAt, sameJson, type Json } from "../../../lib/carry_over";
import { isSameProxy } from "../../../lib/proxy_address";
import type { Connector } from "../../../wire/types";

/** What its part of the form is called. */
export const NETWORKING = "Networking";

export type Timeout = "connect" | "firstByte" | "idle" | "total";
export type ProxyChoice = "inherit" | "none" | "own";

export type OwnNetworking = Record<Timeout, string> & {
  proxy: ProxyChoice;
  proxyUrl: string;
  verificationMode: ModeChoice;
  authorities: Authorities;
};

const TIMEOUTS: readonly Timeout[] = ["connect", "firstByte", "idle", "total"];

export const PROXY_SECRETS = ["secrets.proxyUsername", "secrets.proxyPassword"] as const;
export type ProxySecret = (typeof PROXY_SECRETS)[number];
export const PROXY_SECRET_LABELS: Record<ProxySecret, string> = {
  "secrets.proxyUsername": "Proxy user name",
  "secrets.proxyPassword": "Proxy password",
};

const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");

export function readOwn(settings: Json): OwnNetworking {
  const timeouts = mapAt(settings, "timeouts");
  const proxyUrl = text(mapAt(settings, "proxy").url);
  return {
    connect: text(timeouts.connect),
    firstByte: text(timeouts.firstByte),
    idle: text(timeouts.idle),
    total: text(timeouts.total),
    proxy: proxyUrl !== "" ? "own" : settings.proxy === "none" ? "none" : "inherit",
    proxyUrl,
    verificationMode: isVerificationMode(settings.verificationMode) ? settings.verificationMode : "",
    authorities: readAuthorities(settings),
  };
}

function proxyJson({ proxy, proxyUrl }: OwnNetworking): unknown {
  if (proxy === "own") return { url: proxyUrl.trim() };
  return proxy === "none" ? "none" : undefined;
}

function asJson(own: OwnNetworking): Json {
  return {
    timeouts: Object.fromEntries(TIMEOUTS.map((name) => [name, own[name].trim() || undefined])),
    proxy: proxyJson(own),
    verificationMode: own.verificationMode || undefined,
    ...authoritiesJson(own.authorities),
  };
}

/** Undefined where it is as it is stored. What the form does not show stays in it. */
export function toOwn(stored: Connector | null, own: OwnNetworking): Json | undefined {
  const before = stored?.networking ?? {};
  const after = carryOver(before, asJson(readOwn(before)), asJson(own), ["proxy"]);
  return sameJson(before, after) ? undefined : after;
}

/** Credentials belong to the proxy they were entered for. */
export function hasProxyMoved(stored: Connector | null, { proxyUrl }: OwnNetworking): boolean {
  const before = stored ? readOwn(stored.networking).proxyUrl : "";
  return before !== "" && before !== proxyUrl.trim() && !isSameProxy(before, proxyUrl);
}

const AUTHORITIES = /^networking\.(?:certificateAuthorities(?:Data|Files)|onlyTheseAuthorities)(?=$|\[)/;

/** Where the form shows what the core says about a path; null where it has no such place. */
export function placeOfOwn(path: string): `networking.${string}` | null {
  if (AUTHORITIES.test(path)) return "networking.authorities";
  if (path === "networking.proxy" || path === "networking.proxy.url") return "networking.proxyUrl";
  if (path === "networking.verificationMode") return path;
  const timeout = TIMEOUTS.find((name) => path === `networking.timeouts.${name}`);
  return timeout ? `networking.${timeout}` : null;
}

/** What there is of its own, for a closed group; empty where there is nothing. */
export function describeOwn(own: OwnNetworking): string[] {
  const { data, files, only_these } = own.authorities;
  return [
    TIMEOUTS.some((name) => own[name].trim() !== "") ? "timeouts" : null,
    own.proxy === "none" ? "no proxy" : own.proxy === "own" ? "a proxy" : null,
    own.verificationMode === "" ? null : `verification ${own.verificationMode}`,
    data.length > 0 || files.trim() !== "" || only_these ? "authorities" : null,
  ].filter((part) => part !== null);
}

/** Whether a path of the form is in the group of networking settings. */
export const isOfNetworking = (path: string): boolean =>
  path.startsWith("networking.") || PROXY_SECRETS.includes(path as ProxySecret);
