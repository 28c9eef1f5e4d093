import { describe, expect, it } from "vitest";
import { makeConnector } from "../../../host/fake";
import { parseQuery } from "../../../lib/connector_query";
import type { Connector, ConnectorActivity } from "../../../wire/types";
import { filterConnectors, sortConnectors } from "./find_connectors";
import { readListSearch } from "./list_search";

const activityOf = (connector_id: string, more: Partial<ConnectorActivity> = {}): ConnectorActivity => ({
  connector_id,
  last_run_at_ms: 1_000,
  last_outcome: "success",
  has_succeeded: true,
  requests_7d: 1,
  total_tokens_7d: 10,
  unsure_requests_7d: 0,
  ...more,
});
const byId = (...items: ConnectorActivity[]) => new Map(items.map((item) => [item.connector_id, item]));
const ids = (connectors: Connector[]) => connectors.map(({ id }) => id);
const [b, a, c] = ["b", "a", "c"].map((id) => makeConnector({ id, name: id.toUpperCase() })) as [
  Connector,
  Connector,
  Connector,
];
const NO_FILTER = { query: parseQuery(""), types: [], statuses: [] };

describe("connectors that lack a secret", () => {
  it("are found by it: not entered, lost, or with a variable that is not set", () => {
    const reference = (is_set: boolean) => [{ path: "secrets.apiKey", variable: "KEY", is_set }];
    const all = [
      makeConnector({ id: "fine" }),
      makeConnector({ id: "imported", is_missing_secrets: true, missing_secrets: ["secrets.apiKey"] }),
      makeConnector({ id: "set", secret_references: reference(true) }),
      makeConnector({ id: "unset", secret_references: reference(false) }),
    ];
    expect(ids(filterConnectors(all, { ...NO_FILTER, statuses: ["missing"] }, undefined))).toEqual(["imported", "unset"]);
  });
});

describe("the order of the list", () => {
  it("is by name, where a number counts as a number", () => {
    const named = ["Node 10", "node 9", "Node 1"].map((name) => makeConnector({ id: name, name }));
    expect(ids(sortConnectors(named, { by: "name", is_descending: false }, undefined))).toEqual([
      "Node 1",
      "node 9",
      "Node 10",
    ]);
  });

  it("puts what never ran last, whichever way round, and keeps equals in the order of their names", () => {
    const activity = byId(activityOf("a", { last_run_at_ms: 5 }), activityOf("b", { last_run_at_ms: 9 }));
    expect(ids(sortConnectors([c, a, b], { by: "last_run", is_descending: true }, activity))).toEqual(["b", "a", "c"]);
    expect(ids(sortConnectors([c, a, b], { by: "last_run", is_descending: false }, activity))).toEqual(["a", "b", "c"]);
    expect(ids(sortConnectors([c, b, a], { by: "type", is_descending: true }, activity))).toEqual(["a", "b", "c"]);
  });

  it("counts a connector that never ran as 0 runs, once the runs are known", () => {
    const activity = byId(activityOf("b", { requests_7d: 3 }));
    expect(ids(sortConnectors([b, a], { by: "runs", is_descending: false }, activity))).toEqual(["a", "b"]);
    expect(ids(sortConnectors([b, a], { by: "runs", is_descending: false }, undefined))).toEqual(["a", "b"]);
  });
});

describe("the filters of the list", () => {
  it("leave a connector of any of the chosen statuses", () => {
    const missing = makeConnector({ id: "m", is_missing_secrets: true });
    const activity = byId(activityOf("a"), activityOf("b", { last_outcome: "timeout" }), activityOf("m"));
    const of = (...statuses: ("missing" | "failed" | "never" | "preconfigured")[]) =>
      ids(filterConnectors([a, b, c, missing], { ...NO_FILTER, statuses }, activity));
    expect(of("missing")).toEqual(["m"]);
    expect(of("never")).toEqual(["c"]);
    expect(of("failed", "never")).toEqual(["b", "c"]);
    expect(of("preconfigured")).toEqual([]);
  });

  it("hide nothing for a status that is not known yet", () => {
    expect(filterConnectors([a, b], { ...NO_FILTER, statuses: ["never"] }, undefined)).toHaveLength(2);
  });
});

describe("the list in the address", () => {
  it("keeps what makes sense and leaves out the rest", () => {
    expect(
      readListSearch({ q: 4, type: "Other,Nobody,OpenAI", status: "missing,x", sort: "-tokens", page: 3, size: 100 }),
    ).toEqual({ q: "4", type: "OpenAI,Other", status: "missing", sort: "-tokens", page: 3, size: 100 });
    expect(
      readListSearch({ q: {}, type: 1, status: [], sort: "-nothing", page: -1, size: 7, __proto__: { q: "x" } }),
    ).toEqual({});
    expect(readListSearch({ q: "x".repeat(10_000) }).q).toHaveLength(500);
  });
});

describe("10,000 connectors", () => {
  const many = Array.from({ length: 10_000 }, (_, at) =>
    makeConnector({
      id: `c-${at}`,
      name: `Connector ${(at * 7919) % 10_000}`,
      config: {
        apiProvider: at % 3 === 0 ? "Other" : "OpenAI",
        apiUrl: `https://models-${at}.example.org/v1/chat/completions`,
        defaultModel: `model-${at % 50}`,
      },
    }),
  );

  it("are filtered well within the time between two keys", () => {
    const sorted = sortConnectors(many, { by: "name", is_descending: false }, undefined);
    // The first search makes the texts; it may take longer, and is measured with the rest all the same.
    const took = ["c", "co", "connector 77", "model:model-4* -host:models-1*"].map((text) => {
      const began = performance.now();
      const found = filterConnectors(sorted, { ...NO_FILTER, query: parseQuery(text) }, undefined);
      expect(found.length).toBeGreaterThan(0);
      return performance.now() - began;
    });
    // Bounded generously: the browser's own measure is a test of its own.
    expect(Math.max(...took)).toBeLessThan(250);
    expect(Math.min(...took)).toBeLessThan(25);
  });

  it("are sorted once, not for every key: the filter keeps their order", () => {
    const sorted = sortConnectors(many, { by: "name", is_descending: true }, undefined);
    const found = filterConnectors(sorted, { ...NO_FILTER, query: parseQuery("99") }, undefined);
    const places = new Map(sorted.map(({ id }, at) => [id, at]));
    const order = found.map(({ id }) => places.get(id) ?? -1);
    expect(order).toEqual(order.toSorted((x, y) => x - y));
    expect(filterConnectors(sorted, NO_FILTER, undefined)).toBe(sorted);
  });
});
