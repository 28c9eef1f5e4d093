/** One field of a connector spec. It knows kinds of fields, and no field by name. */
import { EuiFieldText, EuiFormRow, EuiSelect, EuiSwitch } from "@elastic/eui";
import type { FieldSpec } from "../../../wire/types";
import { useConnectorForm } from "./connector_form_context";
import { fieldHelp } from "./field_help";
import { pathOf, subjectOf, type FieldProps } from "./field_props";
import { FieldRow } from "../../../components/fields/field_row";
import { FileField } from "./file_field";
import { HeadersField } from "./headers_field";
import { ModelField } from "./model_field";
import { SecretField } from "./secret_field";
import { useField } from "./use_field";

const INPUT_MODES: Partial<Record<FieldSpec["kind"], "url" | "decimal">> = { url: "url", number: "decimal" };

export function SpecField(props: FieldProps) {
  switch (props.field.kind) {
    case "secret":
      return <SecretField {...props} />;
    case "file":
      return <FileField {...props} />;
    case "headers":
      return <HeadersField {...props} />;
    case "switch":
      return <SwitchField {...props} />;
    case "choice":
      return <ChoiceField {...props} />;
    default:
      return props.field.suggests_models ? <ModelField {...props} /> : <TextField {...props} />;
  }
}

function TextField({ field, is_required }: FieldProps) {
  const { read_only } = useConnectorForm();
  const { input, error } = useField(pathOf(field));
  const { ref, value, ...rest } = input;
  return (
    <FieldRow label={field.label} is_optional={!is_required} error={error} help={fieldHelp(field)}>
      <EuiFieldText
        {...rest}
        inputRef={ref}
        value={String(value ?? "")}
        fullWidth
        isInvalid={error !== undefined}
        readOnly={read_only}
        placeholder={field.placeholder}
        inputMode={INPUT_MODES[field.kind] ?? "text"}
        autoComplete="off"
        spellCheck={false}
        data-test-subj={subjectOf(field)}
      />
    </FieldRow>
  );
}

function ChoiceField({ field }: FieldProps) {
  const { read_only } = useConnectorForm();
  const { input, error } = useField(pathOf(field));
  const { ref, value, ...rest } = input;
  return (
    <FieldRow label={field.label} error={error} help={fieldHelp(field)} may_fail={false}>
      <EuiSelect
        {...rest}
        inputRef={ref}
        value={String(value ?? "")}
        fullWidth
        options={field.options.map((option) => ({ value: option.value, text: option.label }))}
        isInvalid={error !== undefined}
        disabled={read_only}
        data-test-subj={subjectOf(field)}
      />
    </FieldRow>
  );
}

function SwitchField({ field }: FieldProps) {
  const { read_only } = useConnectorForm();
  const { input, error } = useField(pathOf(field));
  return (
    <EuiFormRow fullWidth helpText={fieldHelp(field)} isInvalid={error !== undefined} error={error}>
      <EuiSwitch
        label={field.label}
        checked={input.value === "true"}
        disabled={read_only}
        onChange={(event) => input.onChange(String(event.target.checked))}
        onBlur={input.onBlur}
        data-test-subj={subjectOf(field)}
      />
    </EuiFormRow>
  );
}
