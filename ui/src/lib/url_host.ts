/** Host and port of a URL, or null while it is not a URL yet. */
export function urlHost(url: string): string | null {
  try {
    return new URL(url.trim()).host || null;
  } catch {
    return null;
  }
}

/** The place a secret belongs to: scheme, host and port. Null while it is not a URL yet. */
export function urlOrigin(url: string): string | null {
  try {
    const { protocol, host } = new URL(url.trim());
    return host ? `${protocol}//${host}` : null;
  } catch {
    return null;
  }
}
