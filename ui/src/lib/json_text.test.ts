import { describe, expect, it } from "vitest";
import { findJsonProblem, formatJson } from "./json_text";

const GOOD = [
  "{}",
  "[]",
  " [1, -2.5e+10, true, false, null] ",
  '{"a": {"b": ["c", {}]}, "d": "\\u00e9\\n\\"x\\""}',
  '"text"',
  "0",
];
const BAD = ["", "  ", "{", "[1,]", '{"a":1,}', "{a:1}", "{'a':1}", '{"a" 1}', "01", "1 2", '"open', '"\n"', "nul", "{]"];

describe("checking JSON", () => {
  it("agrees with JSON.parse on what is JSON", () => {
    for (const text of GOOD) {
      expect(() => JSON.parse(text)).not.toThrow();
      expect({ text, problem: findJsonProblem(text) }).toEqual({ text, problem: null });
    }
    for (const text of BAD) {
      expect(() => JSON.parse(text)).toThrow(SyntaxError);
      expect({ text, problem: findJsonProblem(text) }).not.toEqual({ text, problem: null });
    }
  });

  it("says where it breaks, and why", () => {
    expect(findJsonProblem('{"a": 1,}')).toEqual({
      from: 7,
      to: 8,
      message: "JSON allows no comma after the last entry.",
    });
    expect(findJsonProblem('{"a": yes}')).toEqual({
      from: 6,
      to: 9,
      message: '"yes" is not a JSON value. Put text in double quotes.',
    });
    expect(findJsonProblem('{"a": [1, 2}')).toMatchObject({ from: 11 });
    expect(findJsonProblem('{"a": 1')).toMatchObject({ from: 0, message: 'This "{" is never closed.' });
  });

  it("survives text that is nested beyond reason", () => {
    expect(findJsonProblem("[".repeat(100_000))).toMatchObject({ message: "The body is nested too deeply." });
  });
});

describe("formatting JSON", () => {
  it("moves nothing but whitespace", () => {
    const text = '{"seed":12345678901234567890,"a":1,"a":2,"empty":[ ],"none":{},"s":"{ , : }"}';
    const formatted = formatJson(text);
    expect(formatted).toContain("12345678901234567890");
    expect(formatted.replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
    expect(formatted).toContain('    "empty": [],\n');
  });

  it("lays valid JSON out as JSON.stringify does", () => {
    const value = { messages: [{ role: "user", content: "Hello" }], n: [1, [2]], x: {} };
    expect(formatJson(JSON.stringify(value), 2)).toBe(JSON.stringify(value, null, 2));
  });

  it("leaves alone what is not JSON", () => {
    expect(formatJson("{oops")).toBe("{oops");
  });
});
