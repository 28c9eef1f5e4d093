import { describe, expect, it } from "vitest";
import { certificatesIn } from "./certificate_file";

const bytes = (text: string) => new TextEncoder().encode(text);
const cert = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`;

describe("certificates in a file", () => {
  it("are taken one by one, without what stands around them", () => {
    const file = `Bag attributes\r\n${cert("QUE=").replaceAll("\n", "\r\n")}\r\n${cert("QkI=")}\n`;
    expect(certificatesIn(bytes(file))).toEqual([`${cert("QUE=")}\n`, `${cert("QkI=")}\n`]);
  });

  it("never bring the key along that stands beside them", () => {
    const key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----";
    expect(certificatesIn(bytes(`${key}\n${cert("QUE=")}\n${key}`)).join()).not.toMatch(/PRIVATE|c2VjcmV0/);
    expect(certificatesIn(bytes(key))).toEqual([]);
  });

  it("may be binary, and are written as text then", () => {
    const der = new Uint8Array([0x30, 0x82, ...Array.from({ length: 70 }, (_, at) => at)]);
    const [pem = ""] = certificatesIn(der);
    const lines = pem.trim().split("\n");
    expect(lines.at(0)).toBe("-----BEGIN CERTIFICATE-----");
    expect(lines.at(-1)).toBe("-----END CERTIFICATE-----");
    expect(lines.slice(1, -1).every((line) => line.length <= 64)).toBe(true);
    expect(Uint8Array.from(atob(lines.slice(1, -1).join("")), (char) => char.charCodeAt(0))).toEqual(der);
  });

  it("are not found in anything else", () => {
    expect(certificatesIn(bytes("hello"))).toEqual([]);
    expect(certificatesIn(new Uint8Array())).toEqual([]);
  });
});
