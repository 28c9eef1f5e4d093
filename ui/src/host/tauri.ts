/**
 * The host of the desktop window. The only file that may import `@tauri-apps/*`.
 *
 * The store and opener plugins are loaded on first use: neither is needed to paint.
 */
import { Channel, invoke } from "@tauri-apps/api/core";
import type { Commands, Streams } from "../wire/commands";
import { isThemeChoice, toCommandError, type Host, type Preferences } from "./host";

declare global {
  interface Window {
    /** Set by the window's init script, before any of our code runs. */
    __PATCHBAY__?: { theme: string; preferences_path: string };
    __TAURI_INTERNALS__?: unknown;
  }
}

function storedPreferences(): Preferences {
  return {
    get_theme() {
      const theme = window.__PATCHBAY__?.theme;
      return isThemeChoice(theme) ? theme : "system";
    },
    async set_theme(choice) {
      const path = window.__PATCHBAY__?.preferences_path;
      if (!path) return;
      const { load } = await import("@tauri-apps/plugin-store");
      const store = await load(path);
      await store.set("theme", choice);
      await store.save();
    },
  };
}

export function tauriHost(): Host {
  return {
    kind: "window",
    preferences: storedPreferences(),
    async call<C extends keyof Commands>(command: C, request: Commands[C]["req"]) {
      try {
        return await invoke<Commands[C]["res"]>("rpc", { command, request });
      } catch (error) {
        throw toCommandError(error);
      }
    },
    async stream<S extends keyof Streams>(
      command: S,
      request: Streams[S]["req"],
      on_event: (event: Streams[S]["event"]) => void,
    ) {
      const channel = new Channel<Streams[S]["event"] | null>();
      // The answer to the call may overtake the last events; `null` is the channel's own end.
      const ended = new Promise<void>((resolve) => {
        channel.onmessage = (event) => (event === null ? resolve() : on_event(event));
      });
      try {
        await invoke("rpc_stream", { command, request, channel });
      } catch (error) {
        throw toCommandError(error);
      }
      await ended;
    },
    async open_external(url) {
      const { openUrl } = await import("@tauri-apps/plugin-opener");
      await openUrl(url);
    },
    async save_file(name, text) {
      try {
        return await invoke<string>("save_file", { name, text });
      } catch (error) {
        throw toCommandError(error);
      }
    },
  };
}
