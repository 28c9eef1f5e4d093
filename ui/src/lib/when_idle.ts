/** Runs work when the page has nothing better to do. WebKit has no `requestIdleCallback`. */
export function whenIdle(work: () => unknown): void {
  if (typeof window.requestIdleCallback === "function") window.requestIdleCallback(work, { timeout: 2000 });
  else setTimeout(work, 200);
}
