/**
 * The fake's networking settings: what the file and the Networking page say, and which of their
 * secrets are stored. It checks the few things that tests get wrong on purpose; the core's own rules
 * are tested where they are.
 */
import { readReference } from "../lib/env_reference";
import { mapAt, type Json } from "../lib/carry_over";
import type { Commands } from "../wire/commands";
import type {
  Certificate,
  EffectiveNetworking,
  FieldError,
  NetworkingDraft,
  NetworkingHost,
  NetworkingSetting,
  NetworkingStatus,
  SecretReference,
} from "../wire/types";
import { CommandError } from "./host";

const DEFAULTS: Record<string, unknown> = {
  allowedHosts: ["*"],
  proxyUrl: null,
  proxyHeaders: [],
  proxyBypassHosts: null,
  proxyOnlyHosts: null,
  useSystemProxy: false,
  "ssl.verificationMode": "full",
  "ssl.proxyVerificationMode": "full",
  "ssl.certificateAuthoritiesFiles": [],
  "ssl.certificateAuthoritiesData": [],
  "ssl.onlyTheseAuthorities": false,
  responseTimeout: "60s",
  maxResponseContentLength: "1mb",
  enabledActionTypes: ["*"],
  rateLimiter: {},
};

/** A setting of the file: its value and its line. */
type InFile = { value: unknown; line: number; problem?: string };

export const FILE_NAME = "patchbay.yml";
const placeOf = (line: number): string => `${FILE_NAME}, line ${line}`;

