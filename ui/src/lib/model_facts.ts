/** What is known about a model, in a few characters. */

type Facts = {
  context_window_tokens: number | null;
  input_pusd: number | null;
  output_pusd: number | null;
};

/** Pico-dollars a token are micro-dollars a million tokens. */
const PUSD_PER_USD_OF_A_MILLION = 1_000_000;

const dollars = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  minimumFractionDigits: 2,
  maximumFractionDigits: 4,
});
const million = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

/** `128k`, `1.05M` */
export function formatContext(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  return tokens < 999_500 ? `${Math.round(tokens / 1000)}k` : `${million.format(tokens / 1_000_000)}M`;
}

/** Of a million tokens, in dollars. */
export const formatPrice = (pusd: number): string => dollars.format(pusd / PUSD_PER_USD_OF_A_MILLION);

/** `$2.00 in / $8.00 out`, for a million tokens. Null where neither is known. */
export function formatPrices({ input_pusd, output_pusd }: Facts): string | null {
  const parts = [
    input_pusd === null ? null : `${formatPrice(input_pusd)} in`,
    output_pusd === null ? null : `${formatPrice(output_pusd)} out`,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(" / ") : null;
}

/** `128k context · $2.00 in / $8.00 out per 1M tokens`. Null where nothing is known. */
export function describeModel(facts: Facts): string | null {
  const prices = formatPrices(facts);
  const parts = [
    facts.context_window_tokens === null ? null : `${formatContext(facts.context_window_tokens)} context`,
    prices === null ? null : `${prices} per 1M tokens`,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(" · ") : null;
}
