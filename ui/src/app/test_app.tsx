/** Renders the whole app on a fake host, at a path. For tests only. */
import { createMemoryHistory } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { fakeHost, makeAppInfo, type FakeHost } from "../host/fake";
import type { Role } from "../wire/types";
import { App } from "./app";
import { makeQueryClient } from "./query_client";
import { makeRouter } from "./router";

export function openApp(path: string, host: FakeHost = fakeHost()) {
  const router = makeRouter(createMemoryHistory({ initialEntries: [path] }));
  const query_client = makeQueryClient();
  render(<App host={host} query_client={query_client} router={router} />);
  return {
    host,
    router,
    query_client,
    user: userEvent.setup(),
    path: () => router.state.location.pathname,
  };
}

export function signedInAs(role: Role, host: FakeHost = fakeHost()): FakeHost {
  host.answer("app_info", () => makeAppInfo({ face: "http", role }));
  return host;
}
