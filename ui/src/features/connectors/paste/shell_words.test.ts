import { describe, expect, it } from "vitest";
import { shellWords } from "./shell_words";

describe("words of a shell", () => {
  it.each([
    ["plain words", "curl  -s https://a.b/c", ["curl", "-s", "https://a.b/c"]],
    ["single quotes, in which nothing is special", `a 'b $c "d" \\n'`, ["a", `b $c "d" \\n`]],
    ["double quotes with their escapes", String.raw`"a \"b\" \\ \$c \d $HOME"`, [String.raw`a "b" \ $c \d $HOME`]],
    ["pieces that touch", `-H'X: '"1"2`, ["-HX: 12"]],
    ["an empty word", `-d ''`, ["-d", ""]],
    ["escapes outside quotes", String.raw`a\ b \"c\"`, ["a b", `"c"`]],
    ["lines that go on", "a \\\n  b \\\r\n  c\\\nd", ["a", "b", "cd"]],
    ["lines that go on in PowerShell", "a `\n  b", ["a", "b"]],
    ["lines without a sign that they go on", "a\n  b", ["a", "b"]],
    ["quotes of C", String.raw`$'it\'s\n\x41\u00e9\101 \U0001F600'`, ["it's\nAéA 😀"]],
    ["a code beyond Unicode", String.raw`$'\UFFFFFFFF'`, ["\ufffd"]],
    ["localised quotes", `$"a b"`, ["a b"]],
    ["an address with a pattern's signs", "https://x/y?api-version=1&z=*", ["https://x/y?api-version=1&z=*"]],
    ["a placeholder, unexpanded", `"Bearer $OPENAI_API_KEY"`, ["Bearer $OPENAI_API_KEY"]],
  ])("splits %s", (_, text, words) => {
    expect(shellWords(text)).toEqual(words);
  });

  it.each(["curl a | jq .", "curl a ; rm b", "curl a && b", "curl a & ", "curl a > b", "curl a # b"])(
    "ends with the command: %s",
    (text) => {
      expect(shellWords(text)).toEqual(["curl", "a"]);
    },
  );

  it("reads what a browser copies for the Windows command line", () => {
    const text = [
      "curl ^\"https://api.openai.com/v1/chat/completions?a=1^&b=2^\" ^",
      "  -H ^\"authorization: Bearer sk-1^\" ^\r",
      String.raw`  --data-raw ^"^{^\^"model^\^":^\^"gpt-4.1^\^"^}^"`,
    ].join("\n");
    expect(shellWords(text)).toEqual([
      "curl",
      "https://api.openai.com/v1/chat/completions?a=1&b=2",
      "-H",
      "authorization: Bearer sk-1",
      "--data-raw",
      '{"model":"gpt-4.1"}',
    ]);
  });

  it("reads a command of the Windows documentation", () => {
    const text = 'curl "https://a.b/c^d" ^\r\n -d "{\\"model\\": \\"m\\", ""x"": \'y\'}"';
    expect(shellWords(text)).toEqual(["curl", "https://a.b/c^d", "-d", `{"model": "m", "x": 'y'}`]);
  });

  it.each([`curl 'a`, `curl "a`, `curl $'a`, `curl $'a\\`, `curl "a\\"`, `curl ^\n "a`])(
    "knows a quote that is never closed: %s",
    (text) => {
      expect(shellWords(text)).toBeNull();
    },
  );

  it.each(["'", '"', "\\", "$'", "^\"", "a ", '\\"', "`\n", "\\\\\\", "$"])("takes no longer than its length: %j", (piece) => {
    const start = performance.now();
    shellWords(piece.repeat(250_000 / piece.length));
    shellWords(`^\n${piece.repeat(250_000 / piece.length)}`);
    expect(performance.now() - start).toBeLessThan(1500);
  });
});
