/** A file with secrets is closed: it opens with what its author typed. */
import { EuiButton, EuiCallOut, EuiSpacer } from "@elastic/eui";
import { useEffect, useRef } from "react";
import { PassphraseInput, refocus } from "../../../components/vault/passphrase_input";

type Props = { problem: string | null; is_opening: boolean; on_open: (passphrase: string) => void };

export function ImportPassphrase({ problem, is_opening, on_open }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // First when it appears, then after each wrong one.
    if (!is_opening) refocus(input);
  }, [is_opening]);
  return (
    <form
      // A wrong one marks the field, which must not keep the next from being sent.
      noValidate
      data-test-subj="importPassphrase"
      onSubmit={(event) => {
        event.preventDefault();
        if (!is_opening) on_open(input.current?.value ?? "");
      }}
    >
      <EuiCallOut size="s" iconType="lock" title="This file is closed with a passphrase">
        <p>It was exported with secrets. Nothing of it can be shown before it is opened.</p>
      </EuiCallOut>
      <EuiSpacer size="m" />
      <PassphraseInput name="filePassphrase" label="Passphrase of the file" input={input} problem={problem} />
      <EuiSpacer size="m" />
      <EuiButton size="s" type="submit" iconType="lockOpen" isLoading={is_opening} data-test-subj="openImportFile">
        Open the file
      </EuiButton>
    </form>
  );
}
