/** Sorts and filters. Pure, so that 10,000 connectors can be measured without a screen. */
import { matchesQuery } from "../../../lib/connector_search";
import type { ConnectorQuery } from "../../../lib/connector_query";
import { lacksSecrets } from "../../../lib/secret_paths";
import { urlHost } from "../../../lib/url_host";
import type { Connector, ConnectorActivity, Provider } from "../../../wire/types";
import type { Sort, SortBy, Status } from "./list_search";

/** By connector. Undefined until it is known; a connector that never ran is not in it. */
export type ActivityById = ReadonlyMap<string, ConnectorActivity> | undefined;

const collator = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });

/** Null is "nothing to sort by", and stands last whichever way round. */
function sortValue(connector: Connector, by: SortBy, activity: ActivityById): string | number | null {
  const { config } = connector;
  const run = activity?.get(connector.id);
  switch (by) {
    case "name":
      return connector.name;
    case "type":
      return config.apiProvider;
    case "compatibility":
      return connector.compatibility.join(" ") || null;
    case "host":
      return urlHost(config.apiUrl) ?? config.apiUrl;
    case "model":
      return config.defaultModel ?? null;
    case "last_run":
      return run?.last_run_at_ms ?? null;
    case "runs":
      return activity ? (run?.requests_7d ?? 0) : null;
    case "tokens":
      return activity ? (run?.total_tokens_7d ?? 0) : null;
    case "api_keys":
      return connector.api_keys;
  }
}

export function sortConnectors(connectors: Connector[], sort: Sort, activity: ActivityById): Connector[] {
  const keyed = connectors.map((connector) => ({ connector, value: sortValue(connector, sort.by, activity) }));
  const sign = sort.is_descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) {
      if (a.value !== b.value) return a.value === null ? 1 : -1;
    } else {
      const order =
        typeof a.value === "number" && typeof b.value === "number"
          ? a.value - b.value
          : collator.compare(String(a.value), String(b.value));
      if (order !== 0) return sign * order;
    }
    return collator.compare(a.connector.name, b.connector.name) || (a.connector.id < b.connector.id ? -1 : 1);
  });
  return keyed.map(({ connector }) => connector);
}

/** Null while it is not known yet; such a connector stays in the list until it is. */
export function hasStatus(connector: Connector, status: Status, activity: ActivityById): boolean | null {
  switch (status) {
    case "missing":
      return lacksSecrets(connector);
    case "preconfigured":
      return connector.is_preconfigured;
    case "never":
      return activity ? !activity.has(connector.id) : null;
    case "failed": {
      if (!activity) return null;
      const outcome = activity.get(connector.id)?.last_outcome;
      return outcome !== undefined && outcome !== "success" && outcome !== "client_abort";
    }
  }
}

export type Filter = { query: ConnectorQuery; types: Provider[]; statuses: Status[] };

/** Keeps the order. */
export function filterConnectors(connectors: Connector[], filter: Filter, activity: ActivityById): Connector[] {
  const { query, types, statuses } = filter;
  if (query.clauses.length === 0 && types.length === 0 && statuses.length === 0) return connectors;
  return connectors.filter(
    (connector) =>
      (types.length === 0 || types.includes(connector.config.apiProvider)) &&
      (statuses.length === 0 || statuses.some((status) => hasStatus(connector, status, activity) !== false)) &&
      matchesQuery(connector, query.clauses),
  );
}
