import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";
import { TAGS } from "../wire/commands";
import { mayCall } from "./access";
import { invalidateAfter, makesStale } from "./tags";

describe("what a command makes stale", () => {
  it("is every read that provides a tag which the write invalidates", () => {
    expect(makesStale("connectors_create", ["connectors_list", {}])).toBe(true);
    expect(makesStale("connectors_create", ["connectors_get", { id: "c-1" }])).toBe(true);
    expect(makesStale("connectors_create", ["vault_status", {}])).toBe(true);
    expect(makesStale("vault_change", ["connectors_list", {}])).toBe(true);
    expect(makesStale("connectors_create", ["app_info", {}])).toBe(false);
    expect(makesStale("connectors_create", ["usage_summary", {}])).toBe(false);
    expect(makesStale("connectors_run", ["usage_summary", {}])).toBe(true);
    expect(makesStale("settings_update", ["connectors_list", {}])).toBe(true);
  });

  it("is nothing for a read, and never a spec, which does not change", () => {
    for (const command of Object.keys(TAGS) as (keyof typeof TAGS)[]) {
      expect(makesStale(command, ["connectors_spec", {}])).toBe(false);
    }
    expect(makesStale("connectors_list", ["connectors_list", {}])).toBe(false);
  });

  it("leaves queries alone that are not commands", () => {
    expect(makesStale("connectors_create", ["something else"])).toBe(false);
    expect(makesStale("connectors_create", [{ odd: true }])).toBe(false);
  });

  it("is fetched again where it is on the screen", async () => {
    const client = new QueryClient();
    const asked: string[] = [];
    for (const command of ["connectors_list", "settings_get"] as const) {
      new QueryObserver(client, {
        queryKey: [command, {}],
        queryFn: () => asked.push(command),
      }).subscribe(() => undefined);
    }
    await vi.waitFor(() => expect([asked.length, client.isFetching()]).toEqual([2, 0]));
    asked.length = 0;
    await invalidateAfter(client, "connectors_delete");
    expect(asked).toEqual(["connectors_list"]);
  });
});

describe("roles", () => {
  it("include what the smaller ones may", () => {
    expect(mayCall("usage", "usage_summary")).toBe(true);
    expect(mayCall("usage", "connectors_list")).toBe(false);
    expect(mayCall("read", "connectors_run")).toBe(true);
    expect(mayCall("read", "connectors_update")).toBe(false);
    expect(mayCall("all", "connectors_delete")).toBe(true);
  });
});
