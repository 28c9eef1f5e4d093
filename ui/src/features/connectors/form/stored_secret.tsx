/** Takes a secret of the form away that is stored already, or takes that back. */
import { useFormContext } from "react-hook-form";
import type { SecretState } from "../../../components/fields/secret_note";
import { StoredSecretLink } from "../../../components/fields/stored_secret_link";
import { useConnectorForm } from "./connector_form_context";
import type { Draft } from "./draft";

type Props = {
  /** Its path in the form. */
  path: string;
  what: string;
  state: SecretState;
  is_required: boolean;
};

export function StoredSecretAction({ path, what, state, is_required }: Props) {
  const { read_only } = useConnectorForm();
  const { getValues, setValue, clearErrors } = useFormContext<Draft>();
  const toggle = () => {
    const others = getValues("forgotten").filter((each) => each !== path);
    setValue("forgotten", state === "forgotten" ? others : [...others, path], { shouldDirty: true });
    clearErrors(path as "secrets");
  };
  return <StoredSecretLink state={state} what={what} is_required={is_required} read_only={read_only} on_toggle={toggle} />;
}
