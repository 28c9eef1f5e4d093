/** The search for secrets can fail: it finds each of them in every encoding, wherever it begins. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { Canary } from "../fixtures/canary.ts";
import { makeHome } from "../fixtures/home.ts";
import { PRIVATE_KEY, SECRETS, watchAll } from "../fixtures/secrets.ts";

const percent = (bytes: Buffer) => Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
const codes = (text: string) => Array.from(text, (c) => (c > "~" ? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}` : c)).join("");

/** Made without the search's own means where there are others. */
const DISGUISES: Record<string, (text: string) => string | Buffer> = {
  "as it is": (text) => text,
  "in a database": (text) => Buffer.concat([Buffer.from([0, 13, 255]), Buffer.from(text), Buffer.from([0, 7])]),
  "in JSON": (text) => JSON.stringify({ api_key: text }),
  "in JSON in JSON": (text) => JSON.stringify({ body: JSON.stringify([text]) }),
  "in JSON of another language": (text) => codes(JSON.stringify([text])).replaceAll("&", "\\u0026").replaceAll("<", "\\u003c"),
  "in an address": (text) => new URL(`http://h/?a=${encodeURIComponent(text)}`).href,
  "in a form": (text) => new URLSearchParams([["x", "1"], ["secret", text]]).toString(),
  "in percent codes": (text) => percent(Buffer.from(text)),
  "in hex": (text) => Buffer.from(text).toString("hex").toUpperCase(),
  "in base64": (text) => Buffer.from(text).toString("base64"),
  "in base64 after one byte": (text) => Buffer.from(`:${text}!`).toString("base64"),
  "in base64 after two bytes": (text) => Buffer.from(`:::::${text}.`).toString("base64"),
  "in a basic authorization": (text) => `Basic ${Buffer.from(`patchbay:${text}`).toString("base64")}`,
  "in base64 for addresses": (text) => Buffer.from(`?${text}`).toString("base64url"),
  "in UTF-16": (text) => Buffer.concat([Buffer.from([255, 254]), Buffer.from(`a${text}b`, "utf16le")]),
  "in UTF-16 of another machine": (text) => Buffer.from(`a${text}b`, "utf16le").swap16(),
  "in HTML": (text) => `<input value="${text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")}">`,
  "in bytes as numbers": (text) => JSON.stringify(Array.from(Buffer.from(text))),
};

for (const [disguise, disguised] of Object.entries(DISGUISES)) {
  test(`a secret ${disguise} is found`, () => {
    for (const [secret, value] of Object.entries(SECRETS)) {
      const canary = new Canary();
      canary.watch(secret, value);
      const content = Buffer.from(disguised(value));
      canary.search("file", "x", content);
      // As a whole, and not only a stretch of letters in it.
      expect(canary.findings.map((finding) => finding.secret), secret).toContain(secret);
      expect(JSON.stringify(canary.findings)).not.toContain(value.slice(0, 12));
    }
  });
}

test("a part of a secret is found", () => {
  const canary = new Canary();
  watchAll(canary);
  canary.search("file", "x", `sk-…${SECRETS["the API key"].slice(-14)}`);
  expect(new Set(canary.findings.map(({ secret }) => secret))).toEqual(new Set(["the API key, stretch 2"]));
});

test("a private key is found as it lies, in base64, in one line of its own, and re-wrapped", () => {
  const text = readFileSync(PRIVATE_KEY, "utf8");
  const body = text.split("\n").slice(1, -2);
  for (const content of [text, Buffer.from(text).toString("base64"), JSON.stringify(text), body.join(""), body.join("\\n"), body.at(-1) ?? ""]) {
    const canary = new Canary();
    canary.watchLines("the private key", text);
    canary.search("file", "x", content);
    expect(canary.findings.length, content.slice(0, 5)).toBeGreaterThan(0);
  }
});

test("files are searched with their names, through every folder, and what is clean stays so", () => {
  const home = makeHome();
  try {
    const canary = new Canary();
    watchAll(canary);
    mkdirSync(join(home.path, "a/b"), { recursive: true });
    writeFileSync(join(home.path, "a/b/patchbay.db-wal"), Buffer.alloc(100_000, "Qk7Xw2Vn9 and nothing else "));
    canary.searchFolder("files", home.path);
    canary.searchArguments([process.pid]);
    expect(canary.findings).toEqual([]);
    expect(canary.searched.get("files")).toBeGreaterThan(100_000);
    expect(canary.searched.get("process arguments")).toBeGreaterThan(4);

    writeFileSync(join(home.path, `a/b/${Buffer.from(SECRETS["the passphrase"]).toString("hex")}`), "");
    writeFileSync(join(home.path, "a/preferences.json"), JSON.stringify([SECRETS["the secret header"]]));
    canary.searchFolder("files", home.path);
    expect(canary.findings).toContainEqual({
      secret: "the secret header",
      place: `files: ${join(home.path, "a/preferences.json")}`,
      encoding: "JSON",
    });
    expect(canary.findings.filter(({ place }) => place.startsWith("file names")).map(({ secret }) => secret)).toContain("the passphrase");
  } finally {
    home.remove();
  }
});
