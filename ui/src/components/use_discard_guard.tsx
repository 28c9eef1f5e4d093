/** Keeps unsaved changes from being lost, whichever way the screen is left. */
import { EuiConfirmModal, useGeneratedHtmlId } from "@elastic/eui";
import { useBlocker } from "@tanstack/react-router";

/**
 * @param what What the changes were made to, in the question.
 * @param stays Says which paths do not leave the form.
 * @returns The question, to be rendered while it is asked.
 */
export function useDiscardGuard(what: string, has_changes: boolean, stays: (path: string) => boolean) {
  const title_id = useGeneratedHtmlId();
  const blocker = useBlocker({
    shouldBlockFn: ({ next }) => has_changes && !stays(next.pathname),
    enableBeforeUnload: has_changes,
    withResolver: true,
  });
  if (blocker.status !== "blocked") return null;
  return (
    <EuiConfirmModal
      aria-labelledby={title_id}
      titleProps={{ id: title_id }}
      title={`Discard unsaved changes to ${what}?`}
      buttonColor="danger"
      cancelButtonText="Cancel"
      confirmButtonText="Discard Changes"
      defaultFocusedButton="cancel"
      onCancel={blocker.reset}
      onConfirm={blocker.proceed}
      data-test-subj="discardChangesModal"
    >
      <p>You can't recover unsaved changes.</p>
    </EuiConfirmModal>
  );
}
