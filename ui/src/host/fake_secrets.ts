/** What the fake knows of a connector's secrets: which there are, never what they are. */
import { readReference } from "../lib/env_reference";
import type { Connector } from "../wire/types";

type SecretFacts = Pick<
  Connector,
  "stored_secrets" | "missing_secrets" | "lost_secrets" | "secret_references" | "is_missing_secrets"
>;

const NOTHING: SecretFacts = {
  stored_secrets: [],
  missing_secrets: [],
  lost_secrets: [],
  secret_references: [],
  is_missing_secrets: false,
};

/**
 * As the core has it: what is given replaces what is stored, an empty one leaves it as it is, a
 * reference is among the stored ones, and what is entered anew or forgotten is not missing any more.
 *
 * @param variables The environment variables that Patchbay has.
 */
export function afterSaving(
  before: SecretFacts | null,
  secrets: Record<string, string>,
  forgotten: readonly string[],
  variables: ReadonlySet<string>,
): SecretFacts {
  const { stored_secrets, missing_secrets, lost_secrets, secret_references } = before ?? NOTHING;
  const given = Object.entries(secrets)
    .filter(([, value]) => value.trim() !== "")
    .map(([name, value]) => ({ path: `secrets.${name}`, reference: readReference(value) }));
  const replaced = given.map(({ path }) => path);
  const stays = (path: string) => !replaced.includes(path) && !forgotten.includes(path);
  const missing = missing_secrets.filter(stays);
  return {
    stored_secrets: [...stored_secrets.filter(stays), ...replaced],
    missing_secrets: missing,
    lost_secrets: lost_secrets.filter(stays),
    secret_references: [
      ...secret_references.filter(({ path }) => stays(path)),
      ...given.flatMap(({ path, reference }) =>
        reference?.kind === "variable"
          ? [{ path, variable: reference.name, is_set: variables.has(reference.name) }]
          : [],
      ),
    ],
    is_missing_secrets: missing.length > 0,
  };
}
