/** Takes a secret away that is stored already, or takes that back. */
import { EuiLink } from "@elastic/eui";
import { useFormContext } from "react-hook-form";
import type { FieldSpec } from "../../../wire/types";
import { useConnectorForm } from "./connector_form_context";
import type { Draft } from "./draft";
import type { SecretState } from "./secret_state";

type Props = { field: FieldSpec; state: SecretState; is_required: boolean };

/** Only what may be missing can be removed. */
export function StoredSecretAction({ field, state, is_required }: Props) {
  const { read_only } = useConnectorForm();
  const { getValues, setValue, clearErrors } = useFormContext<Draft>();
  const is_offered = !is_required && (state === "kept" || state === "ask_again" || state === "lost");
  if (read_only || (!is_offered && state !== "forgotten")) return null;
  const what = field.kind === "file" ? "file" : "key";
  const toggle = () => {
    const others = getValues("forgotten").filter((path) => path !== field.name);
    setValue("forgotten", state === "forgotten" ? others : [...others, field.name], { shouldDirty: true });
    clearErrors(field.name as "secrets");
  };
  return (
    <EuiLink css={{ fontSize: 12 }} onClick={toggle} data-test-subj="removeStoredSecret">
      {state === "forgotten" ? `Keep stored ${what}` : `Remove stored ${what}`}
    </EuiLink>
  );
}
