/** What the open flyout tells the tab inside it. It keeps the tabs free of the form's code. */
import { createContext, useContext } from "react";
import type { Connector, ConnectorDraft, Provider } from "../wire/types";

/** What a test runs: a connector as it is saved, or the form as it stands. */
export type RunTarget = { kind: "stored"; connector_id: string } | { kind: "draft"; read: () => ConnectorDraft };

export type OpenConnector = {
  /** Null while it is being created. */
  connector: Connector | null;
  target: RunTarget;
  /** For the body that a test starts with. */
  provider: Provider;
  default_model: string;
  /** Labels of the fields that must be filled in or put right before it can run. */
  to_fix: string[];
  show_configuration: () => void;
};

export const OpenConnectorContext = createContext<OpenConnector | null>(null);

export function useOpenConnector(): OpenConnector {
  const open = useContext(OpenConnectorContext);
  if (!open) throw new Error("useOpenConnector needs an open connector above it");
  return open;
}
