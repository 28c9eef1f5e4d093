import { describe, expect, it } from "vitest";
import { isPlaceholder, MAX_PASTE_CHARS, readPasted, type Pasted } from "./read_pasted";

function read(text: string): Pasted {
  const pasted = readPasted(text);
  if (typeof pasted === "string") throw new Error(pasted);
  return pasted;
}

const OPENAI = `curl https://api.openai.com/v1/chat/completions \\
  -H "Content-Type: application/json" \\
  -H "Authorization: Bearer sk-live-123" \\
  -H "OpenAI-Organization: org-1" \\
  -H "OpenAI-Project: proj-1" \\
  -H "X-Team: red" \\
  -d '{
    "model": "gpt-4.1",
    "messages": [{"role": "user", "content": "It'"'"'s me"}]
  }'`;

describe("a curl command", () => {
  it("names the provider, the address, the model, the headers and the key", () => {
    expect(read(OPENAI)).toEqual({
      provider: "OpenAI",
      url: "https://api.openai.com/v1/chat/completions",
      model: "gpt-4.1",
      organization: "org-1",
      project: "proj-1",
      headers: [{ key: "X-Team", value: "red", is_secret: false }],
      api_key: "sk-live-123",
      left_out: [],
    });
  });

  it.each([
    ["--url", "curl --url https://a.b/v1 -H 'Authorization: Bearer k1'"],
    ["a prompt before it", "$ curl https://a.b/v1 -H 'Authorization: Bearer k1'"],
    ["a variable before it", "X=1 curl https://a.b/v1 -H 'Authorization: Bearer k1'"],
    ["options that touch", "curl -sSLXPOST https://a.b/v1 -H'Authorization: Bearer k1'"],
    ["options with values before the address", "curl -X POST -o out.json -m 10 --retry 3 https://a.b/v1 -H 'Authorization: Bearer k1'"],
    ["long options with a sign", "curl --url=https://a.b/v1 --header='Authorization: Bearer k1'"],
    ["curl's own option for the key", "curl https://a.b/v1 --oauth2-bearer k1"],
    ["Windows", "curl.exe ^\r\n https://a.b/v1 ^\r\n -H \"Authorization: Bearer k1\""],
    ["another header's case", "curl https://a.b/v1 -H 'authorization:   bearer k1'"],
    ["another command after it", "curl https://a.b/v1 -H 'Authorization: Bearer k1' | jq .x"],
  ])("is read with %s", (_, text) => {
    expect(read(text)).toMatchObject({ provider: "Other", url: "https://a.b/v1", api_key: "k1" });
  });

  it.each(["-d", "--data", "--data-raw", "--data-binary", "--json"])("names its model in %s", (option) => {
    expect(read(`curl https://a.b/v1 ${option} '{"model":"m-1"}'`).model).toBe("m-1");
  });

  it("leaves the model open when the body is a file, no JSON, or has none", () => {
    for (const body of ["@body.json", "model=1", "[]", "null", '{"model":7}', '{"__proto__":{"model":"m"}}', "{"]) {
      expect(read(`curl https://a.b/v1 -d '${body}'`).model).toBeNull();
    }
  });

  it("takes no password, no cookie and no other way to authenticate, and says so without a value", () => {
    const pasted = read(
      "curl -u me:pw1 -b 'session=pw2' https://a.b/v1 -H 'Cookie: pw4' -H 'Authorization: Basic pw5' -H 'Proxy-Authorization: pw6'",
    );
    expect(pasted.headers).toEqual([]);
    expect(pasted.api_key).toBeNull();
    expect(pasted.left_out).toEqual([
      "user name and password",
      "cookies",
      "the header Cookie, another way to authenticate",
      "the header Authorization, another way to authenticate",
      "the header Proxy-Authorization, another way to authenticate",
    ]);
    expect(JSON.stringify(pasted)).not.toMatch(/pw\d/);
  });

  it.each(["X-Api-Key", "X-Team-Token", "X-Client-Secret", "X-Auth", "x-session-id", "X-Signature"])(
    "keeps the header %s as a secret",
    (name) => {
      expect(read(`curl https://a.b/v1 -H '${name}: v1'`).headers).toEqual([{ key: name, value: "v1", is_secret: true }]);
    },
  );

  it("leaves a secret header empty that holds a placeholder, and keeps a reference to the environment", () => {
    const pasted = read(
      "curl https://a.b/v1 -H 'Authorization: Bearer ${env:OPENAI_API_KEY}' -H 'X-Token: $TOKEN' -H 'X-Team: ${env:TEAM}'",
    );
    expect(pasted.headers).toEqual([
      { key: "X-Token", value: "", is_secret: true },
      { key: "X-Team", value: "${env:TEAM}", is_secret: true },
    ]);
    expect(pasted.api_key).toBe("${env:OPENAI_API_KEY}");
  });

  it("takes no key out of the address, and leaves none in it", () => {
    const pasted = read("curl 'https://me:pw1@a.b/v1?api-version=1&api_key=pw2&key=pw3#pw4'");
    expect(pasted.url).toBe("https://a.b/v1?api-version=1");
    expect(JSON.stringify(pasted)).not.toMatch(/pw\d/);
  });

  it("keeps a header called __proto__ a header", () => {
    const pasted = read("curl https://a.b/v1 -H '__proto__: x' -H 'constructor: y'");
    expect(pasted.headers).toEqual([
      { key: "__proto__", value: "x", is_secret: false },
      { key: "constructor", value: "y", is_secret: false },
    ]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it("keeps the first of two headers with the same name", () => {
    expect(read("curl https://a.b -H 'X-A: 1' -H 'x-a: 2'").headers).toEqual([{ key: "X-A", value: "1", is_secret: false }]);
  });
});

describe("an address", () => {
  const azure = "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21";

  it.each([
    [azure, "Azure OpenAI"],
    ["https://x.cognitiveservices.azure.com/openai/deployments/d/chat/completions?api-version=1", "Azure OpenAI"],
    ["https://api.openai.com/v1/chat/completions", "OpenAI"],
    ["https://api.openai.com.evil.example/v1", "Other"],
    ["https://evil.example/?https://api.openai.com/v1", "Other"],
    ["http://localhost:11434/v1/chat/completions", "Other"],
    ["http://[::1]:8080/v1", "Other"],
  ])("%s belongs to %s", (url, provider) => {
    expect(read(`  ${url}\n`)).toMatchObject({ url, provider, api_key: null });
  });

  it("belongs to Azure when a gateway's command sends Azure's header to a deployment", () => {
    const text = "curl https://gw.example/openai/deployments/d/chat/completions -H 'api-key: k1'";
    expect(read(text)).toMatchObject({ provider: "Azure OpenAI", api_key: "k1" });
  });

  it("may be quoted, or lack its scheme", () => {
    expect(read(`"${azure}"`).url).toBe(azure);
    expect(read("x.openai.azure.com/openai/deployments/d").url).toBe("https://x.openai.azure.com/openai/deployments/d");
    expect(read("localhost:8080/v1").url).toBe("http://localhost:8080/v1");
  });

  it("keeps its braces, so that the form can point at them", () => {
    const url = "https://{resource}.openai.azure.com/openai/deployments/{d}/chat/completions";
    expect(read(url)).toMatchObject({ provider: "Azure OpenAI", url });
  });
});

describe("a placeholder", () => {
  it.each(["$OPENAI_API_KEY", "${KEY}", "%KEY%", "<your key>", "YOUR_API_KEY", "your-api-key", "sk-...", "sk-xxxxxxxx", "{key}", "", "sk-your-key", "$env:KEY", "***"])(
    "%s is no key",
    (key) => {
      expect(isPlaceholder(key)).toBe(true);
    },
  );
  it.each(["${env:KEY}", "sk-proj-Ab12_cd-ef", "0123456789abcdef0123456789abcdef", "local", "yoursk1", "my-local-key", "sk-1234", "ollama"])("%s is a key", (key) => {
    expect(isPlaceholder(key)).toBe(false);
  });
});

describe("what cannot be read", () => {
  it.each([
    ["nothing", "", "empty"],
    ["blanks", "  \n ", "empty"],
    ["prose", "hello world", "no_url"],
    ["no argument", "curl ", "no_url"],
    ["no address", "curl -H 'A: b'", "no_url"],
    ["a file", "curl file:///etc/passwd", "no_url"],
    ["a script", "javascript:alert(1)", "no_url"],
    ["half a command", "curl 'https://a.b/v1", "open_quote"],
    ["a megabyte", "x".repeat(1024 * 1024), "too_long"],
    ["a megabyte in a command", `curl https://a.b -d '${"x".repeat(1024 * 1024)}'`, "too_long"],
  ])("is named: %s", (_, text, problem) => {
    expect(readPasted(text)).toBe(problem);
  });

  it.each([",", "/", "-H a:b ", "'", "https://", "curl ", "A_", "%", "?key=1&", "-"])(
    "takes no long time, as long as it may be: %j",
    (piece) => {
      const filler = piece.repeat(Math.floor((MAX_PASTE_CHARS - 40) / piece.length));
      const start = performance.now();
      readPasted(filler);
      readPasted(`curl https://a.b/ ${filler}x`);
      readPasted(`curl https://a.b/?${filler}x`);
      readPasted(`curl https://a.b/ -H 'Authorization: Bearer ${filler}`);
      expect(performance.now() - start).toBeLessThan(3000);
    },
  );
});
