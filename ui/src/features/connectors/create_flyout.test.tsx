import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp } from "../../app/test_app";
import { fakeHost, refusal } from "../../host/fake";

async function openForm(host = fakeHost()) {
  const app = openApp("/connectors/create", host);
  await screen.findByRole("heading", { name: "OpenAI connector" });
  return {
    ...app,
    name: screen.getByLabelText("Connector name"),
    key: screen.getByLabelText("API key"),
    url: screen.getByLabelText("URL"),
    model: screen.getByLabelText("Default model"),
    provider: screen.getByLabelText("Select an OpenAI provider"),
    save: screen.getByRole("button", { name: "Save" }),
  };
}

describe("creating a connector", () => {
  it("names each empty field before anything is sent", async () => {
    const { user, host, url, save } = await openForm();
    await user.clear(url);
    await user.click(save);
    expect(await screen.findByText("Name is required.")).toBeVisible();
    expect(screen.getByText("URL is required.")).toBeVisible();
    expect(screen.getByText("API key is required.")).toBeVisible();
    expect(host.callsOf("connectors_create")).toEqual([]);
  });

  it("sends what was typed and says that it was created", async () => {
    const { user, host, name, key, save, path } = await openForm();
    await user.type(name, "Play");
    await user.type(key, "sk-123");
    await user.click(save);
    expect(await screen.findByText("Created 'Play'")).toBeVisible();
    expect(host.callsOf("connectors_create")).toEqual([
      {
        name: "Play",
        config: {
          apiProvider: "OpenAI",
          apiUrl: "https://api.openai.com/v1/chat/completions",
          defaultModel: "gpt-4.1",
        },
        secrets: { apiKey: "sk-123" },
      },
    ]);
    await waitFor(() => expect(path()).toBe("/connectors"));
    expect(await screen.findByRole("link", { name: "Play" })).toBeVisible();
  });

  it("opens the test of the new connector after Save & test", async () => {
    const { user, name, key, path } = await openForm();
    await user.type(name, "Play");
    await user.type(key, "sk-123");
    await user.click(screen.getByRole("button", { name: "Save & test" }));
    await waitFor(() => expect(path()).toBe("/connectors/made-1/test"));
    expect(await screen.findByRole("button", { name: "Run" })).toBeVisible();
  });

  it("puts the defaults of another provider in, but keeps what was typed", async () => {
    const { user, url, model, provider } = await openForm();
    await user.clear(model);
    await user.type(model, "my-own-model");
    await user.selectOptions(provider, "Azure OpenAI");
    expect(url).toHaveValue("https://{your-resource-name}.openai.azure.com");
    expect(model).toHaveValue("my-own-model");
  });

  it("asks for no key where the provider needs none", async () => {
    const { user, host, name, url, model, provider, save } = await openForm();
    await user.selectOptions(provider, "Other (OpenAI Compatible Service)");
    await user.type(name, "Local");
    await user.type(url, "http://127.0.0.1:1234/v1/chat/completions");
    await user.type(model, "llama");
    await user.click(save);
    await waitFor(() => expect(host.callsOf("connectors_create")).toHaveLength(1));
    expect(host.callsOf("connectors_create")[0]).toMatchObject({ secrets: {} });
  });

  it("puts what the server refuses on its field", async () => {
    const host = fakeHost();
    host.answer("connectors_create", () => {
      throw refusal({
        code: "conflict",
        message: "The name is taken.",
        fields: [{ field: "name", message: 'A connector named "Work" exists already.' }],
      });
    });
    const { user, name, key, save, path } = await openForm(host);
    await user.type(name, "Work");
    await user.type(key, "sk-123");
    await user.click(save);
    expect(await screen.findByText('A connector named "Work" exists already.')).toBeVisible();
    expect(name).toBeInvalid();
    expect(name).toHaveFocus();
    expect(path()).toBe("/connectors/create");
  });

  it("shows a refusal that names no field in the flyout, with its hint", async () => {
    const host = fakeHost();
    host.answer("connectors_create", () => {
      throw refusal({
        code: "vault_unavailable",
        message: "The key cannot be sealed.",
        hint: "Start a keychain, or set a passphrase.",
      });
    });
    const { user, name, key, save } = await openForm(host);
    await user.type(name, "Play");
    await user.type(key, "sk-123");
    await user.click(save);
    expect(await screen.findByText("The key cannot be sealed.")).toBeVisible();
    expect(screen.getByText("Start a keychain, or set a passphrase.")).toBeVisible();
    expect(name).toHaveValue("Play");
  });

  it("asks before unsaved changes are thrown away", async () => {
    const { user, name, path } = await openForm();
    await user.type(name, "Play");
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(await screen.findByText("Discard unsaved changes to connector?")).toBeVisible();
    expect(path()).toBe("/connectors/create");
    await user.click(screen.getByRole("button", { name: "Discard Changes" }));
    await waitFor(() => expect(path()).toBe("/connectors"));
  });

  it("closes without a question when nothing was typed", async () => {
    const { user, path } = await openForm();
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(path()).toBe("/connectors"));
  });
});
