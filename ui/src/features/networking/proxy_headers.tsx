/** Headers that the proxy gets, and nobody behind it. Their values are secrets. */
import { EuiButtonEmpty, EuiButtonIcon, EuiFieldText, EuiFlexGroup, EuiFlexItem, EuiText } from "@elastic/eui";
import { useRef, useState } from "react";
import { SecretInput } from "../../components/fields/secret_input";
import { keptPlaceholder, secretNote } from "../../components/fields/secret_note";
import { about } from "./findings";
import type { ProxyHeader } from "./form_values";
import { storedSecret, useNetworkingForm, useSetting } from "./networking_form_context";
import { headerSecret } from "./request";
import { SettingRow } from "./setting_row";

export function ProxyHeaders() {
  const { change, errors } = useNetworkingForm();
  // Headers stay with the proxy that stands beside them.
  const state = useSetting("proxyUrl", "proxyHeaders");
  const own = useSetting("proxyHeaders");
  const [removals, setRemovals] = useState(0);
  const add = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const rows = state.shown.proxy_headers;
  const secret_errors = state.is_locked ? [] : about(errors, "secrets.proxyHeaders");
  const unnamed = secret_errors.filter(({ field }) => !rows.some(({ name }) => isOf(field, name)));

  const set = (at: number, row: ProxyHeader) => change({ proxy_headers: rows.map((each, index) => (index === at ? row : each)) });
  const remove = (at: number) => {
    change({ proxy_headers: rows.filter((_, index) => index !== at) });
    setRemovals(removals + 1);
    // What had the focus is gone.
    add.current?.focus();
  };
  const append = () => {
    change({ proxy_headers: [...rows, { name: "", value: "", stored_as: null }] });
    setTimeout(() => list.current?.querySelector<HTMLInputElement>("[role=group]:last-of-type input")?.focus());
  };

  return (
    <SettingRow
      label="Proxy headers"
      setting_key="proxyHeaders"
      state={{
        ...own,
        is_locked: state.is_locked,
        setting: own.is_locked ? own.setting : state.setting,
        errors: [...own.errors, ...unnamed.map(({ message }) => message)],
      }}
      has_one_input={false}
      help={
        rows.length === 0
          ? undefined
          : `The proxy alone gets them.${state.is_locked ? "" : " Their values are sealed in the vault and never shown again."}`
      }
    >
      <div ref={list}>
        {rows.map((row, at) => (
          <HeaderRow
            // Rows have no name of their own, and move up when one is deleted: what is shown of one
            // must not be shown of the next.
            // oxlint-disable-next-line react/no-array-index-key
            key={`${removals}-${at}`}
            row={row}
            number={at + 1}
            is_locked={state.is_locked}
            errors={secret_errors.filter(({ field }) => isOf(field, row.name)).map(({ message }) => message)}
            on_change={(next) => set(at, next)}
            on_remove={() => remove(at)}
          />
        ))}
        {state.is_fixed ? (
          rows.length === 0 ? (
            <EuiText size="s" color="subdued">
              <p>None</p>
            </EuiText>
          ) : null
        ) : (
          <EuiButtonEmpty
            buttonRef={add}
            size="s"
            flush="left"
            iconType="plusCircle"
            onClick={append}
            data-test-subj="addProxyHeaderButton"
          >
            Add header
          </EuiButtonEmpty>
        )}
      </div>
    </SettingRow>
  );
}

const isOf = (field: string, name: string): boolean => field === `secrets.${headerSecret(name.trim())}`;

type RowProps = {
  row: ProxyHeader;
  number: number;
  is_locked: boolean;
  errors: string[];
  on_change: (row: ProxyHeader) => void;
  on_remove: () => void;
};

function HeaderRow({ row, number, is_locked, errors, on_change, on_remove }: RowProps) {
  const { status, read_only } = useNetworkingForm();
  const { name, value, stored_as } = row;
  const is_fixed = is_locked || read_only;
  const stored = stored_as === null ? null : storedSecret(status, headerSecret(stored_as));
  const state =
    stored === null
      ? "new"
      : name.trim() !== stored_as
        ? "renamed"
        : stored.is_lost
          ? "lost"
          : stored.is_stored
            ? "kept"
            : "missing";
  const reference = state === "kept" ? stored?.reference : undefined;
  const what = name.trim() ? `header "${name.trim()}"` : `header ${number}`;
  // The file's own values are not among the stored ones.
  const note = is_locked ? undefined : secretNote({ label: what, state, reference, typed: value, read_only });
  return (
    <div role="group" aria-label={`Proxy header ${number}`} css={{ marginBlockEnd: 8 }}>
      <EuiFlexGroup gutterSize="s" alignItems="center" responsive={false}>
        <EuiFlexItem grow={2}>
          <EuiFieldText
            compressed
            fullWidth
            prepend="Name"
            aria-label="Name"
            value={name}
            title={name}
            readOnly={is_fixed}
            isInvalid={errors.length > 0}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => on_change({ ...row, name: event.target.value })}
          />
        </EuiFlexItem>
        <EuiFlexItem grow={3}>
          <SecretInput
            compressed
            fullWidth
            prepend="Value"
            aria-label="Value"
            value={value}
            readOnly={is_fixed}
            isInvalid={errors.length > 0}
            placeholder={is_locked ? "Set" : state === "kept" ? keptPlaceholder(reference, read_only) : ""}
            onChange={(event) => on_change({ ...row, value: event.target.value })}
          />
        </EuiFlexItem>
        {is_fixed ? null : (
          <EuiFlexItem grow={false}>
            <EuiButtonIcon iconType="minusCircle" color="danger" aria-label={`Delete ${what}`} onClick={on_remove} />
          </EuiFlexItem>
        )}
      </EuiFlexGroup>
      {errors.map((message) => (
        <EuiText key={message} size="xs" color="danger" css={{ marginBlockStart: 4, overflowWrap: "anywhere" }}>
          {message}
        </EuiText>
      ))}
      {note ? (
        <EuiText size="xs" color="subdued" css={{ marginBlockStart: 4, overflowWrap: "anywhere" }}>
          {note}
        </EuiText>
      ) : null}
    </div>
  );
}
