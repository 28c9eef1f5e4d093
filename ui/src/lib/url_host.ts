/** Host and port of a URL, or null while it is not a URL yet. */
export function urlHost(url: string): string | null {
  try {
    return new URL(url.trim()).host || null;
  } catch {
    return null;
  }
}
