/** Which steps of a guide are done. Nothing is ticked by hand: it follows from what is there. */
import { headerOfPath, lacksSecrets } from "../../lib/secret_paths";
import type { Connector, ConnectorActivity } from "../../wire/types";
import type { Guide } from "./start_search";

export const STEPS = ["model", "key", "connector", "test"] as const;
export type Step = (typeof STEPS)[number];

/** The connector that shows that a step is done; null while there is none. */
export type Progress = Record<Step, Connector | null>;

const PROVIDERS = { openai: "OpenAI", azure: "Azure OpenAI", local: "Other" } as const;
const SANDBOX_ID = "sandbox";

/** A deployment with a name, not the template's place for one. */
const DEPLOYMENT = /\/deployments\/[^/{}]+/;

function hasDone(step: Step, guide: Guide, connector: Connector, succeeded: ReadonlySet<string>): boolean {
  const { config, stored_secrets } = connector;
  switch (step) {
    case "model":
      return guide === "azure" ? DEPLOYMENT.test(config.apiUrl) : Boolean(config.defaultModel);
    case "key":
      // A server on one's own machine asks for none, as a rule.
      return !lacksSecrets(connector) && (guide === "local" || stored_secrets.some((path) => headerOfPath(path) === null));
    case "connector":
      return true;
    case "test":
      return succeeded.has(connector.id);
  }
}

export function progressOf(guide: Guide, connectors: Connector[], activity: ConnectorActivity[]): Progress {
  const succeeded = new Set(activity.filter((item) => item.has_succeeded).map((item) => item.connector_id));
  const provider = PROVIDERS[guide];
  const done = (connector: Connector) => STEPS.filter((step) => hasDone(step, guide, connector, succeeded));
  // The one that has come furthest is shown first.
  const candidates = connectors
    .filter(({ id, config }) => config.apiProvider === provider && id !== SANDBOX_ID)
    .map((connector) => ({ connector, steps: done(connector) }))
    .sort((a, b) => b.steps.length - a.steps.length);
  const first = (step: Step) => candidates.find(({ steps }) => steps.includes(step))?.connector ?? null;
  return { model: first("model"), key: first("key"), connector: first("connector"), test: first("test") };
}

export const countDone = (progress: Progress): number => STEPS.filter((step) => progress[step] !== null).length;
