/** The frame of every question about the vault or a passphrase: Enter sends it, Escape leaves it. */
import {
  EuiButton,
  EuiButtonEmpty,
  EuiCallOut,
  EuiModal,
  EuiModalBody,
  EuiModalFooter,
  EuiModalHeader,
  EuiModalHeaderTitle,
  EuiSpacer,
  useGeneratedHtmlId,
} from "@elastic/eui";
import { useRef, type FormEvent, type ReactNode } from "react";
import type { CommandError } from "../../host/host";

type Props = {
  title: string;
  confirm: string;
  is_danger?: boolean;
  is_disabled?: boolean;
  is_running: boolean;
  /** Shown below the fields while it runs. */
  progress?: ReactNode;
  /** What belongs to no field. */
  error: CommandError | null;
  /** A selector, within the modal, for what has the focus first. */
  initial_focus: string;
  subject: string;
  on_confirm: () => void;
  on_close: () => void;
  children: ReactNode;
};

export function VaultModal({
  title,
  confirm,
  is_danger = false,
  is_disabled = false,
  is_running,
  progress,
  error,
  initial_focus,
  subject,
  on_confirm,
  on_close,
  children,
}: Props) {
  const title_id = useGeneratedHtmlId();
  const form = useRef<HTMLFormElement>(null);
  const send = (event: FormEvent) => {
    event.preventDefault();
    // React hands events through a portal to the form that asked, too.
    event.stopPropagation();
    if (!is_running && !is_disabled) on_confirm();
  };
  return (
    <EuiModal
      onClose={on_close}
      aria-labelledby={title_id}
      // Within: a selector alone would find the like of it in the form underneath.
      initialFocus={() => form.current?.querySelector(initial_focus) as HTMLElement}
      // Higher than EUI's: a choice of places with a passphrase below it shall not have to be scrolled.
      css={{ inlineSize: 560, "&&": { maxBlockSize: "92vh" } }}
      data-test-subj={subject}
    >
      {/* A field that is marked wrong must not keep the next try from being sent. */}
      <form ref={form} noValidate onSubmit={send} css={{ display: "contents" }}>
        <EuiModalHeader>
          <EuiModalHeaderTitle id={title_id}>{title}</EuiModalHeaderTitle>
        </EuiModalHeader>
        <EuiModalBody>
          {children}
          {error ? (
            <>
              <EuiSpacer size="m" />
              <EuiCallOut
                announceOnMount
                size="s"
                color="danger"
                iconType="error"
                title={error.message}
                data-test-subj="vaultModalError"
              >
                {error.hint ? <p>{error.hint}</p> : null}
              </EuiCallOut>
            </>
          ) : null}
          {is_running && progress ? (
            <>
              <EuiSpacer size="m" />
              {progress}
            </>
          ) : null}
        </EuiModalBody>
        <EuiModalFooter>
          {/* What runs goes on behind a closed window; calling that Cancel would be a lie. */}
          <EuiButtonEmpty onClick={on_close}>{is_running ? "Close" : "Cancel"}</EuiButtonEmpty>
          <EuiButton
            fill
            type="submit"
            color={is_danger ? "danger" : "primary"}
            isDisabled={is_disabled}
            isLoading={is_running}
            // A disabled button loses the focus, and Escape with it. What is sent is checked above.
            hasAriaDisabled
            data-test-subj="vaultModalConfirm"
          >
            {confirm}
          </EuiButton>
        </EuiModalFooter>
      </form>
    </EuiModal>
  );
}
