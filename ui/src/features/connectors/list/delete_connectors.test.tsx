import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { openApp, signedInAs } from "../../../app/test_app";
import { fakeHost, makeConnector, refusal } from "../../../host/fake";

const many = (count: number) =>
  Array.from({ length: count }, (_, at) => makeConnector({ id: `c-${at}`, name: `Connector ${at + 1}` }));

const tick = (name: string) => screen.getByRole("checkbox", { name: `Select "${name}"` });

afterEach(() => localStorage.clear());

describe("deleting one connector", () => {
  it("happens only after the question is answered, says so, and leaves the focus in the list", async () => {
    const { user, host } = openApp("/connectors");
    await user.click(await screen.findByRole("button", { name: 'Delete "Work"' }));
    const modal = await screen.findByRole("alertdialog", { name: "Delete connector" });
    expect(within(modal).getByText("You won't be able to recover a deleted connector.")).toBeVisible();
    expect(within(modal).queryByTestId("deleteInUse")).not.toBeInTheDocument();
    expect(host.callsOf("connectors_delete")).toEqual([]);
    await user.click(within(modal).getByRole("button", { name: "Delete connector" }));
    await waitFor(() => expect(screen.queryByRole("link", { name: "Work" })).not.toBeInTheDocument());
    expect(host.callsOf("connectors_delete")).toEqual([{ ids: ["c-1"] }]);
    expect(await screen.findByText("Deleted 'Work'")).toBeVisible();
    await waitFor(() => expect(screen.getByRole("link", { name: "Sandbox" })).toHaveFocus());
  });

  it("warns when API keys are bound to it", async () => {
    const { user } = openApp("/connectors", fakeHost({ connectors: [makeConnector({ api_keys: 2 })] }));
    await user.click(await screen.findByRole("button", { name: 'Delete "Work"' }));
    const warning = await screen.findByTestId("deleteInUse");
    expect(warning).toHaveTextContent("This connector is currently in use.");
    expect(warning).toHaveTextContent("Work: 2 API keys are bound to it");
  });

  it("keeps the question open when it fails, and says why", async () => {
    const host = fakeHost();
    host.answer("connectors_delete", () => {
      throw refusal({ code: "internal", message: "The disk is full." });
    });
    const { user } = openApp("/connectors", host);
    await user.click(await screen.findByRole("button", { name: 'Delete "Work"' }));
    const modal = await screen.findByRole("alertdialog");
    await user.click(within(modal).getByRole("button", { name: "Delete connector" }));
    expect(await within(modal).findByText("The disk is full.")).toBeVisible();
    expect(screen.getByText("Work", { selector: "a *" })).toBeInTheDocument();
  });
});

describe("deleting several connectors", () => {
  it("takes what was ticked on every page, with one command", async () => {
    const connectors = many(12).map((connector, at) => (at === 11 ? { ...connector, api_keys: 1 } : connector));
    const { user, host } = openApp("/connectors", fakeHost({ connectors }));
    await screen.findByRole("table");
    await user.click(tick("Connector 1"));
    await user.click(screen.getByRole("button", { name: /Page 2 of 2/ }));
    await waitFor(() => expect(screen.getAllByTestId("connectorRow")).toHaveLength(2));
    await user.click(tick("Connector 12"));
    await user.click(screen.getByRole("button", { name: "Delete 2" }));
    const modal = await screen.findByRole("alertdialog", { name: "Delete 2 connectors" });
    expect(within(modal).getByText("You won't be able to recover deleted connectors.")).toBeVisible();
    expect(within(modal).getByTestId("deleteInUse")).toHaveTextContent("Some connectors are currently in use.");
    expect(within(modal).getByTestId("deleteInUse")).toHaveTextContent("Connector 12: 1 API key is bound to it");
    await user.click(within(modal).getByRole("button", { name: "Delete 2 connectors" }));
    expect(await screen.findByText("Deleted 2 connectors")).toBeVisible();
    expect(host.callsOf("connectors_delete")).toEqual([{ ids: ["c-0", "c-11"] }]);
    expect(screen.queryByTestId("bulkDelete")).not.toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole("searchbox", { name: "Search connectors" })).toHaveFocus());
  });

  it("ticks a whole page at once, and no more", async () => {
    const { user } = openApp("/connectors", fakeHost({ connectors: many(12) }));
    const all = await screen.findByRole("checkbox", { name: "Select all rows" });
    await user.click(tick("Connector 2"));
    expect(all).toBePartiallyChecked();
    await user.click(all);
    expect(screen.getByRole("button", { name: "Delete 10" })).toBeVisible();
    expect(all).toBeChecked();
    await user.click(all);
    expect(screen.queryByTestId("bulkDelete")).not.toBeInTheDocument();
  });

  it("never takes what the search has hidden or what is gone", async () => {
    const host = fakeHost({ connectors: many(3) });
    const { user, query_client } = openApp("/connectors", host);
    await screen.findByRole("table");
    await user.click(tick("Connector 1"));
    await user.click(tick("Connector 2"));
    await user.type(screen.getByRole("searchbox", { name: "Search connectors" }), "name:*2");
    expect(await screen.findByRole("button", { name: "Delete 1" })).toBeVisible();
    await user.clear(screen.getByRole("searchbox", { name: "Search connectors" }));
    expect(await screen.findByRole("button", { name: "Delete 2" })).toBeVisible();
    host.connectors = host.connectors.slice(1);
    await query_client.invalidateQueries({ queryKey: ["connectors_list"] });
    expect(await screen.findByRole("button", { name: "Delete 1" })).toBeVisible();
  });

  it("is not offered to those who may not", async () => {
    openApp("/connectors", signedInAs("read"));
    expect(await screen.findByRole("button", { name: 'Delete "Work"' })).toBeDisabled();
    expect(screen.queryByRole("checkbox")).not.toBeInTheDocument();
  });
});
