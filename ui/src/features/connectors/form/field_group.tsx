/** A switch, and the fields it shows. */
import { EuiSpacer, EuiSwitch, EuiTitle } from "@elastic/eui";
import { useFormContext, useWatch } from "react-hook-form";
import type { FieldGroup as Group, ProviderSpec } from "../../../wire/types";
import { useConnectorForm } from "./connector_form_context";
import type { Draft } from "./draft";
import { isRequired } from "./fields";
import { EMPTY_ROW, type HeaderRow } from "./header_rows";
import { SpecField } from "./spec_field";

export function FieldGroup({ group, provider }: { group: Group; provider: ProviderSpec }) {
  const { read_only } = useConnectorForm();
  const { setValue, getValues, trigger, formState } = useFormContext<Draft>();
  const groups = useWatch<Draft, "groups">({ name: "groups" });
  const is_on = groups[group.id] === true;
  const fields = provider.fields.filter((field) => field.group === group.id);

  const change = (next: boolean) => {
    setValue("groups", { ...getValues("groups"), [group.id]: next }, { shouldDirty: true });
    for (const { kind, name } of fields) {
      const path = name as `config.${string}`;
      // Without a row there would be nothing to type into.
      if (next && kind === "headers" && (getValues(path) as HeaderRow[]).length === 0) {
        setValue(path, [EMPTY_ROW]);
      }
    }
    // What the group makes optional may be marked as missing.
    if (formState.isSubmitted) void trigger();
  };

  return (
    <>
      <EuiSpacer size="l" />
      <EuiSwitch
        label={group.label}
        checked={is_on}
        disabled={read_only}
        onChange={(event) => change(event.target.checked)}
        data-test-subj={`${group.id}Switch`}
      />
      {is_on ? (
        <>
          <EuiSpacer size="m" />
          {group.heading ? (
            <>
              <EuiTitle size="xxxs">
                <h4>{group.heading}</h4>
              </EuiTitle>
              <EuiSpacer size="s" />
            </>
          ) : null}
          {fields.map((field) => (
            <SpecField key={field.name} field={field} is_required={isRequired(field, provider, groups)} />
          ))}
        </>
      ) : null}
    </>
  );
}
