/** What every field of the form needs to know, without a prop through each level. */
import { createContext, useContext } from "react";
import type { Connector, ConnectorSpec } from "../../../wire/types";
import type { Draft } from "./draft";
import type { FieldErrors } from "./local_errors";

export type ConnectorFormContextValue = {
  spec: ConnectorSpec;
  /** Null while it is being created. */
  stored: Connector | null;
  /** What the form began with where the user entered none of it. */
  start: Draft | null;
  read_only: boolean;
  /** What the core said about the values as they stood a moment ago. */
  checked: FieldErrors;
};

export const ConnectorFormContext = createContext<ConnectorFormContextValue | null>(null);

export function useConnectorForm(): ConnectorFormContextValue {
  const value = useContext(ConnectorFormContext);
  if (!value) throw new Error("a field needs a connector form around it");
  return value;
}
