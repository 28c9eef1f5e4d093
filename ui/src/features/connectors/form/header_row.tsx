/** One header: its name, its value, and whether the value is a secret. */
import { EuiButtonIcon, EuiFieldText, EuiFlexGroup, EuiFlexItem, EuiText, EuiToolTip } from "@elastic/eui";
import { readReference } from "../../../lib/env_reference";
import { referenceOf, secretHeaderPath } from "../../../lib/secret_paths";
import { useConnectorForm } from "./connector_form_context";
import { headerState, typedRow, type HeaderRow as Row } from "./header_rows";
import { SecretInput } from "../../../components/fields/secret_input";
import { keptPlaceholder, secretNote } from "../../../components/fields/secret_note";

type Props = {
  id: string;
  row: Row;
  number: number;
  /** Whether stored secrets belong to another host than the form names now. */
  has_moved: boolean;
  is_key_invalid: boolean;
  is_value_invalid: boolean;
  on_change: (row: Row) => void;
  on_remove: () => void;
};

const PLAIN_REFERENCE = "Without the lock this text is sent as it stands here.";
const SUGGESTED = "It looks like a secret, so it is kept as one. Press the lock if it is none.";

export function HeaderRow(props: Props) {
  const { id, row, number, has_moved, is_key_invalid, is_value_invalid, on_change, on_remove } = props;
  const { stored, read_only } = useConnectorForm();
  const { key, value, is_secret, stored_as } = row;
  const name = key.trim();
  const what = name ? `header "${name}"` : `header ${number}`;
  const state = headerState(row, stored, has_moved);
  const reference = state === "kept" && stored_as !== null ? referenceOf(stored, secretHeaderPath(stored_as)) : undefined;
  const kept = keptPlaceholder(reference, read_only);
  const is_suggested = is_secret && !row.is_lock_chosen;
  const note =
    secretNote({ label: what, state, reference, typed: is_secret ? value : "", read_only }) ??
    (is_suggested ? SUGGESTED : !is_secret && readReference(value) ? PLAIN_REFERENCE : undefined);

  return (
    <div role="group" aria-label={`Header ${number}`} css={{ marginBlockEnd: 8 }}>
      <EuiFlexGroup gutterSize="s" alignItems="center" responsive={false}>
        <EuiFlexItem grow={2}>
          <EuiFieldText
            compressed
            fullWidth
            id={`${id}-key`}
            prepend="Key"
            value={key}
            title={key}
            readOnly={read_only}
            isInvalid={is_key_invalid}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => on_change(typedRow(row, { key: event.target.value }))}
          />
        </EuiFlexItem>
        <EuiFlexItem grow={3}>
          <SecretInput
            compressed
            fullWidth
            id={`${id}-value`}
            prepend="Value"
            value={value}
            is_secret={is_secret}
            readOnly={read_only}
            isInvalid={is_value_invalid}
            placeholder={state === "kept" ? kept : ""}
            title={state === "kept" && value === "" ? kept : undefined}
            css={{ textOverflow: "ellipsis" }}
            aria-describedby={note ? `${id}-note` : undefined}
            onChange={(event) => on_change(typedRow(row, { value: event.target.value }))}
          />
        </EuiFlexItem>
        {read_only ? null : (
          <>
            <EuiFlexItem grow={false}>
              <EuiToolTip
                content={
                  is_secret
                    ? "Secret: sealed in the vault and never shown again. Press to store it as plain text."
                    : "Keep secret: seals it in the vault and never shows it again."
                }
              >
                <EuiButtonIcon
                  iconType={is_secret ? "lock" : "lockOpen"}
                  color={is_secret ? "primary" : "text"}
                  aria-label={`Keep ${what} secret`}
                  aria-pressed={is_secret}
                  onClick={() => on_change({ ...row, is_secret: !is_secret, is_lock_chosen: true })}
                />
              </EuiToolTip>
            </EuiFlexItem>
            <EuiFlexItem grow={false}>
              <EuiButtonIcon iconType="minusCircle" color="danger" aria-label={`Delete ${what}`} onClick={on_remove} />
            </EuiFlexItem>
          </>
        )}
      </EuiFlexGroup>
      {note ? (
        <EuiText id={`${id}-note`} size="xs" color="subdued" css={{ marginBlockStart: 4, overflowWrap: "anywhere" }}>
          {note}
        </EuiText>
      ) : null}
    </div>
  );
}
