/** Days come as `2026-11-22` in the zone that was asked for, so they are shown in no zone at all. */

const short = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", timeZone: "UTC" });
// Short enough for one line of the table in a narrow window.
const long = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  month: "short",
  day: "numeric",
  year: "numeric",
  timeZone: "UTC",
});

const asUtc = (day: string) => new Date(`${day}T00:00:00Z`);

export const shortDay = (day: string): string => short.format(asUtc(day));
export const longDay = (day: string): string => long.format(asUtc(day));
