/** Until when a certificate holds, as people say it. */
import type { Certificate } from "../wire/types";

const DAY_MS = 86_400_000;

const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "always" });

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * DAY_MS],
  ["day", DAY_MS],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** `in 3 days`, `3 days ago`; cut, not rounded, as a certificate never holds a day longer. */
function fromNow(moment_ms: number, now_ms: number): string {
  const gap_ms = moment_ms - now_ms;
  const [unit, unit_ms] = UNITS.find(([, length_ms]) => Math.abs(gap_ms) >= length_ms) ?? (["minute", 60_000] as const);
  return relative.format(Math.trunc(gap_ms / unit_ms), unit);
}

export type Validity = {
  /** `2 Jan 2026 to 2 Jan 2027`. */
  span: string;
  /** `expired 3 days ago`; null where it holds and goes on to for a while. */
  note: string | null;
  /** False: the note says why it does not hold now. */
  is_valid: boolean;
};

/** From here on it is worth a word that it will end. */
const SOON_MS = 30 * DAY_MS;

const shown = (moment_ms: number | null): string => (moment_ms === null ? "not readable" : day.format(moment_ms));

export function validityOf({ not_before_ms, not_after_ms }: Certificate, now_ms: number): Validity {
  const span = `${shown(not_before_ms)} to ${shown(not_after_ms)}`;
  if (not_after_ms !== null && now_ms > not_after_ms) {
    return { span, note: `expired ${fromNow(not_after_ms, now_ms)}`, is_valid: false };
  }
  if (not_before_ms !== null && now_ms < not_before_ms) {
    return { span, note: `begins ${fromNow(not_before_ms, now_ms)}`, is_valid: false };
  }
  const is_soon = not_after_ms !== null && not_after_ms - now_ms < SOON_MS;
  return { span, note: is_soon ? `expires ${fromNow(not_after_ms, now_ms)}` : null, is_valid: true };
}
