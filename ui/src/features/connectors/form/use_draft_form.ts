/** react-hook-form, set up for a draft: what the form can tell by itself is told on leaving a field. */
import { useForm, type FieldErrors as HookErrors, type Resolver, type UseFormReturn } from "react-hook-form";
import type { Connector, ConnectorSpec } from "../../../wire/types";
import type { Draft } from "./draft";
import { localErrors } from "./local_errors";

export type DraftForm = UseFormReturn<Draft>;

function asHookErrors(spec: ConnectorSpec, draft: Draft, stored: Connector | null): HookErrors<Draft> {
  const nested: Record<string, unknown> = {};
  for (const [path, message] of Object.entries(localErrors(spec, draft, stored))) {
    const [place = "", part] = path.split(/\.(.*)/s);
    const error = { type: "local", message };
    if (part === undefined) nested[place] = error;
    else nested[place] = { ...(nested[place] as object | undefined), [part]: error };
  }
  return nested as HookErrors<Draft>;
}

export function useDraftForm(spec: ConnectorSpec, stored: Connector | null, start: Draft): DraftForm {
  const resolver: Resolver<Draft> = (draft) => {
    const errors = asHookErrors(spec, draft, stored);
    return Object.keys(errors).length > 0 ? { values: {}, errors } : { values: draft, errors: {} };
  };
  return useForm<Draft>({
    defaultValues: start,
    resolver,
    mode: "onTouched",
    // The order of the screen decides, and only the screen knows it: see `focusFirstError`.
    shouldFocusError: false,
  });
}
