import { afterEach, describe, expect, it, vi } from "vitest";
import { keep, readKept } from "./kept";

const asNumber = (value: unknown) => (typeof value === "number" ? value : null);

afterEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

describe("a kept choice", () => {
  it("is read again, and forgotten on request", () => {
    keep("size", 25);
    expect(readKept("size", asNumber)).toBe(25);
    keep("size", null);
    expect(readKept("size", asNumber)).toBeNull();
  });

  it("is as if it had never been kept when it makes no sense", () => {
    localStorage.setItem("patchbay.size", "{not json");
    expect(readKept("size", asNumber)).toBeNull();
    keep("size", "big");
    expect(readKept("size", asNumber)).toBeNull();
  });

  it("ends with the session when it was made for the session", () => {
    keep("notice", 1, "session");
    expect(readKept("notice", asNumber)).toBeNull();
    expect(readKept("notice", asNumber, "session")).toBe(1);
  });

  it("is no trouble where nothing can be kept", () => {
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new Error("full");
    });
    vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
      throw new Error("denied");
    });
    expect(() => keep("size", 25)).not.toThrow();
    expect(readKept("size", asNumber)).toBeNull();
  });
});
