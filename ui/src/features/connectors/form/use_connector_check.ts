/** Asks the core what it thinks of the form, once the typing has paused. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useId, useMemo } from "react";
import { useWatch } from "react-hook-form";
import { useSettled } from "../../../components/use_settled";
import { useHost } from "../../../host/context";
import type { CommandError } from "../../../host/host";
import type { Connector, ConnectorChecked, ConnectorSpec } from "../../../wire/types";
import type { FieldPath } from "./draft";
import { placeOf } from "./fields";
import type { FieldErrors } from "./local_errors";
import { toDraft } from "./request";
import type { DraftForm } from "./use_draft_form";

export function useConnectorCheck(
  form: DraftForm,
  spec: ConnectorSpec,
  stored: Connector | null,
  is_enabled: boolean,
): FieldErrors {
  const host = useHost();
  const instance = useId();
  const settled = useSettled(useWatch({ control: form.control }));
  const { data } = useQuery<ConnectorChecked, CommandError>({
    // A count in the place of the draft: keys of a cache are no place for a secret.
    queryKey: ["connectors_check", instance, settled],
    queryFn: () => host.call("connectors_check", toDraft(spec, form.getValues(), stored)),
    enabled: is_enabled && settled > 0,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
  });
  return useMemo(() => {
    const errors: FieldErrors = {};
    for (const { field, message } of data?.fields ?? []) {
      const place = placeOf(spec, field);
      if (place === null) continue;
      errors[place] ??= message;
      // The headers field finds the row by it.
      errors[field as FieldPath] ??= message;
    }
    return errors;
  }, [data, spec]);
}
