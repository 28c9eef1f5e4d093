/** Settings of one host: how the form has them, and how they go into `customHostSettings`. */
import { authoritiesJson, readAuthorities, type Authorities } from "../../components/tls/authorities";
import type { ModeChoice } from "../../components/tls/verification_field";
import { isVerificationMode } from "../../components/tls/verification";
import { carryOver, mapAt, type Json } from "../../lib/carry_over";

export type CertificatePlace = "none" | "vault" | "files";

export type HostValues = {
  /** Tells hosts apart while they are edited. */
  key: number;
  /** As it is saved; an empty map for a new one. What it holds beyond the form stays in it. */
  raw: Json;
  url: string;
  verification_mode: ModeChoice;
  authorities: Authorities;
  certificate_place: CertificatePlace;
  certificate_file: string;
  key_file: string;
  /** PEM texts, or references to environment variables; empty where nothing was chosen. */
  certificate: string;
  private_key: string;
};

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function readHost(raw: Json, key: number): HostValues {
  const ssl = mapAt(raw, "ssl");
  const has_files = Boolean(ssl.clientCertificateFile ?? ssl.clientKeyFile);
  return {
    key,
    raw,
    url: text(raw.url),
    verification_mode: isVerificationMode(ssl.verificationMode) ? ssl.verificationMode : "",
    authorities: readAuthorities(ssl),
    certificate_place: ssl.clientCertificate === true ? "vault" : has_files ? "files" : "none",
    certificate_file: text(ssl.clientCertificateFile),
    key_file: text(ssl.clientKeyFile),
    certificate: "",
    private_key: "",
  };
}

export function readHosts(value: unknown): HostValues[] {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return items.map((item, at) => readHost(typeof item === "object" && item !== null ? (item as Json) : {}, at));
}

export const newHost = (hosts: HostValues[]): HostValues =>
  readHost({}, Math.max(-1, ...hosts.map(({ key }) => key)) + 1);

function asJson(host: HostValues): Json {
  const { certificate_place } = host;
  const has_files = certificate_place === "files";
  return {
    url: host.url.trim(),
    ssl: {
      verificationMode: host.verification_mode || undefined,
      ...authoritiesJson(host.authorities),
      clientCertificate: certificate_place === "vault" || undefined,
      clientCertificateFile: (has_files && host.certificate_file.trim()) || undefined,
      clientKeyFile: (has_files && host.key_file.trim()) || undefined,
    },
  };
}

export const hostJson = (host: HostValues): Json =>
  carryOver(host.raw, asJson(readHost(host.raw, host.key)), asJson(host));

/** Scheme, host and port, the port always written out; null while it is no URL of a TLS host. */
export function hostUrl(url: string): string | null {
  try {
    const { protocol, hostname, port } = new URL(url.trim());
    return protocol === "https:" && hostname ? `https://${hostname}:${port || "443"}` : null;
  } catch {
    return null;
  }
}

export type HostSecret = "clientCertificate" | "clientKey";

/** The name of a host's secret; one that is stored may write its port or not. */
export function hostSecretName(secret: HostSecret, url: string, stored: readonly string[]): string | null {
  const wanted = hostUrl(url);
  if (wanted === null) return null;
  const prefix = `${secret}.`;
  const found = stored.find((name) => name.startsWith(prefix) && hostUrl(name.slice(prefix.length)) === wanted);
  return found ?? `${prefix}${wanted}`;
}
