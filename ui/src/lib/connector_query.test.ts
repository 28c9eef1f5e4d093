import { describe, expect, it } from "vitest";
import { makeConnector } from "../host/fake";
import { parseQuery } from "./connector_query";
import { matchesQuery } from "./connector_search";

const work = makeConnector({
  id: "work",
  name: "Work, München",
  config: {
    apiProvider: "Azure OpenAI",
    apiUrl: "https://contoso.openai.azure.com/openai/deployments/prod/chat/completions",
    defaultModel: "gpt-4.1-mini",
  },
});
const home = makeConnector({
  id: "home",
  name: "Home (llama)",
  config: { apiProvider: "Other", apiUrl: "http://localhost:11434/v1/chat/completions", defaultModel: "mistral:7b" },
});

const finds = (text: string) =>
  [work, home].filter((connector) => matchesQuery(connector, parseQuery(text).clauses)).map(({ id }) => id);

describe("a search of connectors", () => {
  it.each([
    ["", ["work", "home"]],
    ["WORK", ["work"]],
    ["münchen", ["work"]],
    ["mu\u0308nchen", ["work"]],
    ["work azure", ["work"]],
    ["work llama", []],
    ["11434", ["home"]],
    // Every address has this, so a lone word does not look there.
    ["completions", []],
  ])("finds by words: %s", (text, ids) => {
    expect(finds(text)).toEqual(ids);
    expect(parseQuery(text).problem).toBeNull();
  });

  it.each([
    ["provider:azure", ["work"]],
    ["type:other", ["home"]],
    ["Model:gpt-4*", ["work"]],
    ["model:*mini", ["work"]],
    ["model:4*mini", []],
    ["model:g*4*i", ["work"]],
    ["host:localhost", ["home"]],
    ["url:deployments/prod", ["work"]],
    ["id:home", ["home"]],
    ['name:"work, m"', ["work"]],
    ["provider:(azure or other)", ["work", "home"]],
    ['model:("mistral:7b" OR nothing)', ["home"]],
    ["-provider:azure", ["home"]],
    ["-llama", ["work"]],
    ["gpt*mini", ["work"]],
    ["mini*gpt", []],
  ])("finds by fields, patterns and their opposites: %s", (text, ids) => {
    expect(finds(text)).toEqual(ids);
    expect(parseQuery(text).problem).toBeNull();
  });

  it("takes a colon that names no field as text, for models and addresses have some", () => {
    expect(finds("mistral:7b")).toEqual(["home"]);
    expect(finds("http://localhost")).toEqual([]);
    expect(parseQuery("http://localhost").problem).toBeNull();
  });

  it.each([
    ['"work', "A quotation mark is not closed."],
    ["provider:(azure", "The bracket after “provider:” is not closed."],
    ["model:", "Write after “model:” what to look for."],
    ["model:()", "Write after “model:” what to look for."],
    ['name:""', "Write after “name:” what to look for."],
  ])("says what is wrong with %s, and never fails", (text, problem) => {
    expect(parseQuery(text).problem).toBe(problem);
    expect(finds(text)).toContain("work");
  });

  it("comes to an end whatever is pasted", () => {
    for (const text of ["-", "--", "(", ")", '"', ":", "*", "**", "a:", "-:", "model:*", "name:-", "\\", "\u0000", "(".repeat(500)]) {
      expect(() => finds(text)).not.toThrow();
    }
    const pattern = `name:${"*a".repeat(250)}*b`;
    const long = makeConnector({ name: "a".repeat(256) });
    const began = performance.now();
    expect(matchesQuery(long, parseQuery(pattern).clauses)).toBe(false);
    expect(performance.now() - began).toBeLessThan(50);
  });
});
