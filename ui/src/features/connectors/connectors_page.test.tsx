import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp } from "../../app/test_app";
import { fakeHost, makeConnector, refusal, SANDBOX } from "../../host/fake";

const many = (count: number) =>
  Array.from({ length: count }, (_, at) => makeConnector({ id: `c-${at}`, name: `Connector ${at + 1}` }));

describe("the list of connectors", () => {
  it("shows each connector with its provider, host and model", async () => {
    openApp("/connectors");
    const row = (await screen.findByRole("link", { name: "Work" })).closest("tr") as HTMLElement;
    expect(within(row).getByText("OpenAI")).toBeVisible();
    expect(within(row).getByText("api.openai.com")).toBeVisible();
    expect(within(row).getByText("gpt-4.1")).toBeVisible();
  });

  it("marks a preconfigured connector and offers no way to delete it", async () => {
    openApp("/connectors", fakeHost({ connectors: [SANDBOX] }));
    expect(await screen.findByText("Preconfigured")).toBeVisible();
    expect(screen.queryByRole("button", { name: /Delete/ })).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: 'Test "Sandbox"' })).toBeVisible();
  });

  it("offers Fix in the place of the test when the key is missing", async () => {
    const connectors = [makeConnector({ has_secret: false, is_missing_secrets: true })];
    openApp("/connectors", fakeHost({ connectors }));
    expect(await screen.findByRole("link", { name: 'Fix "Work"' })).toBeVisible();
    expect(screen.queryByRole("button", { name: /^Test/ })).not.toBeInTheDocument();
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

  it("invites to create the first connector when there is none", async () => {
    openApp("/connectors", fakeHost({ connectors: [] }));
    expect(await screen.findByRole("heading", { name: "Create your first connector" })).toBeVisible();
    expect(screen.queryByRole("table")).not.toBeInTheDocument();
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

  it("finds by name, provider, host or model, and says when nothing matches", async () => {
    const { user } = openApp("/connectors");
    const search = await screen.findByRole("searchbox", { name: "Search connectors" });
    await user.type(search, "gpt-4");
    await waitFor(() => expect(screen.queryByRole("link", { name: "Sandbox" })).not.toBeInTheDocument());
    expect(screen.getByRole("link", { name: "Work" })).toBeVisible();
    await user.clear(search);
    await user.type(search, "no such thing");
    expect(await screen.findByRole("heading", { name: "No connector matches" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Clear the search" }));
    expect(await screen.findByRole("link", { name: "Sandbox" })).toBeVisible();
  });

  it("shows ten at a time, in the order of their names", async () => {
    const { user } = openApp("/connectors", fakeHost({ connectors: many(23).toReversed() }));
    await screen.findByRole("table");
    expect(screen.getAllByTestId("connectorRow")).toHaveLength(10);
    expect(screen.getAllByTestId("connectorNameLink")[1]).toHaveTextContent("Connector 2");
    await user.click(screen.getByRole("button", { name: /Page 3 of 3/ }));
    expect(screen.getAllByTestId("connectorRow")).toHaveLength(3);
  });

  it("deletes only after the question is answered, and refetches", async () => {
    const { user, host } = openApp("/connectors");
    await user.click(await screen.findByRole("button", { name: 'Delete "Work"' }));
    const modal = await screen.findByRole("alertdialog");
    expect(within(modal).getByText("You won't be able to recover a deleted connector.")).toBeVisible();
    expect(host.callsOf("connectors_delete")).toEqual([]);
    await user.click(within(modal).getByRole("button", { name: "Delete connector" }));
    await waitFor(() => expect(screen.queryByRole("link", { name: "Work" })).not.toBeInTheDocument());
    expect(host.callsOf("connectors_delete")).toEqual([{ id: "c-1" }]);
  });
});
