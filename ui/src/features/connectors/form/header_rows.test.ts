import { describe, expect, it } from "vitest";
import { makeConnector } from "../../../host/fake";
import {
  EMPTY_ROW,
  headerProblems,
  headersError,
  headerState,
  headersToWire,
  smellsSecret,
  storedRows,
  typedRow,
  type HeaderRow,
} from "./header_rows";

const PATH = "secrets.secretHeaders.X-Token";
const STORED = makeConnector({ stored_secrets: ["secrets.apiKey", PATH] });
const secret = (more: Partial<HeaderRow> = {}): HeaderRow => ({ ...EMPTY_ROW, is_secret: true, ...more });
const kept: HeaderRow = { key: "X-Token", value: "", is_secret: true, is_lock_chosen: true, stored_as: "X-Token" };

describe("the name of a header", () => {
  it.each(["X-Api-Key", "apikey", "X-Auth", "Authorization", "X-Team-Token", "client_secret", "clientSecret", "X-Password", "JWT"])(
    "%s smells of a secret",
    (name) => expect(smellsSecret(name)).toBe(true),
  );
  it.each(["X-Author", "X-Keyboard", "X-Max-Tokens", "X-Team", "Secretary", "X-Authority", ""])(
    "%j does not",
    (name) => expect(smellsSecret(name)).toBe(false),
  );
});

describe("the lock of a new header", () => {
  it("closes when the name smells of a secret, and opens again when it does no more and nothing was typed", () => {
    const typed = typedRow(EMPTY_ROW, { key: "X-Auth" });
    expect(typed.is_secret).toBe(true);
    expect(typedRow(typed, { key: "X-Author" }).is_secret).toBe(false);
  });

  it("never opens over a value", () => {
    const typed = typedRow(typedRow(EMPTY_ROW, { key: "X-Key" }), { value: "abc" });
    expect(typedRow(typed, { key: "X-Keyboard" }).is_secret).toBe(true);
  });

  it("stands as it was chosen", () => {
    const chosen = { ...EMPTY_ROW, is_lock_chosen: true };
    expect(typedRow(chosen, { key: "X-Token" }).is_secret).toBe(false);
    expect(typedRow({ ...chosen, is_secret: true }, { key: "X-Team" }).is_secret).toBe(true);
  });

  it("closes for a reference to the environment", () => {
    expect(typedRow({ ...EMPTY_ROW, key: "X-Team" }, { value: "${env:TEAM" }).is_secret).toBe(true);
  });
});

describe("the state of a header", () => {
  it.each<[string, HeaderRow, boolean, string]>([
    ["a plain one", { ...EMPTY_ROW, key: "X" }, false, "plain"],
    ["a new secret", secret({ key: "X" }), false, "new"],
    ["a stored one", kept, false, "kept"],
    ["a stored one on another host", kept, true, "ask_again"],
    ["a stored one by another name", { ...kept, key: "X-Other" }, false, "renamed"],
    ["a stored one without its lock", { ...kept, is_secret: false }, false, "unmarked"],
  ])("is told for %s", (_, row, has_moved, state) => {
    expect(headerState(row, STORED, has_moved)).toBe(state);
  });

  it("is told for one that an import did not bring, and for one whose key is gone", () => {
    const missing = makeConnector({ stored_secrets: [], missing_secrets: [PATH], is_missing_secrets: true });
    expect(headerState(kept, missing, false)).toBe("missing");
    expect(headerState(kept, { ...missing, lost_secrets: [PATH] }, false)).toBe("lost");
    expect(storedRows({}, missing)).toEqual([kept]);
  });
});

describe("what is wrong with headers", () => {
  const errorOf = (rows: HeaderRow[], has_moved = false) => headersError(rows, headerProblems(rows, STORED, has_moved));

  it("is a name that is there twice, plain or secret, whatever its case", () => {
    expect(errorOf([kept, { ...EMPTY_ROW, key: "x-token", value: "1" }])).toBe('The key "X-Token" is there twice.');
  });

  it("is a secret without a value that is not stored for this name and host", () => {
    expect(errorOf([kept])).toBeUndefined();
    expect(errorOf([kept], true)).toBe('The header "X-Token" needs a value.');
    expect(errorOf([{ ...kept, key: "X-New" }])).toBe('The header "X-New" needs a value.');
    expect(errorOf([{ ...kept, is_secret: false }])).toBe('The header "X-Token" needs a value.');
    expect(errorOf([secret({ key: "X-New" })])).toBe('The header "X-New" needs a value.');
  });

  it("is a reference that is none, in a secret alone", () => {
    expect(errorOf([secret({ key: "X", value: "${env:1}" })])).toContain("${env:NAME}");
    expect(errorOf([{ ...EMPTY_ROW, key: "X", value: "${env:1}" }])).toBeUndefined();
  });

  it("is not a row that nobody has begun", () => {
    expect(errorOf([EMPTY_ROW, secret()])).toBeUndefined();
    expect(errorOf([{ ...EMPTY_ROW, value: "1" }])).toBe("Key is required.");
    expect(errorOf([{ ...kept, key: "" }])).toBe("Key is required.");
  });
});

describe("headers on their way to the backend", () => {
  it("part into plain ones and secrets, and name what is gone", () => {
    const stored = makeConnector({ stored_secrets: [PATH, "secrets.secretHeaders.X-Gone", "secrets.apiKey"] });
    const rows = [
      { ...EMPTY_ROW, key: " X-Team ", value: " red " },
      kept,
      secret({ key: " X-New ", value: " v " }),
      secret({ key: "__proto__", value: "p" }),
      EMPTY_ROW,
    ];
    expect(headersToWire(rows, stored)).toEqual({
      plain: { "X-Team": "red" },
      secrets: { "secretHeaders.X-New": "v", "secretHeaders.__proto__": "p" },
      forgotten: ["secrets.secretHeaders.X-Gone"],
    });
  });

  it("forget the old name of a renamed one, and a secret that became plain", () => {
    expect(headersToWire([{ ...kept, key: "X-New", value: "v" }], STORED)).toEqual({
      plain: undefined,
      secrets: { "secretHeaders.X-New": "v" },
      forgotten: [PATH],
    });
    expect(headersToWire([{ ...kept, is_secret: false, value: "v" }], STORED)).toEqual({
      plain: { "X-Token": "v" },
      secrets: {},
      forgotten: [PATH],
    });
  });

  it("forget all when the field is not shown, and lost ones with the others", () => {
    expect(headersToWire(null, STORED).forgotten).toEqual([PATH]);
    const lost = makeConnector({ stored_secrets: [], missing_secrets: [PATH], lost_secrets: [PATH] });
    expect(headersToWire([], lost).forgotten).toEqual([PATH]);
    expect(headersToWire([kept], lost).forgotten).toEqual([]);
  });
});
