import { describe, expect, it } from "vitest";
import { makeConnector } from "../../../host/fake";
import { SPEC } from "../../../host/fake_spec";
import { draftOf, emptyDraft, type Draft } from "./draft";
import { providerSpec } from "./fields";
import { EMPTY_ROW } from "./header_rows";
import { toCreate, toDraft, toUpdate } from "./request";

const other = (config: Draft["config"], groups: Draft["groups"] = {}): Draft => {
  const draft = emptyDraft(SPEC, providerSpec(SPEC, "Other"));
  return { ...draft, id: "x", name: "  X ", config: { ...draft.config, ...config }, groups };
};

describe("what a form sends", () => {
  it("leaves out what is empty, and trims the rest", () => {
    const sent = toCreate(SPEC, other({ apiUrl: " http://localhost:1/v1 ", defaultModel: "  " }));
    expect(sent).toEqual({
      id: "x",
      name: "X",
      config: { apiProvider: "Other", apiUrl: "http://localhost:1/v1" },
      secrets: {},
    });
  });

  it.each([
    ["128000", 128_000],
    ["0.5", 0.5],
    [".5", 0.5],
    ["1e3", 1000],
    ["-1", -1],
    ["0x10", "0x10"],
    ["Infinity", "Infinity"],
    ["1,5", "1,5"],
    ["12 apples", "12 apples"],
  ])("sends the number %s as %j", (typed, sent) => {
    expect(toCreate(SPEC, other({ temperature: typed })).config.temperature).toBe(sent);
  });

  it("sends a header called __proto__ as a header", () => {
    const rows = [
      { ...EMPTY_ROW, key: "__proto__", value: "a" },
      { ...EMPTY_ROW, key: " X ", value: " b " },
      EMPTY_ROW,
    ];
    const { config } = toCreate(SPEC, other({ headers: rows }, { headers: true }));
    expect(JSON.stringify(config.headers)).toBe('{"__proto__":"a","X":"b"}');
  });

  it("sends nothing of a group that is switched off", () => {
    const draft = other({ headers: [{ ...EMPTY_ROW, key: "X", value: "1" }], verificationMode: "none" });
    draft.secrets.certificateData = "Zm9v";
    expect(toCreate(SPEC, draft)).toMatchObject({ config: { apiProvider: "Other" }, secrets: {} });
    expect(toCreate(SPEC, draft).config).not.toHaveProperty("headers");
    expect(toCreate(SPEC, draft).config).not.toHaveProperty("verificationMode");
  });

  it("forgets stored secrets that another provider has no field for, unless they are entered anew", () => {
    const stored = makeConnector({
      config: { apiProvider: "Other", apiUrl: "https://a.b/v1", defaultModel: "m" },
      stored_secrets: ["secrets.apiKey", "secrets.certificateData", "secrets.privateKeyData"],
    });
    const draft = draftOf(SPEC, stored);
    expect(toUpdate(SPEC, draft, stored)).not.toHaveProperty("forget_secrets");
    expect(toUpdate(SPEC, { ...draft, provider: "OpenAI" }, stored).forget_secrets).toEqual([
      "secrets.certificateData",
      "secrets.privateKeyData",
    ]);
    const anew = { ...draft, forgotten: ["secrets.apiKey"], secrets: { ...draft.secrets, apiKey: "sk-2" } };
    expect(toDraft(SPEC, anew, stored)).toMatchObject({ stored_id: "c-1", id: null, secrets: { apiKey: "sk-2" } });
    expect(toDraft(SPEC, anew, stored)).not.toHaveProperty("forget_secrets");
  });

  it("forgets what is lost and has no field any more, and leaves the rest as it is", () => {
    const stored = makeConnector({
      config: { apiProvider: "Other", apiUrl: "https://a.b/v1", defaultModel: "m" },
      stored_secrets: ["secrets.secretHeaders.X"],
      missing_secrets: ["secrets.apiKey", "secrets.certificateData"],
      lost_secrets: ["secrets.apiKey", "secrets.certificateData"],
    });
    const draft = draftOf(SPEC, stored);
    expect(toUpdate(SPEC, draft, stored)).not.toHaveProperty("forget_secrets");
    expect(toUpdate(SPEC, { ...draft, provider: "OpenAI" }, stored).forget_secrets).toEqual(["secrets.certificateData"]);
    expect(toUpdate(SPEC, { ...draft, groups: {} }, stored).forget_secrets).toEqual([
      "secrets.certificateData",
      "secrets.secretHeaders.X",
    ]);
  });

  it("sends a stored connector back as it came", () => {
    const stored = makeConnector({
      config: {
        apiProvider: "Other",
        apiUrl: "https://a.b/v1",
        defaultModel: "m",
        headers: { A: "1" },
        contextWindowLength: 8192,
        temperature: 0,
        verificationMode: "none",
        enableNativeFunctionCalling: true,
      },
    });
    expect(toUpdate(SPEC, draftOf(SPEC, stored), stored)).toEqual({
      id: "c-1",
      name: "Work",
      config: stored.config,
      secrets: {},
    });
  });
});
