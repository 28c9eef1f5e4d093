import { ExternalLink } from "../../../components/external_link";
import type { FieldSpec } from "../../../wire/types";

/** Undefined where the spec says nothing, so that the row can use the room. */
export function fieldHelp({ help, docs_url, docs_label }: FieldSpec) {
  if (!help && !docs_url) return undefined;
  return (
    <span key="help">
      {help}
      {docs_url ? (
        <>
          {" "}
          <ExternalLink href={docs_url}>{docs_label ?? "Documentation"}</ExternalLink>
        </>
      ) : null}
    </span>
  );
}
