import { useWatch } from "react-hook-form";
import type { FieldSpec } from "../../../wire/types";
import { useConnectorForm } from "./connector_form_context";
import type { Draft } from "./draft";
import { secretState, type SecretState } from "./secret_state";

export function useSecretState(field: FieldSpec): SecretState {
  const { stored } = useConnectorForm();
  const [apiUrl, forgotten] = useWatch<Draft, ["config.apiUrl", "forgotten"]>({ name: ["config.apiUrl", "forgotten"] });
  return secretState(field, stored, { config: { apiUrl: apiUrl as string }, forgotten });
}
