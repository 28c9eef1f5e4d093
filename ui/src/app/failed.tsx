import { EuiButton, EuiEmptyPrompt } from "@elastic/eui";

export function Failed({ error }: { error: unknown }) {
  return (
    <EuiEmptyPrompt
      data-test-subj="screenFailed"
      color="danger"
      iconType="error"
      title={<h2>This screen stopped working</h2>}
      body={
        <>
          <p>Your connectors and their keys are not affected.</p>
          <p>
            <code>{error instanceof Error ? error.message : String(error)}</code>
          </p>
        </>
      }
      actions={
        <EuiButton iconType="refresh" onClick={() => window.location.reload()}>
          Load it again
        </EuiButton>
      }
    />
  );
}
