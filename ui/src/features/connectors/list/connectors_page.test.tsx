import { cleanup, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { openApp, signedInAs } from "../../../app/test_app";
import { fakeHost, makeAppInfo, makeConnector, refusal, SANDBOX } from "../../../host/fake";
import type { ConnectorActivity } from "../../../wire/types";

const many = (count: number) =>
  Array.from({ length: count }, (_, at) => makeConnector({ id: `c-${at}`, name: `Connector ${at + 1}` }));

const ran = (more: Partial<ConnectorActivity> = {}): ConnectorActivity => ({
  connector_id: "c-1",
  last_run_at_ms: Date.now() - 5.5 * 60_000,
  last_outcome: "success",
  has_succeeded: true,
  requests_7d: 12,
  total_tokens_7d: 3_400,
  unsure_requests_7d: 0,
  ...more,
});

const rowOf = (name: string) => screen.getByRole("link", { name }).closest("tr") as HTMLElement;
const names = () => screen.getAllByTestId("connectorNameLink").map((link) => link.textContent);
const showColumns = (...ids: string[]) => localStorage.setItem("patchbay.connectors.columns", JSON.stringify(ids));

afterEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

describe("the list of connectors", () => {
  it("shows each connector with its type, compatibility, host and model", async () => {
    openApp("/connectors");
    await screen.findByRole("link", { name: "Work" });
    const row = within(rowOf("Work"));
    for (const text of ["OpenAI", "Chat Completions", "api.openai.com", "gpt-4.1"]) {
      expect(row.getByText(text)).toBeVisible();
    }
  });

  it("marks a preconfigured connector and offers no way to tick, export or delete it", async () => {
    const { user } = openApp("/connectors", fakeHost({ connectors: [SANDBOX] }));
    expect(await screen.findByText("Preconfigured")).toBeVisible();
    expect(screen.queryByRole("button", { name: /Delete/ })).not.toBeInTheDocument();
    expect(screen.queryByRole("checkbox", { name: 'Select "Sandbox"' })).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: 'Test "Sandbox"' })).toBeVisible();
    await user.click(screen.getByRole("button", { name: 'More actions for "Sandbox"' }));
    expect(await screen.findByRole("menuitem", { name: "View" })).toBeVisible();
    expect(screen.queryByRole("menuitem", { name: "Export" })).not.toBeInTheDocument();
  });

  it("offers Fix in the place of the test when secrets are missing, and says what is the matter", async () => {
    const missing_secrets = ["secrets.apiKey"];
    const connectors = [makeConnector({ stored_secrets: [], missing_secrets, is_missing_secrets: true })];
    openApp("/connectors", fakeHost({ connectors }));
    expect(await screen.findByRole("link", { name: 'Fix "Work"' })).toHaveAttribute("href", "/connectors/c-1");
    expect(screen.queryByRole("button", { name: /^Test/ })).not.toBeInTheDocument();
    expect(screen.getByLabelText("Sensitive information was not imported")).toBeInTheDocument();
  });

  it("asks for keys again in other words when what sealed them is gone", async () => {
    const lost = ["secrets.apiKey", "secrets.certificateData", "secrets.secretHeaders.X-Token"];
    const connectors = [
      makeConnector({ stored_secrets: [], missing_secrets: lost, lost_secrets: lost, is_missing_secrets: true }),
    ];
    const { user } = openApp("/connectors", fakeHost({ connectors }));
    const link = await screen.findByRole("link", { name: 'Re-enter key of "Work"' });
    expect(link).toHaveAttribute("href", "/connectors/c-1");
    expect(link).toHaveTextContent("Re-enter key");
    expect(screen.queryByLabelText("Sensitive information was not imported")).not.toBeInTheDocument();
    await user.hover(screen.getByLabelText("Re-enter key"));
    expect(await screen.findByText(/Enter again: API key, PKI files and header X-Token\./)).toBeVisible();
  });

  it("names the environment variable that is not set, leaves the test, and finds it among those that lack a secret", async () => {
    const secret_references = [
      { path: "secrets.apiKey", variable: "OPENAI_API_KEY", is_set: false },
      { path: "secrets.secretHeaders.X", variable: "HOME", is_set: true },
    ];
    const connectors = [makeConnector({ secret_references }), makeConnector({ id: "c-2", name: "Fine" })];
    const { user } = openApp("/connectors?status=missing", fakeHost({ connectors }));
    expect(await screen.findByRole("button", { name: 'Test "Work"' })).toBeVisible();
    expect(names()).toEqual(["Work"]);
    await user.hover(screen.getByLabelText("An environment variable is not set"));
    expect(await screen.findByText("Patchbay does not have OPENAI_API_KEY. Set it before Patchbay is started.")).toBeVisible();
  });

  it.each([
    ["certificate", "The host name in the server's certificate is not checked."],
    ["none", "The server's certificate is not checked at all"],
  ] as const)("marks a connector that checks less than all of a certificate: %s", async (weak_verification, words) => {
    const connectors = [makeConnector({ weak_verification }), makeConnector({ id: "c-2", name: "Full" })];
    const { user } = openApp("/connectors", fakeHost({ connectors }));
    const badge = await screen.findByText(`TLS: ${weak_verification}`);
    expect(rowOf("Work")).toContainElement(badge);
    expect(within(rowOf("Full")).queryByText(/^TLS: /)).not.toBeInTheDocument();
    await user.hover(badge);
    const tip = await screen.findByRole("tooltip");
    expect(tip).toHaveTextContent(words);
    expect(tip).toHaveTextContent("Networking page");
  });

  it("warns of a connector that the networking settings do not let send", async () => {
    const networking_problem = "The host api.openai.com is not among the allowed hosts.";
    const connectors = [makeConnector({ networking_problem }), makeConnector({ id: "c-2", name: "Fine" })];
    const { user } = openApp("/connectors", fakeHost({ connectors }));
    await user.hover(await screen.findByLabelText("Networking settings let nothing through"));
    expect(await screen.findByText(networking_problem)).toBeVisible();
    expect(screen.getAllByLabelText("Networking settings let nothing through")).toHaveLength(1);
    expect(screen.getByRole("button", { name: 'Test "Work"' })).toBeVisible();
  });

  it("says that it is loading until the list is there", async () => {
    const host = fakeHost();
    let arrive = () => undefined as void;
    host.answer("connectors_list", () => new Promise((resolve) => (arrive = () => resolve([makeConnector()]))));
    openApp("/connectors", host);
    expect(await screen.findByLabelText("Loading connectors")).toBeVisible();
    arrive();
    expect(await screen.findByRole("link", { name: "Work" })).toBeVisible();
  });

  it("says what failed and tries again on request", async () => {
    const host = fakeHost();
    host.answer("connectors_list", () => {
      throw refusal({ code: "internal", message: "The database is locked.", hint: "Close the other Patchbay." });
    });
    const { user } = openApp("/connectors", host);
    expect(await screen.findByText("The database is locked.")).toBeVisible();
    expect(screen.getByText("Close the other Patchbay.")).toBeVisible();
    host.answer("connectors_list", () => [makeConnector()]);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("link", { name: "Work" })).toBeVisible();
  });

  it("leads to edit, and to a duplicate of the same kind", async () => {
    const { user, path, router } = openApp("/connectors");
    await user.click(await screen.findByRole("button", { name: 'More actions for "Work"' }));
    await user.click(await screen.findByRole("menuitem", { name: "Duplicate" }));
    await waitFor(() => expect(path()).toBe("/connectors/_create/openai"));
    expect(router.state.location.search).toMatchObject({ from: "c-1" });
  });
});

