import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp } from "../../app/test_app";
import { fakeHost, makeConnector } from "../../host/fake";

async function openForm(host = fakeHost()) {
  const app = openApp("/connectors/c-1", host);
  await screen.findByRole("heading", { name: "Edit connector" });
  return {
    ...app,
    name: await screen.findByLabelText("Connector name"),
    key: screen.getByLabelText("API key"),
    url: screen.getByLabelText("URL"),
    save: screen.getByRole("button", { name: "Save" }),
  };
}

describe("editing a connector", () => {
  it("never fills in the key, and keeps it when the field stays empty", async () => {
    const { user, host, name, key, save } = await openForm();
    expect(key).toHaveValue("");
    expect(key).toHaveAttribute("placeholder", "Stored. Leave empty to keep it.");
    await user.clear(name);
    await user.type(name, "Renamed");
    await user.click(save);
    expect(await screen.findByText("Updated 'Renamed'")).toBeVisible();
    expect(host.callsOf("connectors_update")).toMatchObject([{ id: "c-1", name: "Renamed", secrets: {} }]);
  });

  it("has nothing to save until something changes, and says so once it is saved", async () => {
    const { user, name, save } = await openForm();
    expect(save).toBeDisabled();
    await user.type(name, "!");
    expect(save).toBeEnabled();
    await user.click(save);
    expect(await screen.findByRole("button", { name: "Changes saved" })).toBeDisabled();
    await user.type(name, "!");
    expect(screen.getByRole("button", { name: "Save" })).toBeEnabled();
  });

  it("asks for the key again when the host changes, and says why", async () => {
    const { user, host, url, key, save } = await openForm();
    await user.clear(url);
    await user.type(url, "https://elsewhere.example/v1/chat/completions");
    expect(await screen.findByText("The host changed, so the API key must be entered again.")).toBeVisible();
    await user.click(save);
    expect(await screen.findByText("API key is required.")).toBeVisible();
    expect(host.callsOf("connectors_update")).toEqual([]);
    await user.type(key, "sk-new");
    await user.click(save);
    await waitFor(() => expect(host.callsOf("connectors_update")).toMatchObject([{ secrets: { apiKey: "sk-new" } }]));
  });

  it("keeps the key when only the path changes", async () => {
    const { user, host, url, save } = await openForm();
    await user.clear(url);
    await user.type(url, "https://api.openai.com/v2/chat/completions");
    await user.click(save);
    await waitFor(() => expect(host.callsOf("connectors_update")).toMatchObject([{ secrets: {} }]));
  });

  it("links to the usage of this connector", async () => {
    const { user, router, path } = await openForm();
    await user.click(screen.getByRole("link", { name: 'View OpenAI Usage Dashboard for "Work" Connector' }));
    await waitFor(() => expect(path()).toBe("/usage"));
    expect(router.state.location.search).toEqual({ connector_id: "c-1" });
  });

  it("keeps what was typed while the Test tab is looked at, and asks to save first", async () => {
    const { user, name } = await openForm();
    await user.type(name, " 2");
    await user.click(screen.getByRole("tab", { name: "Test" }));
    expect(await screen.findByText("Save your changes before testing the connector.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Run" })).toBeDisabled();
    await user.click(screen.getByRole("tab", { name: "Configuration" }));
    expect(await screen.findByLabelText("Connector name")).toHaveValue("Work 2");
  });

  it("shows a preconfigured connector for reading, and lets it be tested", async () => {
    openApp("/connectors/sandbox");
    expect(await screen.findByText("This connector is read-only.")).toBeVisible();
    expect(screen.getByText(/not a language model/)).toBeVisible();
    expect(screen.queryByLabelText("Connector name")).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Save" })).not.toBeInTheDocument();
    expect(screen.getByRole("link", { name: /Usage Dashboard for "Sandbox"/ })).toBeVisible();
    expect(screen.getByRole("tab", { name: "Test" })).toBeVisible();
  });

  it("says so when the connector is gone", async () => {
    openApp("/connectors/gone", fakeHost({ connectors: [makeConnector()] }));
    expect(await screen.findByText('There is no connector with id "gone".')).toBeVisible();
  });
});
