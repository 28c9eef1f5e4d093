import { useIsWithinBreakpoints } from "@elastic/eui";
import { useState, useSyncExternalStore } from "react";
import { keep } from "../../../lib/kept";
import { KEPT_COLUMNS, LARGE_DEFAULT, NARROW_DEFAULT, readKeptColumns, WIDE_DEFAULT, type ColumnId } from "./columns";

/** EUI's largest breakpoint begins before all of these columns fit. */
const large = () => window.matchMedia("(min-width: 1480px)");
const isLarge = () => large().matches;

function watchLarge(on_change: () => void): () => void {
  const query = large();
  query.addEventListener("change", on_change);
  return () => query.removeEventListener("change", on_change);
}

export function useColumns() {
  const is_large = useSyncExternalStore(watchLarge, isLarge);
  const is_narrow = useIsWithinBreakpoints(["xs", "s", "m"]);
  const [chosen, setChosen] = useState(readKeptColumns);
  const columns: readonly ColumnId[] = chosen ?? (is_narrow ? NARROW_DEFAULT : is_large ? LARGE_DEFAULT : WIDE_DEFAULT);
  return {
    columns,
    is_chosen: chosen !== null,
    choose(next: ColumnId[] | null) {
      setChosen(next);
      keep(KEPT_COLUMNS, next);
    },
  };
}
