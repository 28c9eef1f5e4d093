import { describe, expect, it } from "vitest";
import { isSameProxy, proxyAddress } from "./proxy_address";

describe("the address of a proxy", () => {
  it.each([
    ["http://proxy.example", "http://proxy.example:80"],
    [" HTTP://Proxy.Example:3128/ ", "http://proxy.example:3128"],
    ["https://proxy.example", "https://proxy.example:443"],
    ["https://proxy.example:80", "https://proxy.example:80"],
    ["http://proxy.example:443", "http://proxy.example:443"],
    ["socks5://127.0.0.1", "socks5://127.0.0.1:1080"],
    ["socks5h://[::1]:443", "socks5h://[::1]:443"],
  ])("of %j is %s", (url, address) => {
    expect(proxyAddress(url)).toBe(address);
  });

  it.each(["", "proxy", "proxy:3128", "ftp://proxy", "http://", "http://a b"])("is not there in %j", (url) => {
    expect(proxyAddress(url)).toBeNull();
    expect(isSameProxy(url, url)).toBe(false);
  });

  it("is the same whether its port is written or not", () => {
    expect(isSameProxy("http://proxy.example", "http://PROXY.example:80/")).toBe(true);
    expect(isSameProxy("http://proxy.example", "https://proxy.example")).toBe(false);
    expect(isSameProxy("http://proxy.example:1", "http://proxy.example:2")).toBe(false);
  });
});
