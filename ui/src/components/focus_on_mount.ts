import { useCallback, useRef } from "react";

/**
 * A ref for what shall have the focus once it is there. A turn later, because a flyout that opens
 * must first note where the focus came from: it returns there when it is closed.
 */
export function useFocusOnMount<E extends HTMLElement>(): (element: E | null) => void {
  const is_done = useRef(false);
  return useCallback((element: E | null) => {
    if (!element || is_done.current) return;
    is_done.current = true;
    setTimeout(() => element.focus({ preventScroll: true }));
  }, []);
}
