/** What the create flyout begins with, as it stands in the address. */
export type CreateSearch = {
  /** The connector to copy. */
  from?: string;
  /** The default model to begin with. */
  model?: string;
  /** Whether the form is to be filled from a command. */
  paste?: true;
};

/** Anything may stand in an address. What makes no sense is left out. */
export function readCreateSearch(raw: Record<string, unknown>): CreateSearch {
  return {
    ...(typeof raw.from === "string" && raw.from !== "" ? { from: raw.from } : {}),
    ...(typeof raw.model === "string" && raw.model !== "" ? { model: raw.model } : {}),
    ...(raw.paste === true ? { paste: true } : {}),
  };
}
