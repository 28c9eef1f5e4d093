/** What a form says below a secret: where it comes from, what becomes of it, why it is asked for. */
import { EuiTextColor } from "@elastic/eui";
import type { ReactNode } from "react";
import { readReference, referenceTo } from "../../lib/env_reference";
import type { SecretReference } from "../../wire/types";

/** How a stored secret bears on its field: keep it, ask for it again, it is lost, or there is none. */
export type SecretState = "none" | "kept" | "ask_again" | "forgotten" | "missing" | "lost";

type Subject = {
  label: string;
  /** Headers have some more. */
  state: SecretState | "plain" | "new" | "renamed" | "unmarked";
  /** Of the stored secret, when it is one. */
  reference: SecretReference | undefined;
  typed: string;
  read_only: boolean;
  /** Said of one that has to be entered again, where it is not because of the connector's host. */
  moved?: string;
};

function strongText({ label, state, moved }: Subject): string | null {
  switch (state) {
    case "ask_again":
      return moved ?? `The host changed, so the ${label} must be entered again.`;
    case "forgotten":
      return `The stored ${label} is removed when you save.`;
    case "lost":
      return `The stored ${label} cannot be opened any more. Enter it again.`;
    case "renamed":
      return "A stored value belongs to its name. Enter it again for the new one.";
    case "unmarked":
      return "The stored value cannot be shown. Enter it again to have it as plain text.";
    default:
      return null;
  }
}

/** What stands in the empty field of a secret that is kept. */
export function keptPlaceholder(reference: SecretReference | undefined, read_only: boolean): string {
  if (reference) return referenceTo(reference.variable);
  return read_only ? "Stored." : "Stored. Leave empty to keep it.";
}

/** Undefined where there is nothing to say, so that the row can use the room. */
export function secretNote(subject: Subject): ReactNode {
  const { state, reference, typed, read_only } = subject;
  const typed_reference = readReference(typed);
  const strong = strongText(subject);
  const from =
    typed_reference?.kind === "variable"
      ? `Read from the environment variable ${typed_reference.name} at each run; nothing is stored.`
      : state === "kept" && reference && typed === ""
        ? `From the environment variable ${reference.variable}.${read_only ? "" : " Leave empty to keep it."}`
        : null;
  const is_unset = state === "kept" && typed === "" && reference?.is_set === false;
  if (strong === null && from === null) return undefined;
  return (
    <span key="note" data-test-subj="secretNote">
      {strong ? <strong css={{ display: "block" }}>{strong}</strong> : null}
      {from ? <span css={{ display: "block" }}>{from}</span> : null}
      {is_unset ? (
        <EuiTextColor color="warning" component="span" css={{ display: "block" }}>
          Patchbay does not have this variable now. Set it before Patchbay is started.
        </EuiTextColor>
      ) : null}
    </span>
  );
}
