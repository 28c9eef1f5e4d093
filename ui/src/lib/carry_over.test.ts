import { describe, expect, it } from "vitest";
import { carryOver } from "./carry_over";

describe("carrying a change over", () => {
  it("sets and takes away what changed, and leaves the rest as it is", () => {
    const onto = { proxyUrl: "http://a", newer: { deep: 1 }, limit: "1mb" };
    const before = { proxyUrl: "http://a", limit: "1mb", wait: undefined };
    const after = { proxyUrl: "http://b", limit: undefined, wait: "5s" };
    expect(carryOver(onto, before, after)).toEqual({ newer: { deep: 1 }, proxyUrl: "http://b", wait: "5s" });
  });

  it("goes into maps, and takes one away that has lost its last key", () => {
    const onto = { ssl: { mode: "none", newer: true }, rate: { gen: { limit: 1 } } };
    const before = { ssl: { mode: "none" }, rate: { gen: { limit: 1 } } };
    expect(carryOver(onto, before, { ssl: {}, rate: { gen: undefined } })).toEqual({ ssl: { newer: true } });
    expect(carryOver({}, { ssl: {} }, { ssl: { mode: "none" } })).toEqual({ ssl: { mode: "none" } });
  });

  it("keeps what it could not read as long as nobody changes it", () => {
    const onto = { ssl: "nonsense", proxyUrl: 7 };
    const read = { ssl: {}, proxyUrl: undefined };
    expect(carryOver(onto, read, read)).toEqual(onto);
    expect(carryOver(onto, read, { ...read, ssl: { mode: "full" } })).toEqual({ proxyUrl: 7, ssl: { mode: "full" } });
  });

  it("takes lists, and the maps it is told to, as a whole", () => {
    const onto = { proxy: { url: "a", stored: true }, hosts: ["a", "b"] };
    const before = { proxy: { url: "a" }, hosts: ["a", "b"] };
    const after = { proxy: { url: "b" }, hosts: ["b"] };
    expect(carryOver(onto, before, after, ["proxy"])).toEqual({ proxy: { url: "b" }, hosts: ["b"] });
  });

  it("takes a key called __proto__ for a key", () => {
    const after = JSON.parse('{"__proto__":"a"}') as Record<string, unknown>;
    expect(JSON.stringify(carryOver({}, {}, after))).toBe('{"__proto__":"a"}');
  });
});