const DURATION = /^\d+(?:ms|s|m|h|d)?$/;
const SIZE = /^\d+(?:b|kb|mb|gb)?$/i;
const PROXY = /^(?:https?|socks5h?):\/\/[^\s@/?#]+\/?$/;

const BLOCK = /-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/g;

/** A certificate that only the fake can read. */
export function fakePem(facts: Partial<Certificate> = {}): string {
  return `-----BEGIN CERTIFICATE-----\n${btoa(JSON.stringify(facts))}\n-----END CERTIFICATE-----\n`;
}

function readFake(pem: string): Certificate[] {
  const found = Array.from(pem.matchAll(BLOCK), ([text, body = ""]): Certificate => {
    let facts: Partial<Certificate>;
    try {
      facts = JSON.parse(atob(body.trim())) as Partial<Certificate>;
    } catch {
      throw invalid([{ field: "pem", message: "This is not a certificate." }]);
    }
    return {
      subject: "CN=Team Root",
      issuer: "CN=Team Root",
      names: [],
      not_before_ms: 1_600_000_000_000,
      not_after_ms: 4_000_000_000_000,
      sha256: "AA:BB:CC",
      is_authority: true,
      is_self_issued: true,
      pem: `${text}\n`,
      ...facts,
    };
  });
  if (found.length === 0) throw invalid([{ field: "pem", message: "This is not a certificate." }]);
  return found;
}

const invalid = (fields: FieldError[]): CommandError =>
  new CommandError({ code: "invalid", message: "Some settings are not valid.", hint: "Put them right.", fields });

function valueAt(settings: Json, key: string): unknown {
  const [first = "", second] = key.split(".");
  if (second !== undefined) return mapAt(settings, first)[second];
  return first === "proxyHeaders" && settings[first] ? Object.keys(mapAt(settings, first)) : settings[first];
}

function asHost(item: Json, more: Pick<NetworkingHost, "source" | "place">): NetworkingHost {
  const ssl = mapAt(item, "ssl");
  const list = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  return {
    url: String(item.url),
    problem: null,
    verification_mode: (text(ssl.verificationMode) as NetworkingHost["verification_mode"]) ?? null,
    certificate_authorities_files: list(ssl.certificateAuthoritiesFiles),
    certificate_authorities_data: list(ssl.certificateAuthoritiesData),
    only_these_authorities: ssl.onlyTheseAuthorities === true,
    client_certificate: ssl.clientCertificate === true ? "vault" : ssl.clientKeyFile ? "files" : null,
    client_certificate_file: text(ssl.clientCertificateFile),
    client_key_file: text(ssl.clientKeyFile),
    ...more,
  };
}

function checkSettings({ settings, secrets }: NetworkingDraft): FieldError[] {
  const wrong: FieldError[] = [];
  const say = (field: string, message: string) => wrong.push({ field, message: `${field} ${message}` });
  const { proxyUrl, responseTimeout, maxResponseContentLength, allowedHosts, customHostSettings } = settings;
  if (proxyUrl !== undefined && !PROXY.test(String(proxyUrl))) say("settings.proxyUrl", "is not a valid proxy URL.");
  if (responseTimeout !== undefined && !DURATION.test(String(responseTimeout))) {
    say("settings.responseTimeout", "must be a duration.");
  }
  if (maxResponseContentLength !== undefined && !SIZE.test(String(maxResponseContentLength))) {
    say("settings.maxResponseContentLength", "must be a size.");
  }
  for (const [at, host] of (Array.isArray(allowedHosts) ? allowedHosts : []).entries()) {
    if (String(host).includes("://")) say(`settings.allowedHosts[${at}]`, "must be a host and no URL.");
  }
  for (const [at, host] of (Array.isArray(customHostSettings) ? customHostSettings : []).entries()) {
    const path = `settings.customHostSettings[${at}]`;
    if (!String((host as Json).url).startsWith("https://")) say(`${path}.url`, "must begin with https://.");
    const ssl = mapAt(host as Json, "ssl");
    if (ssl.onlyTheseAuthorities === true && !ssl.certificateAuthoritiesData && !ssl.certificateAuthoritiesFiles) {
      say(`${path}.ssl.onlyTheseAuthorities`, "needs authorities.");
    }
  }
  for (const [name, value] of Object.entries(secrets)) {
    if (/[^ -~]/.test(value) && name.startsWith("proxy")) say(`secrets.${name}`, "must not have accents.");
  }
  return wrong;
}

type NetworkingCommands = "networking_get" | "networking_check" | "networking_save" | "networking_trust" | "certificates_read";

export type FakeNetworking = {
  /** What the Networking page says. */
  saved: Json;
  /** What the file says, by key as in `NetworkingStatus.settings`. */
  file: Record<string, InFile>;
  /** Items of the file's `customHostSettings`. */
  file_hosts: { item: Json; line: number }[];
  stored_secrets: string[];
  lost_secrets: string[];
  secret_references: SecretReference[];
  credentials_for: string | null;
  more: Partial<NetworkingStatus>;
  /** What saving a secret asks of the vault. */
  seal: (count: number) => void;
  status(): NetworkingStatus;
  effective(own: Json): EffectiveNetworking;
  answers: { [C in NetworkingCommands]: (req: Commands[C]["req"]) => Commands[C]["res"] };
};

type Start = Partial<Omit<FakeNetworking, "status" | "effective" | "answers">>;

export function fakeNetworking(start: Start = {}): FakeNetworking {
  const setting = (key: string): NetworkingSetting => {
    const in_file = fake.file[key];
    if (in_file) {
      const { value, line, problem = null } = in_file;
      return { key, value: problem === null ? value : null, source: "file", place: placeOf(line), problem };
    }
    const value = valueAt(fake.saved, key);
    return value === undefined
      ? { key, value: DEFAULTS[key], source: "default", place: null, problem: null }
      : { key, value, source: "settings", place: null, problem: null };
  };

  const store = (secrets: Record<string, string>, forget: readonly string[]) => {
    const given = Object.entries(secrets).filter(([, value]) => value !== "");
    fake.seal(given.filter(([, value]) => readReference(value) === null).length);
    const gone = (name: string) => forget.includes(name) || given.some(([each]) => each === name);
    fake.stored_secrets = [...fake.stored_secrets.filter((name) => !gone(name)), ...given.map(([name]) => name)];
    fake.lost_secrets = fake.lost_secrets.filter((name) => !gone(name));
    fake.secret_references = [
      ...fake.secret_references.filter(({ path }) => !gone(path)),
      ...given.flatMap(([path, value]) => {
        const reference = readReference(value);
        return reference?.kind === "variable" ? [{ path, variable: reference.name, is_set: true }] : [];
      }),
    ];
  };

  const fake: FakeNetworking = {
    saved: {},
    file: {},
    file_hosts: [],
    stored_secrets: [],
    lost_secrets: [],
    secret_references: [],
    credentials_for: null,
    more: {},
    seal: () => undefined,
    ...start,
    status() {
      const hosts = Array.isArray(fake.saved.customHostSettings) ? (fake.saved.customHostSettings as Json[]) : [];
      const has_file = Object.keys(fake.file).length > 0 || fake.file_hosts.length > 0;
      return {
        settings: Object.keys(DEFAULTS).map(setting),
        hosts: [
          ...fake.file_hosts.map(({ item, line }) => asHost(item, { source: "file", place: placeOf(line) })),
          ...hosts.map((item) => asHost(item, { source: "settings", place: null })),
        ],
        saved: structuredClone(fake.saved),
        file: has_file ? FILE_NAME : null,
        stored_secrets: fake.stored_secrets,
        lost_secrets: fake.lost_secrets,
        secret_references: fake.secret_references,
        proxy_credentials_for: fake.credentials_for,
        system_proxy: { https: null, http: null, no_proxy: null, problem: null },
        problems: [],
        warnings: [],
        ...fake.more,
      };
    },
    effective(own) {
      const proxy = setting("proxyUrl");
      const choice = mapAt(own, "proxy").url ?? own.proxy ?? "inherit";
      const is_own = choice !== "inherit";
      return {
        values: [
          {
            label: "Proxy",
            value: String(is_own ? choice : (proxy.value ?? "none")),
            source: is_own ? "connector" : proxy.source,
            place: is_own ? null : proxy.place,
            note: null,
          },
          {
            label: "Connect timeout",
            value: String(mapAt(own, "timeouts").connect ?? "10s"),
            source: mapAt(own, "timeouts").connect ? "connector" : "default",
            place: null,
            note: null,
          },
        ],
        problem: null,
      };
    },
    answers: {
      networking_get: () => fake.status(),
      networking_check: (draft) => ({ fields: checkSettings(draft), warnings: [] }),
      networking_save: (draft) => {
        const fields = checkSettings(draft);
        if (fields.length > 0) throw invalid(fields);
        const has_moved = draft.settings.proxyUrl !== fake.saved.proxyUrl;
        const credentials = ["proxyUsername", "proxyPassword"];
        store(draft.secrets, [...(draft.forget_secrets ?? []), ...(has_moved ? credentials : [])]);
        fake.saved = structuredClone(draft.settings);
        const has_credentials = fake.stored_secrets.some((name) => credentials.includes(name));
        fake.credentials_for = has_credentials ? String(setting("proxyUrl").value) : null;
        return fake.status();
      },
      networking_trust: ({ url, pem }) => {
        const hosts = Array.isArray(fake.saved.customHostSettings) ? (fake.saved.customHostSettings as Json[]) : [];
        const item = { url, ssl: { certificateAuthoritiesData: [pem] } };
        fake.saved = { ...fake.saved, customHostSettings: [...hosts, item] };
        return fake.status();
      },
      certificates_read: ({ pem }) => readFake(pem),
    },
  };
  return fake;
}
