import { EuiButtonEmpty, EuiButtonIcon, EuiFieldText, EuiFlexGroup, EuiFlexItem, useGeneratedHtmlId } from "@elastic/eui";
import { useRef } from "react";
import { useConnectorForm } from "./connector_form_context";
import type { HeaderRow } from "./draft";
import { fieldHelp } from "./field_help";
import { pathOf, subjectOf, type FieldProps } from "./field_props";
import { FieldRow } from "./field_row";
import { headerProblems, headersError } from "./local_errors";
import { useField } from "./use_field";

const EMPTY: HeaderRow = { key: "", value: "" };

export function HeadersField({ field }: FieldProps) {
  const { read_only } = useConnectorForm();
  const { input, error } = useField(pathOf(field));
  const add = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useGeneratedHtmlId();
  const rows = input.value as HeaderRow[];
  const problems = headerProblems(rows);
  // A row without a key may only be unfinished; a repeated key is wrong at once.
  const shown_error = error ?? headersError(rows, ["repeated"]);

  const change = (index: number, part: Partial<HeaderRow>) =>
    input.onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  const remove = (index: number) => {
    input.onChange(rows.filter((_, at) => at !== index));
    // What had the focus is gone.
    add.current?.focus();
  };
  const append = () => {
    input.onChange([...rows, EMPTY]);
    setTimeout(() => list.current?.querySelector<HTMLInputElement>("[role=group]:last-of-type input")?.focus());
  };

  return (
    <FieldRow error={shown_error} help={fieldHelp(field)}>
      <div ref={list} data-test-subj={subjectOf(field)} onBlur={input.onBlur}>
        {rows.map((row, index) => (
          // Rows have no name of their own, and only ever move up when one above is deleted.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} role="group" aria-label={`Header ${index + 1}`} css={{ marginBlockEnd: 8 }}>
            <EuiFlexGroup gutterSize="s" alignItems="center" responsive={false}>
              <EuiFlexItem>
                <EuiFieldText
                  compressed
                  fullWidth
                  id={`${id}-key-${index}`}
                  prepend="Key"
                  value={row.key}
                  readOnly={read_only}
                  isInvalid={problems[index] !== null && shown_error !== undefined}
                  autoComplete="off"
                  spellCheck={false}
                  onChange={(event) => change(index, { key: event.target.value })}
                />
              </EuiFlexItem>
              <EuiFlexItem>
                <EuiFieldText
                  compressed
                  fullWidth
                  id={`${id}-value-${index}`}
                  prepend="Value"
                  value={row.value}
                  readOnly={read_only}
                  autoComplete="off"
                  spellCheck={false}
                  onChange={(event) => change(index, { value: event.target.value })}
                />
              </EuiFlexItem>
              {read_only ? null : (
                <EuiFlexItem grow={false}>
                  <EuiButtonIcon
                    iconType="minusCircle"
                    color="danger"
                    aria-label={row.key.trim() ? `Delete header "${row.key.trim()}"` : `Delete header ${index + 1}`}
                    onClick={() => remove(index)}
                  />
                </EuiFlexItem>
              )}
            </EuiFlexGroup>
          </div>
        ))}
        {read_only ? null : (
          <EuiButtonEmpty
            buttonRef={add}
            size="s"
            flush="left"
            iconType="plusCircle"
            onClick={append}
            data-test-subj="addHeaderButton"
          >
            Add header
          </EuiButtonEmpty>
        )}
      </div>
    </FieldRow>
  );
}
