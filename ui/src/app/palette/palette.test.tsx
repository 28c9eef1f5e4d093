import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { fakeHost, makeConnector, SANDBOX } from "../../host/fake";
import { openApp, signedInAs } from "../test_app";

const options = () => {
  const list = within(screen.getByRole("listbox", { name: "Found" }));
  return list.getAllByRole("option").map((option) => option.textContent);
};

async function open(path = "/settings", host = fakeHost()) {
  const app = openApp(path, host);
  // The shortcut is heard from the first moment, but what is found depends on the role.
  await screen.findByRole("navigation", { name: "Main" });
  await app.user.keyboard("{Control>}/{/Control}");
  const input = await screen.findByRole("combobox", { name: "Search" });
  await waitFor(() => expect(input).toHaveFocus());
  return { ...app, input };
}

afterEach(() => localStorage.clear());

describe("the search of everything", () => {
  it("opens with the shortcut or a click, and closes with Escape", async () => {
    const { user } = await open();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("palette")).not.toBeInTheDocument());
    await user.click(screen.getByRole("button", { name: "Search" }));
    expect(await screen.findByTestId("palette")).toBeInTheDocument();
    await user.keyboard("{Control>}/{/Control}");
    await waitFor(() => expect(screen.queryByTestId("palette")).not.toBeInTheDocument());
  });

  it("offers pages, actions, settings and connectors before anything is typed", async () => {
    await open();
    await screen.findByRole("option", { name: /^Work/ });
    for (const group of ["Pages", "Actions", "Settings", "Connectors"]) {
      expect(screen.getByRole("group", { name: group })).toBeInTheDocument();
    }
  });

  it("finds a connector by name, id, host or model, and opens it", async () => {
    const { user, path, input } = await open();
    for (const text of ["wor", "c-1", "api.openai", "model:gpt-4*"]) {
      await user.clear(input);
      await user.type(input, text);
      await waitFor(() => expect(options()[0]).toMatch(/^Work/));
    }
    await user.keyboard("{Enter}");
    await waitFor(() => expect(path()).toBe("/connectors/c-1"));
    expect(screen.queryByTestId("palette")).not.toBeInTheDocument();
  });

  it("tests a connector with Control and Enter", async () => {
    const { user, path, input } = await open();
    await user.type(input, "work");
    await waitFor(() => expect(options()[0]).toMatch(/^Work/));
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(path()).toBe("/connectors/c-1/test"));
  });

  it("moves with the arrows, round at the ends, and says which option it is at", async () => {
    const { user, input } = await open();
    await user.type(input, "theme:");
    await waitFor(() => expect(options()).toHaveLength(3));
    const at = () => document.getElementById(input.getAttribute("aria-activedescendant") ?? "")?.textContent;
    expect(at()).toBe("Theme: System");
    await user.keyboard("{ArrowDown}");
    expect(at()).toBe("Theme: Light");
    await user.keyboard("{ArrowUp}{ArrowUp}");
    expect(at()).toBe("Theme: Dark");
    expect(within(screen.getByRole("listbox", { name: "Found" })).getAllByRole("option", { selected: true })).toHaveLength(1);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(document.documentElement.style.colorScheme).toBe("dark"));
  });

  it("does things, too", async () => {
    const { user, host, input } = await open();
    await user.type(input, "export all");
    await user.click(await screen.findByRole("option", { name: "Export all connectors" }));
    expect(await screen.findByText("Exported 1 connector")).toBeVisible();
    expect(host.saved).toHaveLength(1);
  });

  it.each([
    ["azure create", "/connectors/_create/azure-openai"],
    ["import", "/connectors/_import"],
    ["run sandbox", "/connectors/sandbox/test"],
    ["vault", "/settings#security"],
  ])("leads with “%s” to %s", async (text, place) => {
    const { user, router, input } = await open("/usage");
    await user.type(input, text);
    await waitFor(() => expect(options()).toHaveLength(1));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(router.state.location.href).toBe(place));
    expect(screen.queryByTestId("palette")).not.toBeInTheDocument();
  });

  it("shows the first of many, and the rest in the list", async () => {
    const connectors = Array.from({ length: 128 }, (_, at) => makeConnector({ id: `c-${at}`, name: `Node ${at}` }));
    const { user, router, input } = await open("/settings", fakeHost({ connectors }));
    await user.type(input, "node");
    const group = await screen.findByRole("group", { name: "Connectors" });
    await waitFor(() => expect(within(group).getAllByRole("option")).toHaveLength(9));
    await user.click(within(group).getByRole("option", { name: /and 120 more/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({ q: "node" }));
    expect(await screen.findByRole("searchbox", { name: "Search connectors" })).toHaveValue("node");
  });

  it("puts a name that begins with the words before one that has them inside", async () => {
    const connectors = ["My llama", "Other", "Llama"].map((name) => makeConnector({ id: name.replace(" ", ""), name }));
    const { user, input } = await open("/settings", fakeHost({ connectors }));
    await user.type(input, "llama");
    await waitFor(() => expect(options()[0]).toMatch(/^Llama/));
    expect(options()[1]).toMatch(/^My llama/);
  });

  it("says when nothing is found", async () => {
    const { user, input } = await open();
    await user.type(input, "no such thing");
    expect(await screen.findByTestId("paletteNothing")).toBeVisible();
    await user.keyboard("{ArrowDown}{Enter}");
    expect(screen.getByTestId("palette")).toBeInTheDocument();
  });

  it("offers nothing that the key may not do", async () => {
    const { user, input } = await open("/connectors", signedInAs("read", fakeHost({ connectors: [SANDBOX] })));
    await user.type(input, "connector");
    await waitFor(() => expect(options()).toContain("Export all connectors"));
    expect(options().some((text) => text?.startsWith("Create") || text?.startsWith("Import"))).toBe(false);
  });

  it("shows nothing of the connectors to a key for usage, and does not ask for them", async () => {
    const { host } = await open("/usage", signedInAs("usage"));
    await waitFor(() => expect(options()).toContain("Token usage"));
    expect(screen.queryByRole("group", { name: "Connectors" })).not.toBeInTheDocument();
    expect(host.callsOf("connectors_list")).toEqual([]);
  });
});
