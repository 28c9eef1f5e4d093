/** Proxies by what makes them the same one: scheme, host and port. */
const PORTS: Record<string, string> = { http: "80", https: "443", socks5: "1080", socks5h: "1080" };

/** Null while it is not the URL of a proxy yet. */
export function proxyAddress(url: string): string | null {
  const [, scheme = "", rest = ""] = /^([a-z0-9]+):\/\/(.+)$/i.exec(url.trim()) ?? [];
  const known = PORTS[scheme.toLowerCase()];
  if (known === undefined) return null;
  try {
    // Read as both: a parser drops the port that is its scheme's own.
    const [plain, secure] = [new URL(`http://${rest}`), new URL(`https://${rest}`)];
    return `${scheme.toLowerCase()}://${plain.hostname}:${plain.port || secure.port || known}`;
  } catch {
    return null;
  }
}

export const isSameProxy = (a: string, b: string): boolean => {
  const address = proxyAddress(a);
  return address !== null && address === proxyAddress(b);
};
