/** After wrong passphrases: the seconds until the next try is allowed, counted down. */
import { useCallback, useSyncExternalStore } from "react";
import { useVaultStatus } from "./vault_status";

const TICK_MS = 250;

export function useWait(): number {
  const { data, dataUpdatedAt } = useVaultStatus();
  const until_ms = data?.retry_after_ms ? dataUpdatedAt + data.retry_after_ms : 0;
  const watch = useCallback(
    (on_tick: () => void) => {
      if (until_ms <= Date.now()) return () => undefined;
      const timer = setInterval(() => {
        on_tick();
        if (until_ms <= Date.now()) clearInterval(timer);
      }, TICK_MS);
      return () => clearInterval(timer);
    },
    [until_ms],
  );
  return useSyncExternalStore(watch, () => Math.max(0, Math.ceil((until_ms - Date.now()) / 1000)));
}
