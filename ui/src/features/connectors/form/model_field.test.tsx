import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp } from "../../../app/test_app";
import { fakeHost, makeConnector } from "../../../host/fake";
import type { ConnectorDraft } from "../../../wire/types";

async function openEdit(host = fakeHost()) {
  const app = openApp("/connectors/c-1", host);
  return { ...app, model: await screen.findByRole("combobox", { name: "Default model" }) };
}

const asked = (host: ReturnType<typeof fakeHost>) => host.callsOf("connectors_models") as ConnectorDraft[];
const list = () => screen.findByRole("listbox", { name: "Default model suggestions" });

describe("suggestions for the default model", () => {
  it("come from the provider when the field is opened, with context and price", async () => {
    const { user, host, model } = await openEdit();
    expect(asked(host)).toEqual([]);
    await user.click(model);
    const options = await within(await list()).findAllByRole("option");
    expect(options.map((option) => option.textContent)).toEqual([
      "gpt-4.11.05M · $2.00 in / $8.00 out",
      "gpt-4o-mini128k · $0.15 in / $0.60 out",
    ]);
    expect(asked(host)).toMatchObject([{ stored_id: "c-1", config: { apiProvider: "OpenAI" }, secrets: {} }]);
  });

  it("are asked for once for the same form, whatever is typed in the field", async () => {
    const { user, host, model } = await openEdit();
    await user.click(model);
    await within(await list()).findAllByRole("option");
    await user.type(model, "x");
    await waitFor(() => expect(screen.queryByRole("listbox")).not.toBeInTheDocument());
    await user.click(model);
    await list();
    expect(asked(host)).toHaveLength(1);
    await user.clear(screen.getByLabelText("URL"));
    await user.paste("https://api.openai.com/v2/chat/completions");
    await user.click(model);
    await waitFor(() => expect(asked(host)).toHaveLength(2));
  });

  it("are narrowed by typing and chosen with the keyboard, and Escape closes only them", async () => {
    const { user, model, path } = await openEdit();
    await user.clear(model);
    await user.type(model, "mini");
    const options = await within(await list()).findAllByRole("option");
    expect(options).toHaveLength(1);
    await user.keyboard("{ArrowDown}");
    expect(model).toHaveAttribute("aria-activedescendant", options[0]?.id);
    await user.keyboard("{Enter}");
    expect(model).toHaveValue("gpt-4o-mini");
    expect(model).toHaveAttribute("aria-expanded", "false");
    expect(screen.getByTestId("modelFacts")).toHaveTextContent("128k context · $0.15 in / $0.60 out per 1M tokens");
    await user.keyboard("{ArrowDown}");
    expect(model).toHaveAttribute("aria-expanded", "true");
    await user.keyboard("{Escape}");
    expect(model).toHaveAttribute("aria-expanded", "false");
    expect(path()).toBe("/connectors/c-1");
    expect(screen.queryByTestId("discardChangesModal")).not.toBeInTheDocument();
  });

  it("make way for free text that none of them matches, which stays as it was typed", async () => {
    const { user, host, model } = await openEdit();
    await user.clear(model);
    await user.type(model, "my-own");
    await waitFor(() => expect(screen.queryByRole("listbox")).not.toBeInTheDocument());
    expect(model).toHaveAttribute("aria-expanded", "false");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(host.callsOf("connectors_update")).toMatchObject([{ config: { defaultModel: "my-own" } }]));
    expect(screen.queryByTestId("modelFacts")).not.toBeInTheDocument();
  });

  it("can be chosen with a pointer", async () => {
    const { user, model } = await openEdit();
    await user.click(model);
    await user.click(await within(await list()).findByRole("option", { name: /gpt-4o-mini/ }));
    expect(model).toHaveValue("gpt-4o-mini");
    expect(model).toHaveFocus();
  });

  it("are not asked for before the address and the key are there, and say what is missing", async () => {
    const host = fakeHost();
    const { user } = openApp("/connectors/_create/azure-openai", host);
    await user.click(await screen.findByRole("combobox", { name: "Default model" }));
    expect(await screen.findByText("Enter URL and API key to see which models there are.")).toBeVisible();
    expect(asked(host)).toEqual([]);
  });

  it("say why there are none", async () => {
    const host = fakeHost();
    host.answer("connectors_models", () => ({ models: [], problem: "Azure lists no models for a deployment." }));
    const { user, model } = await openEdit(host);
    await user.click(model);
    expect(await screen.findByText("Azure lists no models for a deployment.")).toBeVisible();
  });

  it("say that they are loading, and what went wrong", async () => {
    const host = fakeHost({ connectors: [makeConnector()] });
    let fail: (error: Error) => void = () => undefined;
    host.answer("connectors_models", () => new Promise((_, reject) => (fail = reject)));
    const { user, model } = await openEdit(host);
    await user.click(model);
    expect(await screen.findByText("Loading models…")).toBeVisible();
    fail(new Error("The list took too long."));
    expect(await screen.findByText("The list took too long.")).toBeVisible();
  });
});
