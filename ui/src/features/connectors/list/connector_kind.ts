import type { Connector } from "../../../wire/types";

const KINDS = { OpenAI: "openai", "Azure OpenAI": "azure-openai", Other: "other" } as const;

/** The create form that makes such a connector, as the address names it. */
export const kindOf = (connector: Connector) => KINDS[connector.config.apiProvider];
