/** A tab that looks at the form as it stands, saved or not. */
import { useMemo, type ReactNode } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { OpenConnectorContext, type OpenConnector } from "../../../components/open_connector";
import { useConnectorForm } from "./connector_form_context";
import type { Draft, FieldPath } from "./draft";
import { providerSpec } from "./fields";
import { localErrors } from "./local_errors";
import { isOfNetworking, NETWORKING } from "./own_networking";
import { toDraft } from "./request";

type Props = {
  /** Whether the form differs from what is stored. */
  is_dirty: boolean;
  show_configuration: () => void;
  children: ReactNode;
};

/** A connector can be tried before it has a name. */
const NOT_NEEDED: ReadonlySet<string> = new Set<FieldPath>(["name", "id"]);

export function TabOfDraft({ is_dirty, show_configuration, children }: Props) {
  const { spec, stored, checked } = useConnectorForm();
  const { getValues } = useFormContext<Draft>();
  // Each change of the form may change what must be put right.
  const values = useWatch<Draft>();

  const open = useMemo<OpenConnector>(() => {
    const draft = getValues();
    const provider = providerSpec(spec, draft.provider);
    const is_stored = stored !== null && !is_dirty;
    // Of a stored connector only a secret can be missing, and of a preconfigured one nothing can be put right.
    const wrong = stored?.is_preconfigured
      ? {}
      : { ...(is_stored ? {} : checked), ...localErrors(spec, draft, stored) };
    return {
      connector: stored,
      target: is_stored
        ? { kind: "stored", connector_id: stored.id }
        : { kind: "draft", read: () => toDraft(spec, getValues(), stored) },
      provider: provider.id,
      default_model: String(draft.config.defaultModel ?? "").trim(),
      to_fix: [
        ...provider.fields.filter(({ name }) => name in wrong && !NOT_NEEDED.has(name)).map(({ label }) => label),
        ...(Object.keys(wrong).some(isOfNetworking) ? [NETWORKING] : []),
      ],
      show_configuration,
    };
    // oxlint-disable-next-line react/exhaustive-deps -- `values` says when `getValues` has something new
  }, [values, spec, stored, checked, is_dirty, getValues, show_configuration]);

  return <OpenConnectorContext.Provider value={open}>{children}</OpenConnectorContext.Provider>;
}
