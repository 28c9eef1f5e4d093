import { useWatch } from "react-hook-form";
import type { SecretState } from "../../../components/fields/secret_note";
import { referenceOf } from "../../../lib/secret_paths";
import type { FieldSpec, SecretReference } from "../../../wire/types";
import { useConnectorForm } from "./connector_form_context";
import type { Draft } from "./draft";
import { secretState } from "./secret_state";

type Known = {
  state: SecretState;
  /** Of the stored one, when it names an environment variable. */
  reference: SecretReference | undefined;
};

export function useSecretState(field: FieldSpec): Known {
  const { stored } = useConnectorForm();
  const [apiUrl, forgotten] = useWatch<Draft, ["config.apiUrl", "forgotten"]>({ name: ["config.apiUrl", "forgotten"] });
  return {
    state: secretState(field, stored, { config: { apiUrl: apiUrl as string }, forgotten }),
    reference: referenceOf(stored, field.name),
  };
}
