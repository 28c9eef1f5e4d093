import { EuiCallOut, EuiConfirmModal, EuiSpacer, useGeneratedHtmlId } from "@elastic/eui";
import { css } from "@emotion/react";
import { plural } from "../../../lib/numbers";
import type { Connector } from "../../../wire/types";
import { useDeleteConnectors } from "./use_delete_connectors";

const MOST_NAMED = 5;

const list = css`
  margin: 0;
  padding-inline-start: 18px;
  list-style: disc;
  li {
    overflow-wrap: anywhere;
  }
`;

function Names({ of, note }: { of: Connector[]; note?: (connector: Connector) => string }) {
  const hidden = of.length - MOST_NAMED;
  return (
    <ul css={list}>
      {of.slice(0, MOST_NAMED).map((connector) => (
        <li key={connector.id}>
          <strong>
            <bdi>{connector.name}</bdi>
          </strong>
          {note ? `: ${note(connector)}` : null}
        </li>
      ))}
      {hidden > 0 ? <li>and {plural(hidden, "more", "more")}</li> : null}
    </ul>
  );
}

const boundKeys = ({ api_keys }: Connector) =>
  `${plural(api_keys, "API key is", "API keys are")} bound to it and will stop working with it`;

type Props = { connectors: Connector[]; on_close: () => void; on_deleted: () => void };

export default function DeleteModal({ connectors, on_close, on_deleted }: Props) {
  const title_id = useGeneratedHtmlId();
  const { remove, error, is_deleting } = useDeleteConnectors();
  const is_one = connectors.length === 1;
  const title = is_one ? "Delete connector" : `Delete ${plural(connectors.length, "connector", "connectors")}`;
  const in_use = connectors.filter(({ api_keys }) => api_keys > 0);
  return (
    <EuiConfirmModal
      aria-labelledby={title_id}
      titleProps={{ id: title_id }}
      title={title}
      buttonColor="danger"
      cancelButtonText="Cancel"
      confirmButtonText={title}
      defaultFocusedButton="cancel"
      isLoading={is_deleting}
      onCancel={on_close}
      onConfirm={() => remove(connectors, on_deleted)}
      data-test-subj="deleteConnectorModal"
    >
      <Names of={connectors} />
      <p>
        {is_one
          ? "You won't be able to recover a deleted connector."
          : "You won't be able to recover deleted connectors."}
      </p>
      {in_use.length > 0 ? (
        <>
          <EuiSpacer size="m" />
          <EuiCallOut
            size="s"
            color="warning"
            iconType="warning"
            title={is_one ? "This connector is currently in use." : "Some connectors are currently in use."}
            data-test-subj="deleteInUse"
          >
            <Names of={in_use} note={boundKeys} />
          </EuiCallOut>
        </>
      ) : null}
      {error ? (
        <>
          <EuiSpacer size="m" />
          <EuiCallOut announceOnMount size="s" color="danger" iconType="error" title={error.message}>
            {error.hint ? <p>{error.hint}</p> : null}
          </EuiCallOut>
        </>
      ) : null}
    </EuiConfirmModal>
  );
}
