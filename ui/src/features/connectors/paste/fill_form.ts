/** Puts what was pasted into the form, and tells what it was: names of fields, never a value. */
import type { UseFormReturn } from "react-hook-form";
import type { ConnectorSpec } from "../../../wire/types";
import { switchedConfig, type Draft, type FieldValue } from "../form/draft";
import { providerSpec } from "../form/fields";
import { EMPTY_ROW } from "../form/header_rows";
import { isPlaceholder, type Pasted } from "./read_pasted";

export type PasteReport = {
  filled: string[];
  left_out: string[];
  needs_key: boolean;
  /** Secret headers whose value was only a placeholder. */
  empty_headers: string[];
};

export function fillForm(
  form: UseFormReturn<Draft>,
  spec: ConnectorSpec,
  pasted: Pasted,
  start: Draft | null,
): PasteReport {
  const before = form.getValues();
  const provider = providerSpec(spec, pasted.provider);
  const label = (path: string) => provider.fields.find(({ name }) => name === path)?.label;
  const config: Record<string, FieldValue> = { ...switchedConfig(spec, before, provider.id, start) };
  const filled = ["provider"];
  const left_out = [...pasted.left_out];
  const headers = [...pasted.headers];
  const options = { shouldDirty: true, shouldTouch: true };

  const fill = (path: string, value: string | null, header?: string) => {
    if (value === null || value === "") return;
    const name = label(path);
    if (name === undefined) {
      // A provider without the field may still want the header.
      if (header) headers.push({ key: header, value, is_secret: false });
      return;
    }
    config[path.slice("config.".length)] = value;
    filled.push(name);
  };
  fill("config.apiUrl", pasted.url);
  fill("config.defaultModel", pasted.model);
  fill("config.organizationId", pasted.organization, "OpenAI-Organization");
  fill("config.projectId", pasted.project, "OpenAI-Project");

  const headers_field = provider.fields.find(({ kind }) => kind === "headers");
  if (headers.length > 0 && headers_field) {
    config[headers_field.name.slice("config.".length)] = headers.map((header) => ({ ...EMPTY_ROW, ...header }));
    if (headers_field.group) form.setValue("groups", { ...before.groups, [headers_field.group]: true }, options);
    filled.push(headers_field.label);
  } else if (headers.length > 0) left_out.push("custom headers");

  form.setValue("config", config, options);
  form.setValue("provider", provider.id, options);

  const has_key = pasted.api_key !== null && !isPlaceholder(pasted.api_key);
  const key_label = label("secrets.apiKey");
  if (has_key && key_label && pasted.api_key !== null) {
    form.setValue("secrets.apiKey", pasted.api_key, options);
    filled.push(key_label);
  }
  form.clearErrors();
  const is_key_due = pasted.api_key !== null || provider.fields.some((field) => field.name === "secrets.apiKey" && field.required);
  return {
    filled,
    left_out,
    needs_key: !has_key && is_key_due && before.secrets.apiKey === "",
    empty_headers: headers_field ? headers.filter(({ value, is_secret }) => is_secret && value === "").map(({ key }) => key) : [],
  };
}
