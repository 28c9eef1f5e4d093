/** What a form says and offers about a secret that is stored already. */
import { EuiLink } from "@elastic/eui";
import { useFormContext } from "react-hook-form";
import type { FieldSpec } from "../../../wire/types";
import { useConnectorForm } from "./connector_form_context";
import type { Draft } from "./draft";
import type { SecretState } from "./secret_state";

export function storedSecretNote(field: FieldSpec, state: SecretState) {
  if (state === "ask_again") {
    return <strong key="note" css={{ display: "block" }}>{`The host changed, so the ${field.label} must be entered again.`}</strong>;
  }
  if (state === "forgotten") {
    return <strong key="note" css={{ display: "block" }}>{`The stored ${field.label} is removed when you save.`}</strong>;
  }
  return undefined;
}

type Props = { field: FieldSpec; state: SecretState; is_required: boolean };

/** Only what may be missing can be removed. */
export function StoredSecretAction({ field, state, is_required }: Props) {
  const { read_only } = useConnectorForm();
  const { getValues, setValue, clearErrors } = useFormContext<Draft>();
  const is_offered = !is_required && (state === "kept" || state === "ask_again");
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
