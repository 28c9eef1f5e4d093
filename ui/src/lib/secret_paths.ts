/** Secrets as the wire names them, and what their state means for a connector. */
import type { Connector, SecretReference } from "../wire/types";

const SECRET_HEADERS = "secrets.secretHeaders.";

export const secretHeaderPath = (name: string): string => SECRET_HEADERS + name;

/** The header a secret belongs to; null for the other secrets. */
export function headerOfPath(path: string): string | null {
  return path.startsWith(SECRET_HEADERS) ? path.slice(SECRET_HEADERS.length) : null;
}

export function referenceOf(connector: Connector | null, path: string): SecretReference | undefined {
  return connector?.secret_references.find((reference) => reference.path === path);
}

/** References that lead nowhere now. */
export const unsetReferences = (connector: Connector): SecretReference[] =>
  connector.secret_references.filter(({ is_set }) => !is_set);

/** Whether a run would lack a secret: one was never entered, is lost, or its variable is not there. */
export function lacksSecrets(connector: Connector): boolean {
  return connector.is_missing_secrets || unsetReferences(connector).length > 0;
}
