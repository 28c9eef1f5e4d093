/** Moments as people say them: "5 min. ago", and in full where there is room. */

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["week", 7 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

export function formatAgo(moment_ms: number, now_ms: number): string {
  // A clock that was set back must not make a run happen in the future.
  const passed_ms = Math.max(0, now_ms - moment_ms);
  const [unit, unit_ms] = UNITS.find(([, length_ms]) => passed_ms >= length_ms) ?? (["second", 1000] as const);
  return unit === "second" ? relative.format(0, "second") : relative.format(-Math.floor(passed_ms / unit_ms), unit);
}

export const formatMoment = (moment_ms: number): string => full.format(moment_ms);
