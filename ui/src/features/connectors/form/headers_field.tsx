import { EuiButtonEmpty, EuiLink, EuiText, useGeneratedHtmlId } from "@elastic/eui";
import { useRef, useState } from "react";
import { useFormState, useWatch } from "react-hook-form";
import { headerOfPath, secretHeaderPath } from "../../../lib/secret_paths";
import { useConnectorForm } from "./connector_form_context";
import type { Draft, FieldPath } from "./draft";
import { fieldHelp } from "./field_help";
import { pathOf, subjectOf, type FieldProps } from "./field_props";
import { FieldRow } from "../../../components/fields/field_row";
import { HeaderRow } from "./header_row";
import {
  EMPTY_ROW,
  headerProblems,
  headersError,
  storedSecretRow,
  WRONG_AT_ONCE,
  type HeaderRow as Row,
} from "./header_rows";
import { hasMoved } from "./secret_state";
import { useField } from "./use_field";

export function HeadersField({ field }: FieldProps) {
  const { stored, read_only, checked } = useConnectorForm();
  const { input, error, error_path } = useField(pathOf(field));
  const { isSubmitted } = useFormState<Draft>();
  const url = useWatch<Draft, "config.apiUrl">({ name: "config.apiUrl" });
  const [is_inside, setInside] = useState(false);
  const [removals, setRemovals] = useState(0);
  const add = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useGeneratedHtmlId();
  const rows = input.value as Row[];
  const has_moved = hasMoved(stored, url);
  const problems = headerProblems(rows, stored, has_moved);
  // A row may only be unfinished while somebody is at it; a repeated key is wrong at once.
  const is_unfinished = error_path === "local" && is_inside && !isSubmitted;
  const shown_error = (is_unfinished ? undefined : error) ?? headersError(rows, problems, WRONG_AT_ONCE);
  const removed = (stored?.stored_secrets ?? []).flatMap((path) => headerOfPath(path) ?? []).filter(
    (name) => !rows.some(({ stored_as, key, is_secret }) => stored_as === name || (is_secret && key.trim() === name)),
  );

  const change = (index: number, row: Row) => input.onChange(rows.map((before, at) => (at === index ? row : before)));
  const remove = (index: number) => {
    input.onChange(rows.filter((_, at) => at !== index));
    setRemovals(removals + 1);
    // What had the focus is gone.
    add.current?.focus();
  };
  const append = (row: Row) => {
    input.onChange([...rows, row]);
    setTimeout(() => list.current?.querySelector<HTMLInputElement>("[role=group]:last-of-type input")?.focus());
  };
  const isRefused = ({ key, is_secret }: Row) => {
    const path = secretHeaderPath(key.trim()) as FieldPath;
    return is_secret && (error_path === path || (error !== undefined && checked[path] === error));
  };

  return (
    <FieldRow error={shown_error} help={fieldHelp(field)}>
      <div
        ref={list}
        data-test-subj={subjectOf(field)}
        onFocus={() => setInside(true)}
        onBlur={({ currentTarget, relatedTarget }) => {
          if (currentTarget.contains(relatedTarget)) return;
          setInside(false);
          input.onBlur();
        }}
      >
        {rows.map((row, index) => {
          const problem = shown_error === undefined ? null : problems[index];
          return (
            <HeaderRow
              // Rows have no name of their own, and move up when one is deleted: what is shown of one
              // must not be shown of the next.
              // oxlint-disable-next-line react/no-array-index-key
              key={`${removals}-${index}`}
              id={`${id}-${index}`}
              row={row}
              number={index + 1}
              has_moved={has_moved}
              is_key_invalid={problem === "no_key" || problem === "repeated"}
              is_value_invalid={problem === "no_value" || problem === "bad_reference" || isRefused(row)}
              on_change={(next) => change(index, next)}
              on_remove={() => remove(index)}
            />
          );
        })}
        {removed.map((name) => (
          <EuiText key={name} size="xs" data-test-subj="removedHeader" css={{ overflowWrap: "anywhere" }}>
            {`The stored header "${name}" is removed when you save. `}
            <EuiLink onClick={() => append(storedSecretRow(name))}>{`Keep header "${name}"`}</EuiLink>
          </EuiText>
        ))}
        {read_only ? null : (
          <EuiButtonEmpty
            buttonRef={add}
            size="s"
            flush="left"
            iconType="plusCircle"
            onClick={() => append(EMPTY_ROW)}
            data-test-subj="addHeaderButton"
          >
            Add header
          </EuiButtonEmpty>
        )}
      </div>
    </FieldRow>
  );
}
