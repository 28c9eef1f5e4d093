/** The name, and the id that follows it until somebody edits the id. */
import { EuiFieldText } from "@elastic/eui";
import { useMemo } from "react";
import { useFormContext } from "react-hook-form";
import { useFocusOnMount } from "../../../components/focus_on_mount";
import { useCommandQuery } from "../../../host/use_command";
import { useConnectorForm } from "./connector_form_context";
import type { Draft } from "./draft";
import { FieldRow } from "../../../components/fields/field_row";
import { freeId } from "./slug";
import { useField } from "./use_field";

export function useTakenIds(): ReadonlySet<string> {
  const { data } = useCommandQuery("connectors_list", {});
  return useMemo(() => new Set(data?.map(({ id }) => id)), [data]);
}

export function IdentityFields() {
  const { spec, stored, read_only } = useConnectorForm();
  const { getValues, setValue, getFieldState } = useFormContext<Draft>();
  const name = useField("name");
  const taken = useTakenIds();
  const focus = useFocusOnMount<HTMLInputElement>();
  // An id that was made from the name is as new as the name.
  const id = useField("id", getFieldState("name").isDirty);

  const changeName = (text: string) => {
    const before = getValues("name");
    const follows = getValues("id") === freeId(before, spec.id_max_chars, taken);
    name.input.onChange(text);
    if (!stored && follows) {
      setValue("id", freeId(text, spec.id_max_chars, taken), { shouldValidate: getFieldState("id").invalid });
    }
  };

  return (
    <>
      <FieldRow label="Connector name" error={name.error}>
        <EuiFieldText
          name="name"
          inputRef={(element) => {
            name.input.ref(element);
            focus(element);
          }}
          value={String(name.input.value)}
          onChange={(event) => changeName(event.target.value)}
          onBlur={name.input.onBlur}
          fullWidth
          dir="auto"
          isInvalid={name.error !== undefined}
          readOnly={read_only}
          autoComplete="off"
          data-test-subj="connectorNameField"
        />
      </FieldRow>
      <FieldRow
        label="Connector ID"
        error={id.error}
        help={
          stored
            ? "After creating the connector ID, you cannot change it."
            : "A unique identifier for the connector."
        }
      >
        <EuiFieldText
          name="id"
          inputRef={id.input.ref}
          value={String(id.input.value)}
          onChange={id.input.onChange}
          onBlur={id.input.onBlur}
          fullWidth
          isInvalid={id.error !== undefined}
          readOnly={stored !== null}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          data-test-subj="connectorIdField"
        />
      </FieldRow>
    </>
  );
}
