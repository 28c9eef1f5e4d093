import { DiagnosePanel } from "../../components/diagnose/diagnose_panel";
import { DraftNote } from "../../components/draft_note";
import { useOpenConnector } from "../../components/open_connector";

export function DiagnoseTab() {
  const { target, to_fix, show_configuration } = useOpenConnector();
  const is_draft = target.kind === "draft";
  // A saved connector that lacks a secret can be diagnosed: all that lies before the key can be looked at.
  const is_blocked = is_draft && to_fix.length > 0;
  return (
    <>
      {is_draft ? (
        <DraftNote verb="diagnose" doing="Diagnosing" to_fix={to_fix} on_configure={show_configuration} />
      ) : null}
      <DiagnosePanel target={target} is_blocked={is_blocked} />
    </>
  );
}
