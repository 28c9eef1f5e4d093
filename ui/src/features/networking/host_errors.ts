/** What is wrong with one host: what its form can tell, and what the core says of it. */
import { readReference, REFERENCE_PROBLEM } from "../../lib/env_reference";
import type { AuthoritiesKey } from "../../components/tls/authorities";
import type { FieldError, NetworkingStatus } from "../../wire/types";
import { about } from "./findings";
import { hostSecretName, hostUrl, type HostSecret, type HostValues } from "./host_values";
import { storedSecret } from "./networking_form_context";

type Place = "url" | "verificationMode" | "certificate" | "private_key" | AuthoritiesKey;
/** `other`: what no field says. */
export type HostErrors = Partial<Record<Place | "other", string>>;

/** Whether a secret of this host is stored and can be used. */
export function isKept(status: NetworkingStatus, secret: HostSecret, url: string): boolean {
  const name = hostSecretName(secret, url, status.stored_secrets);
  if (name === null) return false;
  const { is_stored, is_lost } = storedSecret(status, name);
  return is_stored && !is_lost;
}

function certificateErrors(host: HostValues, status: NetworkingStatus): HostErrors {
  const errors: HostErrors = {};
  const demand = (place: "certificate" | "private_key", value: string, what: string, is_there: boolean) => {
    if (value.trim() === "" && !is_there) errors[place] = `${what} is required.`;
    else if (readReference(value)?.kind === "malformed") errors[place] = REFERENCE_PROBLEM;
  };
  if (host.certificate_place === "vault") {
    demand("certificate", host.certificate, "Certificate", isKept(status, "clientCertificate", host.url));
    demand("private_key", host.private_key, "Private key", isKept(status, "clientKey", host.url));
  } else if (host.certificate_place === "files") {
    demand("certificate", host.certificate_file, "Path of the certificate", false);
    demand("private_key", host.key_file, "Path of the private key", false);
  }
  return errors;
}

export function hostErrors(host: HostValues, others: HostValues[], status: NetworkingStatus): HostErrors {
  const errors = certificateErrors(host, status);
  const url = hostUrl(host.url);
  if (host.url.trim() === "") errors.url = "URL is required.";
  else if (url === null) errors.url = "Write an https URL, such as https://llm.example.com:8443.";
  else if (others.some((other) => hostUrl(other.url) === url)) errors.url = "This host is in the list already.";
  return errors;
}

const PLACES: Record<string, Place> = {
  url: "url",
  "ssl.verificationMode": "verificationMode",
  "ssl.certificateAuthoritiesData": "certificateAuthoritiesData",
  "ssl.certificateAuthoritiesFiles": "certificateAuthoritiesFiles",
  "ssl.onlyTheseAuthorities": "onlyTheseAuthorities",
  "ssl.clientCertificate": "certificate",
  "ssl.clientCertificateFile": "certificate",
  "ssl.clientKeyFile": "private_key",
};

const SECRETS: [HostSecret, Place][] = [
  ["clientCertificate", "certificate"],
  ["clientKey", "private_key"],
];

/** What is said of a host's secrets, which are named by its URL. */
export function secretErrors(found: readonly FieldError[], { url }: HostValues, secret: HostSecret): FieldError[] {
  const prefix = `secrets.${secret}.`;
  const host = hostUrl(url);
  return found.filter(({ field }) => host !== null && field.startsWith(prefix) && hostUrl(field.slice(prefix.length)) === host);
}

/** @param at Where the host stands in the list that was checked. */
export function checkedErrors(found: FieldError[], host: HostValues, at: number): HostErrors {
  const errors: HostErrors = {};
  const path = `customHostSettings[${at}]`;
  for (const [secret, place] of SECRETS) {
    const [first] = secretErrors(found, host, secret);
    if (first) errors[place] = first.message;
  }
  for (const { field, message } of about(found, path)) {
    const part = field.slice(path.length + 1).replace(/\[\d+\]$/, "");
    errors[PLACES[part] ?? "other"] ??= message;
  }
  return errors;
}
