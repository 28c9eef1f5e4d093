/** Certificates out of a file somebody chose. A key that stands beside them is left where it is. */
const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;
/** How a certificate in binary form begins: an ASN.1 sequence. */
const SEQUENCE = 0x30;
const LINE_CHARS = 64;

export const CERTIFICATE_FILES = ".pem,.crt,.cer,.der,.ca-bundle";
/** All authorities of a system together have some 250 kB. */
export const MAX_CERTIFICATE_FILE_BYTES = 1024 * 1024;

function asPem(bytes: Uint8Array): string {
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const rows = base64.match(new RegExp(`.{1,${LINE_CHARS}}`, "g")) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...rows, "-----END CERTIFICATE-----"].join("\n");
}

/** PEM texts, one for each certificate. Empty: there is none. */
export function certificatesIn(bytes: Uint8Array): string[] {
  const found = new TextDecoder().decode(bytes).match(PEM);
  if (found) return found.map((pem) => `${pem.replaceAll("\r\n", "\n")}\n`);
  return bytes[0] === SEQUENCE ? [`${asPem(bytes)}\n`] : [];
}

export function readBytes(file: File): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error("the file could not be read"));
    reader.onload = () => resolve(new Uint8Array(reader.result as ArrayBuffer));
    reader.readAsArrayBuffer(file);
  });
}
