import { EuiCallOut, EuiLink, EuiSpacer } from "@elastic/eui";
import { listLabels } from "../lib/list_labels";

type Props = {
  /** `test` and `Testing`: what is done with the form. */
  verb: string;
  doing: string;
  to_fix: string[];
  on_configure: () => void;
};

/** A test or a diagnosis of the form as it stands: nothing of it is saved. */
export function DraftNote({ verb, doing, to_fix, on_configure }: Props) {
  return (
    <>
      {to_fix.length > 0 ? (
        <EuiCallOut
          size="s"
          color="warning"
          iconType="warning"
          title={`Before you can ${verb}, fill in or put right: ${listLabels(to_fix)}.`}
          data-test-subj="draftToFixNote"
        >
          <p>
            <EuiLink onClick={on_configure}>Back to Configuration</EuiLink>
          </p>
        </EuiCallOut>
      ) : (
        <EuiCallOut size="s" iconType="info" title={`${doing} your unsaved changes.`} data-test-subj="draftNote" />
      )}
      <EuiSpacer size="m" />
    </>
  );
}
