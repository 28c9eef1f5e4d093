import { EuiCallOut, EuiConfirmModal, EuiSpacer, useGeneratedHtmlId } from "@elastic/eui";
import { useDeleteConnector } from "./use_delete_connector";
import type { Connector } from "../../wire/types";

type Props = { connector: Connector; on_close: () => void };

export default function DeleteModal({ connector, on_close }: Props) {
  const title_id = useGeneratedHtmlId();
  const remove = useDeleteConnector();
  return (
    <EuiConfirmModal
      aria-labelledby={title_id}
      titleProps={{ id: title_id }}
      title="Delete connector"
      buttonColor="danger"
      cancelButtonText="Cancel"
      confirmButtonText="Delete connector"
      defaultFocusedButton="cancel"
      isLoading={remove.isPending}
      onCancel={on_close}
      onConfirm={() => remove.mutate({ id: connector.id }, { onSuccess: on_close })}
      data-test-subj="deleteConnectorModal"
    >
      <p css={{ overflowWrap: "anywhere" }}>
        <strong>{connector.name}</strong>
      </p>
      <p>You won't be able to recover a deleted connector.</p>
      {remove.error ? (
        <>
          <EuiSpacer size="m" />
          <EuiCallOut announceOnMount size="s" color="danger" iconType="error" title={remove.error.message}>
            {remove.error.hint ? <p>{remove.error.hint}</p> : null}
          </EuiCallOut>
        </>
      ) : null}
    </EuiConfirmModal>
  );
}
