/** What the startup benchmark reads. */
const MARK = "patchbay:list-usable";

let is_marked = false;

/**
 * Marks, once, the moment after the list's first rows were painted. The first frame callback runs
 * before that paint, so the second is the first one after it.
 */
export function markListUsable(): void {
  if (is_marked) return;
  is_marked = true;
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark(MARK)));
}

export function whenListUsable(work: () => void): void {
  if (performance.getEntriesByName(MARK).length > 0) return work();
  const observer = new PerformanceObserver((entries) => {
    if (entries.getEntriesByName(MARK).length === 0) return;
    observer.disconnect();
    work();
  });
  observer.observe({ type: "mark", buffered: true });
}
