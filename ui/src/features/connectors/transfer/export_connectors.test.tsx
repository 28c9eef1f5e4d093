import { screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { openApp, signedInAs } from "../../../app/test_app";
import { fakeHost, makeConnector, refusal, SANDBOX } from "../../../host/fake";

const connectors = [SANDBOX, makeConnector(), makeConnector({ id: "c-2", name: "Home" })];

afterEach(() => localStorage.clear());

describe("exporting connectors", () => {
  it("writes all of them, says where, and that no secret is in it", async () => {
    const { user, host } = openApp("/connectors", fakeHost({ connectors }));
    await user.click(await screen.findByTestId("pageMenuButton"));
    await user.click(await screen.findByRole("menuitem", { name: "Export all" }));
    expect(await screen.findByText("Exported 2 connectors")).toBeVisible();
    expect(screen.getByText("/downloads/connectors.ndjson · Secrets are never exported.")).toBeVisible();
    expect(host.callsOf("connectors_export")).toEqual([{ ids: null }]);
    expect(host.saved).toHaveLength(1);
    expect(host.saved[0]?.text.split("\n")).toHaveLength(2);
  });

  it("writes those that are ticked", async () => {
    const { user, host } = openApp("/connectors", fakeHost({ connectors }));
    await user.click(await screen.findByRole("checkbox", { name: 'Select "Home"' }));
    await user.click(screen.getByRole("button", { name: "Export 1" }));
    expect(await screen.findByText("Exported 1 connector")).toBeVisible();
    expect(host.callsOf("connectors_export")).toEqual([{ ids: ["c-2"] }]);
  });

  it("writes the one of a row, also for somebody who may only look", async () => {
    const { user, host } = openApp("/connectors", signedInAs("read", fakeHost({ connectors })));
    await user.click(await screen.findByRole("button", { name: 'More actions for "Work"' }));
    await user.click(await screen.findByRole("menuitem", { name: "Export" }));
    await waitFor(() => expect(host.saved).toHaveLength(1));
    expect(host.callsOf("connectors_export")).toEqual([{ ids: ["c-1"] }]);
  });

  it("says why a file could not be written", async () => {
    const host = fakeHost({ connectors });
    host.save_file = () => Promise.reject(refusal({ code: "internal", message: "The disk is full." }));
    const { user } = openApp("/connectors", host);
    await user.click(await screen.findByTestId("pageMenuButton"));
    await user.click(await screen.findByRole("menuitem", { name: "Export all" }));
    expect(await screen.findByText("Unable to export connectors.")).toBeVisible();
    expect(screen.getByText("The disk is full.")).toBeVisible();
  });
});
