import { EuiSelect } from "@elastic/eui";
import { useFormContext } from "react-hook-form";
import type { Provider } from "../../../wire/types";
import { useConnectorForm } from "./connector_form_context";
import { switchedConfig, type Draft } from "./draft";
import { FieldRow } from "../../../components/fields/field_row";
import { useField } from "./use_field";

export function ProviderField() {
  const { spec, start, read_only } = useConnectorForm();
  const { getValues, setValue, clearErrors } = useFormContext<Draft>();
  const { input, error } = useField("provider");

  const change = (next: Provider) => {
    setValue("config", switchedConfig(spec, getValues(), next, start), { shouldDirty: true });
    input.onChange(next);
    clearErrors();
  };
  return (
    <FieldRow label="Select an OpenAI provider" error={error} may_fail={false}>
      <EuiSelect
        inputRef={input.ref}
        fullWidth
        options={spec.providers.map(({ id, label }) => ({ value: id, text: label }))}
        value={String(input.value)}
        disabled={read_only}
        isInvalid={error !== undefined}
        onChange={(event) => change(event.target.value as Provider)}
        onBlur={input.onBlur}
        data-test-subj="providerField"
      />
    </FieldRow>
  );
}
