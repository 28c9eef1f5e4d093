/** The host of a browser: same-origin fetch to `patchbay serve`. */
import type { Commands, Streams } from "../wire/commands";
import { CommandError, isFailure, isThemeChoice, toCommandError, type Host, type Preferences } from "./host";
import { readNdjson } from "./ndjson";

const THEME_KEY = "patchbay.theme";

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...init });
  } catch {
    throw new CommandError({
      code: "unreachable",
      message: "Patchbay does not answer.",
      hint: "Check that `patchbay serve` is still running, then try again.",
      fields: [],
    });
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  if (isFailure(body)) throw toCommandError(body);
  throw new CommandError({
    code: response.status === 401 ? "unauthorized" : "internal",
    message: `Patchbay answered with status ${response.status}.`,
    hint: null,
    fields: [],
  });
}

const asJson = (req: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(req),
});

/** A line that ends a stream which had already begun when it failed. */
type ErrorLine = { type: "error"; error: unknown };
const isErrorLine = (value: unknown): value is ErrorLine =>
  typeof value === "object" && value !== null && "type" in value && value.type === "error";

function browserPreferences(): Preferences {
  return {
    get_theme() {
      try {
        const stored = localStorage.getItem(THEME_KEY);
        return isThemeChoice(stored) ? stored : "system";
      } catch {
        return "system";
      }
    },
    set_theme(choice) {
      try {
        localStorage.setItem(THEME_KEY, choice);
      } catch {
        // A browser that keeps nothing still gets the theme until it is closed.
      }
      return Promise.resolve();
    },
  };
}

export function httpHost(): Host {
  return {
    kind: "http",
    preferences: browserPreferences(),
    async call<C extends keyof Commands>(command: C, req: Commands[C]["req"]) {
      const response = await send(`/rpc/${command}`, asJson(req));
      return (await response.json()) as Commands[C]["res"];
    },
    async stream<S extends keyof Streams>(
      command: S,
      req: Streams[S]["req"],
      on_event: (event: Streams[S]["event"]) => void,
    ) {
      const response = await send(`/rpc_stream/${command}`, asJson(req));
      if (!response.body) return;
      try {
        await readNdjson(response.body, (value) => {
          if (isErrorLine(value)) throw toCommandError(value.error);
          on_event(value as Streams[S]["event"]);
        });
      } catch (error) {
        if (error instanceof CommandError) throw error;
        throw new CommandError({
          code: "unreachable",
          message: "The connection to Patchbay was lost.",
          hint: "Check that `patchbay serve` is still running, then try again.",
          fields: [],
        });
      }
    },
    open_external(url) {
      window.open(url, "_blank", "noopener,noreferrer");
      return Promise.resolve();
    },
    save_file(name, text) {
      const url = URL.createObjectURL(new Blob([text], { type: "application/x-ndjson" }));
      const link = document.createElement("a");
      link.href = url;
      link.download = name;
      document.body.append(link);
      link.click();
      link.remove();
      // The browser has to have begun to read it.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      return Promise.resolve(null);
    },
    async sign_in(key) {
      await send("/session", { method: "POST", headers: { authorization: `Bearer ${key}` } });
    },
    async sign_out() {
      await send("/session", { method: "DELETE" });
    },
  };
}
