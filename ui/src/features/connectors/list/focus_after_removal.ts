/** How long a modal that closes may take to give the focus back to what had opened it. */
const MODAL_CLOSES_MS = 100;

/**
 * What had the focus went away with its row. The row that took its place gets it, or the search
 * when there is none or when many went: never the top of the page.
 */
export function focusAfterRemoval(place: HTMLElement | null, row: number | null): void {
  setTimeout(() => {
    const { activeElement, body } = document;
    if (!place || (activeElement !== null && activeElement !== body)) return;
    const links = place.querySelectorAll<HTMLElement>('[data-test-subj="connectorNameLink"]');
    const next = row === null ? undefined : (links[row] ?? links[links.length - 1]);
    (next ?? place.querySelector<HTMLElement>("input"))?.focus();
  }, MODAL_CLOSES_MS);
}
