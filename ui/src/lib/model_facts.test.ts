import { describe, expect, it } from "vitest";
import { describeModel, formatContext, formatPrices } from "./model_facts";

const facts = { context_window_tokens: 128_000, input_pusd: 2_000_000, output_pusd: 8_000_000 };

describe("what is known about a model", () => {
  it("reads pico-dollars a token as dollars a million tokens", () => {
    expect(formatPrices(facts)).toBe("$2.00 in / $8.00 out");
    expect(formatPrices({ ...facts, input_pusd: 37_500, output_pusd: 0 })).toBe("$0.0375 in / $0.00 out");
  });

  it("leaves out what is not known, and never shows it as zero", () => {
    expect(formatPrices({ ...facts, output_pusd: null })).toBe("$2.00 in");
    expect(formatPrices({ ...facts, input_pusd: null, output_pusd: null })).toBeNull();
    expect(describeModel({ context_window_tokens: null, input_pusd: null, output_pusd: null })).toBeNull();
    expect(describeModel({ ...facts, input_pusd: null, output_pusd: null })).toBe("128k context");
  });

  it("shortens a context window to thousands and millions of tokens", () => {
    expect([512, 8192, 131_072, 999_600, 1_047_576, 2_000_000].map(formatContext)).toEqual([
      "512",
      "8k",
      "131k",
      "1M",
      "1.05M",
      "2M",
    ]);
  });
});
