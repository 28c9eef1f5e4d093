import { describe, expect, it } from "vitest";
import { bundledIcons } from "./icon_map";

const SOURCES = import.meta.glob<string>("../**/*.tsx", { query: "?raw", import: "default", eager: true });

/** What our own files ask for by name. EUI's own needs are in the map too, and seen in the browser. */
const ASKED = /(?:iconType|icon|<EuiIcon(?:Tip)? type)(?:=|: )"([a-zA-Z]+)"/g;

describe("icons", () => {
  it("that are used are bundled", () => {
    const asked = Object.values(SOURCES).flatMap((source) => Array.from(source.matchAll(ASKED), (match) => match[1]));
    expect(asked.length).toBeGreaterThan(15);
    expect(asked.filter((name) => name !== undefined && !(name in bundledIcons))).toEqual([]);
  });
});