describe("an empty list", () => {
  it("invites to create the first connector, to get started and to import", async () => {
    openApp("/connectors", fakeHost({ connectors: [] }));
    expect(await screen.findByRole("heading", { name: "Create your first connector" })).toBeVisible();
    expect(screen.queryByRole("table")).not.toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Get started step by step" })).toHaveAttribute("href", "/get-started");
    expect(screen.getByRole("link", { name: "Import connectors" })).toHaveAttribute("href", "/connectors/_import");
  });

  it("tells somebody who may not create whom to ask", async () => {
    openApp("/connectors", signedInAs("read", fakeHost({ connectors: [] })));
    expect(await screen.findByRole("heading", { name: "No permissions to create connectors" })).toBeVisible();
    expect(screen.getByText("Contact your system administrator.")).toBeVisible();
  });

  it("offers Get started to a first-timer until it is dismissed, and never to others", async () => {
    const host = fakeHost({ connectors: [SANDBOX] });
    const { user } = openApp("/connectors", host);
    const offer = await screen.findByTestId("getStartedOffer");
    await user.click(within(offer).getByRole("button", { name: /Dismiss/ }));
    expect(screen.queryByTestId("getStartedOffer")).not.toBeInTheDocument();
    cleanup();
    openApp("/connectors", host);
    await screen.findByRole("link", { name: "Sandbox" });
    expect(screen.queryByTestId("getStartedOffer")).not.toBeInTheDocument();
    cleanup();
    localStorage.clear();
    openApp("/connectors");
    await screen.findByRole("link", { name: "Work" });
    expect(screen.queryByTestId("getStartedOffer")).not.toBeInTheDocument();
  });
});

