/** Which rows are ticked. It survives paging; what is gone or hidden by a filter does not count. */
import { useCallback, useMemo, useState } from "react";
import type { Connector } from "../../../wire/types";

export const isSelectable = (connector: Connector): boolean => !connector.is_preconfigured;

export function useSelection(found: Connector[]) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => new Set());
  const selected = useMemo(
    () => (ticked.size === 0 ? [] : found.filter((connector) => ticked.has(connector.id) && isSelectable(connector))),
    [found, ticked],
  );
  const selected_ids = useMemo(() => new Set(selected.map(({ id }) => id)), [selected]);

  const toggle = useCallback((ids: string[], is_on: boolean) => {
    setTicked((before) => {
      const next = new Set(before);
      for (const id of ids) {
        if (is_on) next.add(id);
        else next.delete(id);
      }
      return next;
    });
  }, []);
  const clear = useCallback(() => setTicked(new Set()), []);
  return { selected, selected_ids, toggle, clear };
}
