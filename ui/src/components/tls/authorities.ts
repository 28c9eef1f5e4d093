/** Who may have signed a server's certificate: as a form has it, and as the settings say it. */
import type { Json } from "../../lib/carry_over";

export type Authorities = {
  /** PEM texts. */
  data: string[];
  /** Paths of PEM files, one in each line, as they are typed. */
  files: string;
  /** Nobody else is trusted. */
  only_these: boolean;
};

export type AuthoritiesKey = "certificateAuthoritiesData" | "certificateAuthoritiesFiles" | "onlyTheseAuthorities";

export const AUTHORITIES_KEYS: readonly AuthoritiesKey[] = [
  "certificateAuthoritiesData",
  "certificateAuthoritiesFiles",
  "onlyTheseAuthorities",
];

/** One text, or a list of texts; what is neither is left out. */
export function textsOf(value: unknown): string[] {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.filter((item): item is string => typeof item === "string" && item !== "");
}

const lines = (text: string): string[] => text.split("\n").flatMap((line) => line.trim() || []);

const unlessEmpty = (list: string[]): string[] | undefined => (list.length > 0 ? list : undefined);

export function readAuthorities(settings: Json): Authorities {
  return {
    data: textsOf(settings.certificateAuthoritiesData),
    files: textsOf(settings.certificateAuthoritiesFiles).join("\n"),
    only_these: settings.onlyTheseAuthorities === true,
  };
}

export function authoritiesJson({ data, files, only_these }: Authorities): Record<AuthoritiesKey, unknown> {
  return {
    certificateAuthoritiesData: unlessEmpty(data),
    certificateAuthoritiesFiles: unlessEmpty(lines(files)),
    onlyTheseAuthorities: only_these || undefined,
  };
}

/** In words, for a row of a table; null where there are none. */
export function describeAuthorities({ data, files, only_these }: Authorities): string | null {
  const count = data.length + lines(files).length;
  if (count === 0) return null;
  return `${only_these ? "Only " : ""}${count} ${count === 1 ? "authority" : "authorities"}`;
}