describe("notices about the configuration file", () => {
  it("stand above the list, and stay away for the session once dismissed", async () => {
    const host = fakeHost();
    const config_file = "/etc/patchbay.yml";
    host.answer("app_info", () => makeAppInfo({ config_file, notices: ['Line 4: "colour" is not known.'] }));
    const { user } = openApp("/connectors", host);
    const notices = await screen.findByTestId("configNotices");
    expect(notices).toHaveTextContent("/etc/patchbay.yml");
    expect(notices).toHaveTextContent('Line 4: "colour" is not known.');
    await user.click(within(notices).getByRole("button", { name: /Dismiss/ }));
    cleanup();
    openApp("/connectors", host);
    await screen.findByRole("link", { name: "Work" });
    expect(screen.queryByTestId("configNotices")).not.toBeInTheDocument();
    cleanup();
    host.answer("app_info", () => makeAppInfo({ config_file, notices: ["Another one."] }));
    openApp("/connectors", host);
    expect(await screen.findByText("Another one.")).toBeVisible();
  });
});

describe("what the connectors did lately", () => {
  it("arrives after the list, which does not wait for it", async () => {
    showColumns("last_run", "runs", "tokens", "api_keys");
    const host = fakeHost({ connectors: [makeConnector({ api_keys: 2 })] });
    let arrive = (_items: ConnectorActivity[]) => undefined as void;
    host.answer("connectors_activity", () => new Promise((resolve) => (arrive = resolve)));
    openApp("/connectors", host);
    await screen.findByRole("link", { name: "Work" });
    expect(within(rowOf("Work")).getAllByText("Not known yet")).toHaveLength(3);
    await waitFor(() => expect(host.callsOf("connectors_activity")).toHaveLength(1));
    arrive([ran({ unsure_requests_7d: 1 })]);
    expect(await within(rowOf("Work")).findByText("5 min. ago")).toBeVisible();
    const cells = within(rowOf("Work")).getAllByRole("cell");
    expect(cells.map((cell) => cell.textContent).slice(1, 5)).toEqual(["Succeeded, 5 min. ago", "12", "≈ about 3.4K", "2"]);
  });

  it("tells a connector that failed from one that never ran", async () => {
    const host = fakeHost();
    host.answer("connectors_activity", () => [ran({ last_outcome: "timeout" })]);
    openApp("/connectors", host);
    expect(await screen.findByText(/Timed out/)).toBeInTheDocument();
    expect(within(rowOf("Sandbox")).getByText("Never")).toBeVisible();
  });

  it("may fail without taking the list away", async () => {
    const host = fakeHost();
    host.answer("connectors_activity", () => {
      throw refusal({ code: "internal", message: "The ledger is locked." });
    });
    const { user } = openApp("/connectors", host);
    expect(await screen.findByTestId("activityError")).toHaveTextContent("The ledger is locked.");
    expect(screen.getByRole("link", { name: "Work" })).toBeVisible();
    host.answer("connectors_activity", () => [ran()]);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(screen.queryByTestId("activityError")).not.toBeInTheDocument());
  });
});

