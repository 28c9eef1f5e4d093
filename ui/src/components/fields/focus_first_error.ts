/** Moves to the first field, in the order of the screen, that is marked as wrong. */
export function focusFirstError(form_id: string): void {
  // The marks are painted after the handler that has set them.
  setTimeout(() => {
    document.getElementById(form_id)?.querySelector<HTMLElement>("input[aria-invalid=true], select[aria-invalid=true], textarea[aria-invalid=true]")?.focus();
  });
}
