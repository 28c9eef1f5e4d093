/** Above the settings: which file decides some of them, what cannot be read and what is partly ignored. */
import { EuiCallOut, EuiSpacer } from "@elastic/eui";
import { VaultNotice } from "../../components/vault";
import type { NetworkingProblem, NetworkingStatus } from "../../wire/types";

type ListProps = { title: string; color: "danger" | "warning"; text: string; problems: NetworkingProblem[]; subject: string };

function ProblemList({ title, color, text, problems, subject }: ListProps) {
  if (problems.length === 0) return null;
  return (
    <>
      <EuiCallOut size="s" color={color} iconType="warning" title={title} css={{ overflowWrap: "anywhere" }} data-test-subj={subject}>
        <p>{text}</p>
        <ul>
          {problems.map(({ key, message, place }) => (
            <li key={`${place} ${key} ${message}`}>
              {message}
              {place ? ` (${place})` : null}
            </li>
          ))}
        </ul>
      </EuiCallOut>
      <EuiSpacer size="m" />
    </>
  );
}

export function StatusNotes({ status: { file, problems, warnings } }: { status: NetworkingStatus }) {
  return (
    <>
      <VaultNotice />
      <ProblemList
        title="Some settings cannot be read"
        color="danger"
        text="What depends on them is refused until they are put right; everything else works."
        problems={problems}
        subject="networkingProblems"
      />
      <ProblemList
        title="Some settings are partly ignored"
        color="warning"
        text="Connections are made all the same. This is what does not count:"
        problems={warnings}
        subject="networkingWarnings"
      />
      {file ? (
        <>
          <EuiCallOut size="s" iconType="lock" title={`${file} decides some of these settings.`} data-test-subj="fileNote">
            <p>They are locked here. Change them in the file, then start Patchbay again.</p>
          </EuiCallOut>
          <EuiSpacer size="m" />
        </>
      ) : null}
    </>
  );
}
