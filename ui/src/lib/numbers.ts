/** Numbers as people of this locale read them. An unknown number is never shown as 0. */

const count = new Intl.NumberFormat();
const seconds = new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const tenths = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });

export const formatCount = (value: number): string => count.format(value);
export const formatCompact = (value: number): string => compact.format(value);

export function formatDuration(ms: number): string {
  if (ms < 1000) return `${count.format(Math.round(ms))} ms`;
  if (ms < 60_000) return `${seconds.format(ms / 1000)} s`;
  const minutes = Math.floor(ms / 60_000);
  return `${count.format(minutes)} min ${count.format(Math.round((ms % 60_000) / 1000))} s`;
}

/** For a clock that runs while somebody looks at it. */
export const formatElapsed = (ms: number): string => `${tenths.format(ms / 1000)} s`;

export const plural = (value: number, one: string, many: string): string =>
  `${count.format(value)} ${value === 1 ? one : many}`;
