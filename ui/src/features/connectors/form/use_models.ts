/** The models a provider offers, asked for with the form as it stands. */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useId, useRef, useState } from "react";
import { useFormContext } from "react-hook-form";
import { useHost } from "../../../host/context";
import type { CommandError } from "../../../host/host";
import { urlOrigin } from "../../../lib/url_host";
import type { ConnectorModels, FieldSpec } from "../../../wire/types";
import { useConnectorForm } from "./connector_form_context";
import type { Draft } from "./draft";
import { isRequired, isShown, providerSpec } from "./fields";
import { toDraft } from "./request";
import { secretState } from "./secret_state";

type Asked = { models: ConnectorModels | undefined; error: CommandError | null; is_loading: boolean };

/** @returns What is known, and `ask`: it asks again only when the form has changed since, and says what is missing. */
export function useModels(field: FieldSpec): Asked & { ask: () => string[] } {
  const { spec, stored } = useConnectorForm();
  const { getValues } = useFormContext<Draft>();
  const host = useHost();
  const instance = useId();
  const [count, setCount] = useState(0);
  const last_asked = useRef("");

  const ask = useCallback(() => {
    const draft = getValues();
    const missing = missingFor(spec, draft, stored);
    if (missing.length > 0) return missing;
    const { config, secrets, networking } = toDraft(spec, draft, stored);
    // What the model is called changes nothing about which there are.
    const print = JSON.stringify([{ ...config, [field.name.slice("config.".length)]: null }, secrets, networking]);
    if (print !== last_asked.current) {
      last_asked.current = print;
      setCount((before) => before + 1);
    }
    return [];
  }, [getValues, spec, stored, field.name]);

  const { data, error, isFetching } = useQuery<ConnectorModels, CommandError>({
    // A count in the place of the draft: keys of a cache are no place for a secret.
    queryKey: ["connectors_models", instance, count],
    queryFn: () => host.call("connectors_models", toDraft(spec, getValues(), stored)),
    enabled: count > 0,
    staleTime: Infinity,
    gcTime: 0,
  });
  return { models: data, error, is_loading: isFetching, ask };
}

/** Labels of what must be filled in before a provider can be asked. */
function missingFor(
  spec: ReturnType<typeof useConnectorForm>["spec"],
  draft: Draft,
  stored: ReturnType<typeof useConnectorForm>["stored"],
): string[] {
  const provider = providerSpec(spec, draft.provider);
  return provider.fields
    .filter((field) => isShown(field, draft.groups))
    .filter((field) => {
      const [place, part = ""] = field.name.split(/\.(.*)/s);
      if (field.kind === "url") {
        const url = String(draft.config[part] ?? "");
        return urlOrigin(url) === null || /[{}]/.test(url);
      }
      if (place !== "secrets" || draft.secrets[part]?.trim()) return false;
      const state = secretState(field, stored, draft);
      return state === "ask_again" || (state !== "kept" && isRequired(field, provider, draft.groups));
    })
    .map(({ label }) => label);
}
