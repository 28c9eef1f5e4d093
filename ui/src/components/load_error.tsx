import { EuiButton, EuiEmptyPrompt } from "@elastic/eui";
import type { CommandError } from "../host/host";

type Props = { title: string; error: CommandError; on_retry: () => void };

export function LoadError({ title, error, on_retry }: Props) {
  return (
    <EuiEmptyPrompt
      data-test-subj="loadError"
      color="danger"
      iconType="warning"
      title={<h2>{title}</h2>}
      body={
        <>
          <p>{error.message}</p>
          {error.hint ? <p>{error.hint}</p> : null}
        </>
      }
      actions={
        <EuiButton iconType="refresh" color="danger" onClick={on_retry}>
          Try again
        </EuiButton>
      }
    />
  );
}
