import { afterEach, describe, expect, it, vi } from "vitest";
import type { RunEvent } from "../wire/types";
import type { CommandError } from "./host";
import { httpHost } from "./http";
import { readNdjson } from "./ndjson";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** The same bytes, cut after every `size`. */
function cut(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
}

async function read(stream: ReadableStream<Uint8Array>): Promise<unknown[]> {
  const values: unknown[] = [];
  await readNdjson(stream, (value) => values.push(value));
  return values;
}

const answer = (body: BodyInit | null, init?: ResponseInit) =>
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response(body, init)));

afterEach(() => vi.unstubAllGlobals());

const RUN = { run_id: "r", connector_id: "c", body: "{}", stream: true };

describe("newline-delimited JSON", () => {
  const events = [
    { type: "delta", text: "Grüße 👋 \n aus Köln" },
    { type: "delta", text: "你好" },
  ];
  const text = events.map((event) => JSON.stringify(event)).join("\n");

  it("is read whole wherever the network cuts it, even inside a character", async () => {
    const bytes = bytesOf(`${text}\n`);
    for (let size = 1; size <= bytes.length; size++) expect(await read(cut(bytes, size))).toEqual(events);
  });

  it("needs no newline at its end", async () => {
    expect(await read(cut(bytesOf(text), 7))).toEqual(events);
  });

  it("may hold empty lines and carriage returns", async () => {
    expect(await read(cut(bytesOf('\n{"a":1}\r\n\n{"a":2}\n\n'), 3))).toEqual([{ a: 1 }, { a: 2 }]);
  });
});

describe("the host of a browser", () => {
  it("posts a command and gives back its answer", async () => {
    answer(JSON.stringify({ show_sandbox: true }), { status: 200 });
    expect(await httpHost().call("settings_get", {})).toEqual({ show_sandbox: true });
    expect(fetch).toHaveBeenCalledWith(
      "/rpc/settings_get",
      expect.objectContaining({ method: "POST", body: "{}", credentials: "same-origin" }),
    );
  });

  it("throws what the server says, with its code and fields", async () => {
    const fields = [{ field: "name", message: "Taken." }];
    answer(JSON.stringify({ code: "conflict", message: "Taken.", hint: "Choose another.", fields }), { status: 409 });
    await expect(httpHost().call("settings_get", {})).rejects.toMatchObject({
      code: "conflict",
      message: "Taken.",
      hint: "Choose another.",
      fields,
    } satisfies Partial<CommandError>);
  });

  it("knows an answer that is not ours by its status", async () => {
    answer("<html>", { status: 401 });
    await expect(httpHost().call("settings_get", {})).rejects.toMatchObject({ code: "unauthorized" });
    answer("<html>", { status: 502 });
    await expect(httpHost().call("settings_get", {})).rejects.toMatchObject({ code: "internal" });
  });

  it("says so when nobody answers", async () => {
    vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("Failed to fetch")));
    await expect(httpHost().call("settings_get", {})).rejects.toMatchObject({ code: "unreachable" });
  });

  it("hands on the events of a stream, and throws the error that ends one", async () => {
    const lines = [
      { type: "started", event_id: "e", streamed: true },
      { type: "delta", text: "Hi" },
      { type: "error", error: { code: "internal", message: "The disk is full.", hint: null, fields: [] } },
    ];
    answer(cut(bytesOf(lines.map((line) => JSON.stringify(line)).join("\n")), 5), { status: 200 });
    const events: RunEvent[] = [];
    await expect(httpHost().stream("connectors_run", RUN, (event) => events.push(event))).rejects.toMatchObject({
      code: "internal",
      message: "The disk is full.",
    });
    expect(events.map(({ type }) => type)).toEqual(["started", "delta"]);
  });

  it("says so when a stream breaks off in the middle of a line", async () => {
    answer(cut(bytesOf('{"type":"del'), 4), { status: 200 });
    await expect(httpHost().stream("connectors_run", RUN, () => undefined)).rejects.toMatchObject({
      code: "unreachable",
    });
  });

  it("sends the key once, as a bearer token, to sign in", async () => {
    vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response(null, { status: 204 })));
    await httpHost().sign_in?.("pb_1");
    expect(fetch).toHaveBeenCalledWith(
      "/session",
      expect.objectContaining({ method: "POST", headers: { authorization: "Bearer pb_1" } }),
    );
  });

  it("keeps the theme between visits, and follows the system until one is chosen", async () => {
    localStorage.clear();
    expect(httpHost().preferences.get_theme()).toBe("system");
    await httpHost().preferences.set_theme("dark");
    expect(httpHost().preferences.get_theme()).toBe("dark");
    localStorage.setItem("patchbay.theme", "purple");
    expect(httpHost().preferences.get_theme()).toBe("system");
  });
});

describe("a file that is saved", () => {
  it("is handed to the browser under its name, which does not tell where it went", async () => {
    const made: Blob[] = [];
    // jsdom has none.
    Object.assign(URL, { createObjectURL: (blob: Blob) => (made.push(blob), "blob:it") });
    const clicked: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      clicked.push(`${this.download} from ${this.href}`);
    });
    expect(await httpHost().save_file("connectors.ndjson", "{}\n")).toBeNull();
    expect(clicked).toEqual(["connectors.ndjson from blob:it"]);
    expect(made[0]?.size).toBe(3);
    expect(document.querySelector("a[download]")).toBeNull();
  });
});