describe("search, filters, order and page", () => {
  it("find by words and by fields, and say when nothing matches", async () => {
    const { user, router } = openApp("/connectors");
    const search = await screen.findByRole("searchbox", { name: "Search connectors" });
    await user.type(search, "model:gpt-4*");
    await waitFor(() => expect(screen.queryByRole("link", { name: "Sandbox" })).not.toBeInTheDocument());
    expect(screen.getByRole("link", { name: "Work" })).toBeVisible();
    await waitFor(() => expect(router.state.location.search).toEqual({ q: "model:gpt-4*" }));
    await user.clear(search);
    await user.type(search, "no such thing");
    expect(await screen.findByRole("heading", { name: "No connector matches" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Clear" }));
    expect(await screen.findByRole("link", { name: "Sandbox" })).toBeVisible();
    expect(search).toHaveValue("");
  });

  it("say what is wrong with a query, beside it", async () => {
    const { user } = openApp("/connectors");
    const search = await screen.findByRole("searchbox", { name: "Search connectors" });
    await user.type(search, 'name:"wor');
    expect(await screen.findByText("A quotation mark is not closed.")).toBeVisible();
    expect(search).toBeInvalid();
    expect(screen.getByRole("link", { name: "Work" })).toBeVisible();
    await user.type(search, 'k"');
    await waitFor(() => expect(search).toBeValid());
  });

  it("come from the address, and go with Back", async () => {
    const { user, router } = openApp("/connectors?type=Other&sort=-name&size=25");
    await screen.findByRole("link", { name: "Sandbox" });
    expect(screen.queryByRole("link", { name: "Work" })).not.toBeInTheDocument();
    expect(screen.getByRole("columnheader", { name: /Name/ })).toHaveAttribute("aria-sort", "descending");
    await user.click(screen.getByTestId("typeFilter"));
    await user.click(await screen.findByRole("option", { name: /^OpenAI \(1\)/ }));
    expect(await screen.findByRole("link", { name: "Work" })).toBeVisible();
    expect(router.state.location.search).toMatchObject({ type: "OpenAI,Other" });
    router.history.back();
    await waitFor(() => expect(screen.queryByRole("link", { name: "Work" })).not.toBeInTheDocument());
  });

  it("bring back what was searched before", async () => {
    const { router } = openApp("/connectors?q=work");
    const search = await screen.findByRole("searchbox", { name: "Search connectors" });
    expect(search).toHaveValue("work");
    await router.navigate({ to: "/connectors", search: { q: "sand" } });
    await waitFor(() => expect(search).toHaveValue("sand"));
    router.history.back();
    await waitFor(() => expect(search).toHaveValue("work"));
  });

  it("stay while a flyout is open, and are gone with a click on Connectors", async () => {
    const { user, router } = openApp("/connectors?q=work");
    const link = await screen.findByRole("link", { name: "Work" });
    expect(link).toHaveAttribute("href", "/connectors/c-1?q=work");
    await router.navigate({ to: "/connectors/_import" });
    await router.navigate({ to: "/connectors" });
    expect(router.state.location.search).toEqual({ q: "work" });
    await user.click(within(screen.getByRole("navigation", { name: "Main" })).getByRole("link", { name: "Connectors" }));
    expect(await screen.findByRole("link", { name: "Sandbox" })).toBeVisible();
    expect(router.state.location.search).toEqual({});
  });

  it("sort by any column, and remember it for the next time", async () => {
    const host = fakeHost({ connectors: many(3) });
    host.answer("connectors_activity", () => [ran({ connector_id: "c-1" }), ran({ connector_id: "c-2", last_run_at_ms: 1 })]);
    const { user } = openApp("/connectors", host);
    await screen.findByText("5 min. ago");
    await user.click(screen.getByRole("button", { name: "Last run" }));
    await waitFor(() => expect(names()).toEqual(["Connector 2", "Connector 3", "Connector 1"]));
    expect(screen.getByRole("columnheader", { name: "Last run" })).toHaveAttribute("aria-sort", "descending");
    cleanup();
    openApp("/connectors", host);
    await screen.findByText("5 min. ago");
    expect(names()).toEqual(["Connector 2", "Connector 3", "Connector 1"]);
  });

  it("filter by status", async () => {
    const connectors = [makeConnector(), makeConnector({ id: "c-2", name: "Imported", is_missing_secrets: true })];
    const { user, router } = openApp("/connectors", fakeHost({ connectors }));
    await user.click(await screen.findByTestId("statusFilter"));
    await user.click(await screen.findByRole("option", { name: /^Secrets missing \(1\)/ }));
    await waitFor(() => expect(names()).toEqual(["Imported"]));
    expect(router.state.location.search).toEqual({ status: "missing" });
  });

  it("show ten at a time, in the order of their names, and other pages at their address", async () => {
    const { user, router } = openApp("/connectors", fakeHost({ connectors: many(23).toReversed() }));
    await screen.findByRole("table");
    expect(screen.getAllByTestId("connectorRow")).toHaveLength(10);
    expect(names()[1]).toBe("Connector 2");
    await user.click(screen.getByRole("button", { name: /Page 3 of 3/ }));
    await waitFor(() => expect(screen.getAllByTestId("connectorRow")).toHaveLength(3));
    expect(router.state.location.search).toEqual({ page: 3 });
    // On another page of what is found there may be nothing.
    await user.type(screen.getByRole("searchbox", { name: "Search connectors" }), "Connector 1");
    await waitFor(() => expect(names()).toContain("Connector 1"));
    await waitFor(() => expect(router.state.location.search).toEqual({ q: "Connector 1" }));
  });

  it("show the columns that were chosen, now and the next time", async () => {
    const { user } = openApp("/connectors");
    await screen.findByRole("link", { name: "Work" });
    await user.click(screen.getByRole("button", { name: "Columns" }));
    await user.click(await screen.findByRole("checkbox", { name: "API keys" }));
    await user.click(screen.getByRole("checkbox", { name: "Host" }));
    expect(screen.getByRole("columnheader", { name: "API keys" })).toBeVisible();
    expect(screen.queryByRole("columnheader", { name: "Host" })).not.toBeInTheDocument();
    cleanup();
    const again = openApp("/connectors");
    expect(await screen.findByRole("columnheader", { name: "API keys" })).toBeVisible();
    await again.user.click(screen.getByRole("button", { name: "Columns" }));
    await again.user.click(await screen.findByRole("button", { name: "Show what fits" }));
    expect(screen.getByRole("columnheader", { name: "Host" })).toBeVisible();
    expect(screen.queryByRole("columnheader", { name: "API keys" })).not.toBeInTheDocument();
  });
});
