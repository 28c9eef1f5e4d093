/** What the open flyout tells the tab inside it. It keeps the Test tab free of the form's code. */
import { createContext, useContext } from "react";
import type { Connector } from "../wire/types";

type OpenConnector = { connector: Connector; has_unsaved_changes: boolean };

export const OpenConnectorContext = createContext<OpenConnector | null>(null);

export function useOpenConnector(): OpenConnector {
  const open = useContext(OpenConnectorContext);
  if (!open) throw new Error("useOpenConnector needs an open connector above it");
  return open;
}
