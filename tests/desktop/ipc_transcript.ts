/**
 * Everything that the app tells its page, searched for secrets: answers, refusals and what comes through channels.
 * All of it goes through one table of callbacks. What the page tells the app is where secrets belong.
 */
import type { Canary } from "../fixtures/canary.ts";
import { PAGE_MEMORY } from "../fixtures/page_memory.ts";
import type { App } from "../fixtures/window.ts";

const LISTEN = `
  const heard = [];
  const { callbacks } = window.__TAURI_INTERNALS__;
  callbacks.get = (id) => {
    const callback = Map.prototype.get.call(callbacks, id);
    return callback && ((data) => {
      heard.push(JSON.stringify(data) ?? "");
      callback(data);
    });
  };
  for (const level of ["debug", "log", "info", "warn", "error"]) {
    const say = console[level];
    console[level] = (...what) => {
      heard.push(what.map(String).join(" "));
      say(...what);
    };
  }
  addEventListener("error", ({ message, error }) => heard.push(message + String(error?.stack)));
  Object.defineProperty(window, "heard_by_test", { value: () => heard.splice(0) });
`;

export class IpcTranscript {
  readonly #app: App;
  /** How many messages were searched. */
  messages = 0;

  constructor(app: App) {
    this.#app = app;
  }

  /** To be called after each start of the app. */
  async listen(): Promise<void> {
    await this.#app.session.execute(LISTEN);
  }

  /** Searches what was told since the last look, and what the page holds now. */
  async look(canary: Canary): Promise<void> {
    const { session } = this.#app;
    const heard = await session.execute<string[]>("return window.heard_by_test();");
    this.messages += heard.length;
    for (const message of heard) canary.search("message to the page", message.slice(0, 30), message);
    canary.search("page", await session.execute<string>("return location.pathname;"), await session.execute<string>(PAGE_MEMORY));
  }
}
