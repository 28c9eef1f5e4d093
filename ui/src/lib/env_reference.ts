/** `${env:NAME}` in the place of a secret: the value is read from the environment at each run. */
export type EnvReference = { kind: "variable"; name: string } | { kind: "malformed" };

const START = "${env:";
const REFERENCE = /^\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}$/;

export const REFERENCE_PROBLEM =
  "Write it as ${env:NAME}. A name has letters, digits and underscores, and does not begin with a digit.";

/** Null: a secret like any other. */
export function readReference(text: string): EnvReference | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith(START)) return null;
  const name = REFERENCE.exec(trimmed)?.[1];
  return name === undefined ? { kind: "malformed" } : { kind: "variable", name };
}

export const referenceTo = (name: string): string => `${START}${name}}`;
