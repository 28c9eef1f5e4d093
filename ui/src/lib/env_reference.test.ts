import { describe, expect, it } from "vitest";
import { readReference, referenceTo } from "./env_reference";

describe("a reference to an environment variable", () => {
  it.each(["OPENAI_API_KEY", "_x", "a1", "A"])("names %s", (name) => {
    expect(readReference(referenceTo(name))).toEqual({ kind: "variable", name });
    expect(readReference(` \${env:${name}}\n`)).toEqual({ kind: "variable", name });
  });

  it.each(["${env:", "${env:}", "${env:1A}", "${env:A-B}", "${env:A B}", "${env:A", "${env:A}x", "${env:Ä}", "${env:${env:A}}"])(
    "is not written as %s",
    (text) => {
      expect(readReference(text)).toEqual({ kind: "malformed" });
    },
  );

  it.each(["", "sk-1", "$OPENAI_API_KEY", "${OPENAI_API_KEY}", "x${env:A}", "${ENV:A}"])("is not what %j is", (text) => {
    expect(readReference(text)).toBeNull();
  });
});
