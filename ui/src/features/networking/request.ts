/** From the form to what the backend takes. */
import { sameJson } from "../../lib/carry_over";
import type { NetworkingDraft, NetworkingStatus } from "../../wire/types";
import { CREDENTIALS, headersOf, readFile, toSettings, type FormValues } from "./form_values";
import { hostSecretName, type HostSecret, type HostValues } from "./host_values";

export const headerSecret = (name: string): string => `proxyHeaders.${name}`;

const HOST_SECRETS: readonly HostSecret[] = ["clientCertificate", "clientKey"];

/** Names of the secrets that a host needs, as far as its URL can be read. */
function namesOf(host: HostValues, stored: readonly string[]): string[] {
  if (host.certificate_place !== "vault") return [];
  return HOST_SECRETS.flatMap((secret) => hostSecretName(secret, host.url, stored) ?? []);
}

/** The proxy in force: the file's, where it names one. */
export const proxyOf = (status: NetworkingStatus, values: FormValues): string =>
  readFile(status).proxy_url || values.proxy_url.trim();

function secretsOf(status: NetworkingStatus, values: FormValues, stored: readonly string[]): Record<string, string> {
  const has_proxy = proxyOf(status, values) !== "";
  const given: [string | null, string][] = [
    ...(has_proxy ? CREDENTIALS : []).map((name): [string, string] => [name, values.credentials[name]]),
    ...headersOf(values).map(({ name, value }): [string, string] => [headerSecret(name), value]),
    ...values.hosts
      .filter(({ certificate_place }) => certificate_place === "vault")
      .flatMap(({ url, certificate, private_key }): [string | null, string][] => [
        [hostSecretName("clientCertificate", url, stored), certificate],
        [hostSecretName("clientKey", url, stored), private_key],
      ]),
  ];
  return Object.fromEntries(
    given.flatMap(([name, value]) => (name === null || value.trim() === "" ? [] : [[name, value.trim()]])),
  );
}

function usedNames(values: FormValues, stored: readonly string[]): string[] {
  return [
    ...headersOf(values).map(({ name }) => headerSecret(name)),
    ...values.hosts.flatMap((host) => namesOf(host, stored)),
  ];
}

/**
 * @param status As it is saved now, maybe by another screen since the form was opened.
 * @param before What the form began with.
 */
export function toDraft(status: NetworkingStatus, before: FormValues, after: FormValues): NetworkingDraft {
  const { stored_secrets, lost_secrets, saved } = status;
  const stored = [...stored_secrets, ...lost_secrets];
  const secrets = secretsOf(status, after, stored);
  const used = usedNames(after, stored);
  // Only what this form has let go: the file may name hosts whose certificate is in the vault, too.
  const gone = [...usedNames(before, stored).filter((name) => !used.includes(name)), ...after.forgotten];
  const forget_secrets = Array.from(new Set(gone)).filter((name) => stored.includes(name) && !(name in secrets));
  return {
    settings: toSettings(saved, before, after),
    secrets,
    ...(forget_secrets.length > 0 ? { forget_secrets } : {}),
  };
}

/** A row that is not finished is no change yet, but it would be lost. */
const unfinished = ({ proxy_headers }: FormValues): unknown =>
  proxy_headers.filter(({ name, value }) => name.trim() === "" && value.trim() !== "");

export function isSame(status: NetworkingStatus, before: FormValues, after: FormValues): boolean {
  const print = (values: FormValues) => [toDraft(status, before, values), unfinished(values)];
  return sameJson(print(before), print(after));
}
