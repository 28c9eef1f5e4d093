import {
  EuiButton,
  EuiButtonEmpty,
  EuiCallOut,
  EuiFilePicker,
  EuiFlexGroup,
  EuiFlexItem,
  EuiFlyoutBody,
  EuiFlyoutFooter,
  EuiFormRow,
  EuiLoadingSpinner,
  EuiRadioGroup,
  EuiSpacer,
  EuiText,
} from "@elastic/eui";
import { plural } from "../../../lib/numbers";
import type { ImportConflicts, ImportRow } from "../../../wire/types";
import { ImportPassphrase } from "./import_passphrase";
import { ImportResult } from "./import_result";
import { ImportRows } from "./import_rows";
import { useImport } from "./use_import";

const CONFLICTS: { id: ImportConflicts; label: string }[] = [
  { id: "overwrite", label: "Update the existing connector" },
  { id: "skip", label: "Keep the existing connector" },
  { id: "copy", label: "Add as a new connector with another ID" },
];

const countToImport = (rows: ImportRow[]) =>
  rows.filter(({ action }) => action === "add" || action === "change").length;

function SealedNote({ rows }: { rows: ImportRow[] }) {
  const count = rows.filter(({ brings_secrets }) => brings_secrets).length;
  return (
    <>
      <EuiCallOut size="s" iconType="lockOpen" title="The file is open" data-test-subj="importSealed">
        <p>
          {count === 0
            ? "It was closed with a passphrase, and brings no secrets."
            : `${plural(count, "connector brings its", "connectors bring their")} secrets along. They are sealed in this vault when you import.`}
        </p>
      </EuiCallOut>
      <EuiSpacer size="m" />
    </>
  );
}

type Props = { max_bytes: number; on_close: () => void };

export function ImportForm({ max_bytes, on_close }: Props) {
  const task = useImport(max_bytes);
  const { plan, imported, error } = task;
  const count = plan ? countToImport(plan.rows) : 0;

  if (imported) return <ImportResult rows={imported.rows} on_close={on_close} />;
  return (
    <>
      <EuiFlyoutBody>
        <EuiText size="s" color="subdued">
          <p>
            Choose a file that Patchbay, or Saved Objects in Kibana, has exported. Unless it was exported with secrets,
            API keys are entered afterwards. Objects of other types are left out.
          </p>
        </EuiText>
        <EuiSpacer size="l" />
        <EuiFormRow label="File" fullWidth isInvalid={task.file_problem !== null} error={task.file_problem ?? undefined}>
          <EuiFilePicker
            fullWidth
            accept=".ndjson,.json"
            display="default"
            initialPromptText="Choose an exported file, or drop it here"
            isInvalid={task.file_problem !== null}
            disabled={task.is_importing}
            data-test-subj="importFile"
            onChange={(files) => void task.choose_file(files?.item(0) ?? null)}
          />
        </EuiFormRow>
        <EuiSpacer size="m" />
        <EuiRadioGroup
          name="conflicts"
          legend={{ children: "When an ID is taken already" }}
          options={CONFLICTS}
          idSelected={task.conflicts}
          disabled={task.is_importing}
          onChange={(id) => task.choose_conflicts(id as ImportConflicts)}
        />
        <EuiSpacer size="l" />
        {error ? (
          <>
            <EuiCallOut
              announceOnMount
              color="danger"
              iconType="error"
              title={error.message}
              css={{ overflowWrap: "anywhere" }}
              data-test-subj="importError"
            >
              {error.hint ? <p>{error.hint}</p> : null}
              {error.fields.map(({ field, message }) => (
                <p key={field}>{message}</p>
              ))}
            </EuiCallOut>
            <EuiSpacer size="m" />
          </>
        ) : null}
        {task.is_replanned && !task.is_looking ? (
          <>
            <EuiCallOut
              announceOnMount
              color="warning"
              iconType="refresh"
              title="The connectors changed since the preview"
              data-test-subj="importReplanned"
            >
              <p>Nothing was imported. This is what would happen now; look again, then import.</p>
            </EuiCallOut>
            <EuiSpacer size="m" />
          </>
        ) : null}
        {task.is_closed ? (
          <ImportPassphrase
            problem={task.passphrase_problem}
            is_opening={task.is_looking}
            on_open={(passphrase) => task.open(passphrase)}
          />
        ) : plan ? (
          <div css={{ opacity: task.is_looking ? 0.6 : 1 }} aria-busy={task.is_looking}>
            {plan.is_sealed ? <SealedNote rows={plan.rows} /> : null}
            <ImportRows rows={plan.rows} is_done={false} />
          </div>
        ) : task.is_looking ? (
          <EuiLoadingSpinner size="l" aria-label="Reading the file" />
        ) : null}
      </EuiFlyoutBody>
      <EuiFlyoutFooter>
        <EuiFlexGroup justifyContent="spaceBetween" responsive={false}>
          <EuiFlexItem grow={false}>
            <EuiButtonEmpty flush="left" onClick={on_close} data-test-subj="importCancel">
              Cancel
            </EuiButtonEmpty>
          </EuiFlexItem>
          <EuiFlexItem grow={false}>
            <EuiButton
              fill
              isDisabled={count === 0 || task.is_looking}
              isLoading={task.is_importing}
              data-test-subj="importButton"
              onClick={task.start}
            >
              {count > 0 ? `Import ${plural(count, "connector", "connectors")}` : "Import"}
            </EuiButton>
          </EuiFlexItem>
        </EuiFlexGroup>
      </EuiFlyoutFooter>
    </>
  );
}
