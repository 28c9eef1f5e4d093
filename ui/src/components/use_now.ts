/** The time, for "5 min. ago": one clock for all who show it, which stands still while nobody does. */
import { useSyncExternalStore } from "react";

const TICK_MS = 30_000;

let now_ms = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const watching = new Set<() => void>();

function watch(on_tick: () => void): () => void {
  watching.add(on_tick);
  if (timer === undefined) {
    now_ms = Date.now();
    timer = setInterval(() => {
      now_ms = Date.now();
      for (const tell of watching) tell();
    }, TICK_MS);
  }
  return () => {
    watching.delete(on_tick);
    if (watching.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export const useNow = (): number => useSyncExternalStore(watch, () => now_ms);
