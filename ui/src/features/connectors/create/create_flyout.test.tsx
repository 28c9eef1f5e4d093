import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp } from "../../../app/test_app";
import { fakeHost, makeConnector, refusal } from "../../../host/fake";
import type { ConnectorsCreate } from "../../../wire/types";

async function openForm(host = fakeHost(), path = "/connectors/_create/openai") {
  const app = openApp(path, host);
  await screen.findByRole("heading", { name: "OpenAI connector" });
  return {
    ...app,
    name: screen.getByLabelText("Connector name"),
    id: screen.getByLabelText("Connector ID"),
    key: screen.getByLabelText("API key"),
    url: screen.getByLabelText("URL"),
    model: screen.getByRole("combobox", { name: "Default model" }),
    provider: screen.getByLabelText("Select an OpenAI provider"),
    save: screen.getByRole("button", { name: "Save" }),
    created: () => host.callsOf("connectors_create") as ConnectorsCreate[],
  };
}

const dialogs = () => screen.queryAllByRole("dialog").length;

describe("choosing what to connect to", () => {
  it("offers each provider, each preset and a pasted command, and has the focus in its search", async () => {
    openApp("/connectors/_create");
    await screen.findByRole("searchbox", { name: "Search" });
    for (const name of ["OpenAI", "Azure OpenAI", /^Other/, "Ollama", "LM Studio", "Paste a curl command"]) {
      expect(screen.getByRole("button", { name })).toBeVisible();
    }
    await waitFor(() => expect(screen.getByRole("searchbox", { name: "Search" })).toHaveFocus());
  });

  it("narrows the cards by words, and says so when none is left", async () => {
    const { user } = openApp("/connectors/_create");
    const search = await screen.findByRole("searchbox", { name: "Search" });
    await user.type(search, "machine studio");
    expect(screen.getByRole("button", { name: "LM Studio" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Ollama" })).not.toBeInTheDocument();
    await user.type(search, " zzz");
    expect(await screen.findByText("No connectors match the current filter or search.")).toBeVisible();
  });

  it("leads to the form of a card and back", async () => {
    const { user, path } = openApp("/connectors/_create");
    await user.click(await screen.findByRole("button", { name: "Azure OpenAI" }));
    await waitFor(() => expect(path()).toBe("/connectors/_create/azure-openai"));
    expect(await screen.findByLabelText("Select an OpenAI provider")).toHaveValue("Azure OpenAI");
    expect(within(screen.getByTestId("createConnectorFlyout")).getByText("Chat Completions")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(await screen.findByRole("heading", { name: "Select a connector" })).toBeVisible();
  });

  it("closes with its button, and with Escape", async () => {
    const { user, path, router } = openApp("/connectors/_create");
    await user.click(await screen.findByRole("button", { name: "Close" }));
    await waitFor(() => expect(path()).toBe("/connectors"));
    await router.navigate({ to: "/connectors/_create" });
    await screen.findByRole("heading", { name: "Select a connector" });
    await user.keyboard("{Escape}");
    await waitFor(() => expect(path()).toBe("/connectors"));
  });

  it("fills in a preset's address and says how to start the server", async () => {
    const { url, provider } = await openForm(fakeHost(), "/connectors/_create/ollama");
    expect(provider).toHaveValue("Other");
    expect(url).toHaveValue("http://localhost:11434/v1/chat/completions");
    expect(screen.getByText(/Start Ollama and pull a model/)).toBeVisible();
  });

  it("leads back to the choice from a kind that does not exist", async () => {
    const { path } = openApp("/connectors/_create/nonsense");
    expect(await screen.findByRole("heading", { name: "Select a connector" })).toBeVisible();
    expect(path()).toBe("/connectors/_create");
  });
});

describe("creating a connector", () => {
  it("names each empty field, counts no error before, and moves to the first", async () => {
    const { user, created, url, save, name } = await openForm();
    await user.clear(url);
    await user.click(save);
    expect(await screen.findByText("There are errors in the form")).toBeVisible();
    for (const text of ["Name is required.", "Connector ID is required.", "URL is required.", "API key is required."]) {
      expect(screen.getByText(text)).toBeVisible();
    }
    await waitFor(() => expect(name).toHaveFocus());
    expect(created()).toEqual([]);
  });

  it("begins in the name, and complains about no field that nobody has left", async () => {
    const { user, name, key } = await openForm();
    await waitFor(() => expect(name).toHaveFocus());
    await user.tab();
    expect(await screen.findByText("Name is required.")).toBeVisible();
    expect(screen.queryByText("API key is required.")).not.toBeInTheDocument();
    await user.click(key);
    await user.click(name);
    expect(await screen.findByText("API key is required.")).toBeVisible();
  });

  it("sends what was typed and says that it was created", async () => {
    const { user, created, name, key, save, path } = await openForm();
    await user.type(name, "Play");
    await user.type(key, "sk-123");
    await user.click(save);
    expect(await screen.findByText("Created 'Play'")).toBeVisible();
    expect(created()).toEqual([
      {
        id: "play",
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

  it("keeps the key in no cache once it is saved", async () => {
    const { user, name, key, save, query_client } = await openForm();
    await user.type(name, "Play");
    await user.type(key, "sk-very-secret");
    await screen.findByText("A unique identifier for the connector.");
    await user.click(save);
    await screen.findByText("Created 'Play'");
    await waitFor(() => expect(screen.queryByLabelText("Connector name")).not.toBeInTheDocument());
    const queries = query_client.getQueryCache().getAll().map(({ queryKey, state }) => [queryKey, state.data]);
    const mutations = query_client.getMutationCache().getAll().map(({ state }) => state.variables);
    await waitFor(() => expect(JSON.stringify([queries, mutations])).not.toContain("sk-very-secret"));
  });

  it("sends optional fields by their kind: numbers as numbers, and what is none as it was typed", async () => {
    const { user, created, name, key, save } = await openForm();
    await user.type(name, "Play");
    await user.type(key, "sk-123");
    await user.type(screen.getByLabelText("Context window length"), "128000");
    await user.type(screen.getByLabelText("Temperature"), "warm");
    await user.type(screen.getByLabelText("OpenAI Organization"), "org-1");
    await user.click(save);
    await waitFor(() => expect(created()).toHaveLength(1));
    expect(created()[0]?.config).toMatchObject({
      contextWindowLength: 128_000,
      temperature: "warm",
      organizationId: "org-1",
    });
    expect(created()[0]?.config).not.toHaveProperty("projectId");
  });

  it("opens the test of the new connector after Save & test", async () => {
    const { user, name, key, path } = await openForm();
    await user.type(name, "Play");
    await user.type(key, "sk-123");
    await user.click(screen.getByRole("button", { name: "Save & test" }));
    await waitFor(() => expect(path()).toBe("/connectors/play/test"));
    expect(await screen.findByTestId("runButton")).toBeVisible();
  });

  it("puts the defaults of another provider in, but keeps what was typed", async () => {
    const { user, url, model, provider } = await openForm();
    await user.clear(model);
    await user.type(model, "my-own-model");
    await user.type(screen.getByLabelText("Temperature"), "0.5");
    await user.selectOptions(provider, "Azure OpenAI");
    expect(url).toHaveValue("https://{your-resource-name}.openai.azure.com");
    expect(screen.getByRole("combobox", { name: "Default model" })).toHaveValue("my-own-model");
    expect(screen.getByLabelText("Temperature")).toHaveValue("0.5");
    expect(screen.queryByLabelText("OpenAI Organization")).not.toBeInTheDocument();
    await user.selectOptions(provider, "OpenAI");
    expect(url).toHaveValue("https://api.openai.com/v1/chat/completions");
  });

  it("marks what may stay empty, and asks for no key where the provider needs none", async () => {
    const { user, created, name, url, model, save } = await openForm(fakeHost(), "/connectors/_create/other");
    expect(screen.getAllByText("Optional").length).toBeGreaterThan(2);
    await user.type(name, "Local");
    await user.type(url, "http://127.0.0.1:1234/v1/chat/completions");
    await user.type(model, "llama");
    await user.click(save);
    await waitFor(() => expect(created()).toHaveLength(1));
    expect(created()[0]).toMatchObject({ secrets: {} });
  });

  it("puts what the server refuses on its field, says so in a toast, and moves there", async () => {
    const host = fakeHost();
    host.answer("connectors_create", () => {
      throw refusal({
        code: "conflict",
        message: "The URL is not allowed.",
        fields: [{ field: "config.apiUrl", message: "This host is not among the allowed ones." }],
      });
    });
    const { user, name, url, key, save, path } = await openForm(host);
    await user.type(name, "Work");
    await user.type(key, "sk-123");
    await user.click(save);
    expect(await screen.findByText("This host is not among the allowed ones.")).toBeVisible();
    expect(screen.getByText("There are errors in the form")).toBeVisible();
    expect(await screen.findByText("Unable to create a connector.")).toBeVisible();
    expect(url).toBeInvalid();
    await waitFor(() => expect(url).toHaveFocus());
    expect(path()).toBe("/connectors/_create/openai");
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
    // Not by its text alone: what is announced stands there a second time, for a moment.
    const error = await screen.findByTestId("formError");
    expect(error).toHaveTextContent("The key cannot be sealed.");
    expect(error).toHaveTextContent("Start a keychain, or set a passphrase.");
    expect(name).toHaveValue("Play");
  });

  it("asks before unsaved changes are thrown away, also by Escape and by Back", async () => {
    const { user, name, path } = await openForm();
    await user.type(name, "Play");
    await user.keyboard("{Escape}");
    expect(await screen.findByText("Discard unsaved changes to connector?")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(path()).toBe("/connectors/_create/openai");
    await user.click(screen.getByRole("button", { name: "Back" }));
    await user.click(await screen.findByRole("button", { name: "Discard Changes" }));
    await waitFor(() => expect(path()).toBe("/connectors/_create"));
  });

  it("closes without a question when nothing was typed", async () => {
    const { user, path } = await openForm();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(path()).toBe("/connectors"));
    expect(dialogs()).toBe(0);
  });
});

describe("the connector's id", () => {
  it("follows the name until it is edited", async () => {
    const { user, name, id } = await openForm();
    await user.type(name, "Größe & Co. (test)");
    expect(id).toHaveValue("gro-e-co-test");
    await user.clear(id);
    await user.type(id, "mine");
    await user.type(name, " 2");
    expect(id).toHaveValue("mine");
  });

  it("is free, has at most 36 characters, and exists for names without a Latin letter too", async () => {
    const host = fakeHost({ connectors: [makeConnector({ id: "work", name: "Work" })] });
    const { user, name, id } = await openForm(host);
    await user.type(name, "Work");
    expect(id).toHaveValue("work-2");
    await user.clear(name);
    await user.paste("a".repeat(34) + " bcd");
    expect(id).toHaveValue(`${"a".repeat(34)}-b`);
    await user.clear(name);
    await user.paste("接続 מחבר");
    expect(id).toHaveValue("connector");
  });

  it("is checked while it is typed, and only once the typing pauses", async () => {
    const { user, host, name, id } = await openForm();
    await user.type(name, "Play");
    await user.clear(id);
    await user.type(id, "c-1");
    const before = host.callsOf("connectors_check").length;
    expect(before).toBeLessThan(3);
    expect(
      await screen.findByText("A connector is already using this ID. Choose a different ID."),
    ).toBeVisible();
    await user.type(id, "0");
    await waitFor(() => expect(screen.queryByText(/already using this ID/)).not.toBeInTheDocument());
  });
});

describe("what the core says while somebody types", () => {
  it("shows on the fields that were touched, and on no other", async () => {
    const host = fakeHost();
    host.answer("connectors_check", () => ({
      fields: [
        { field: "config.apiUrl", message: "Invalid URL: use http or https." },
        { field: "config.temperature", message: "Temperature must be a number." },
      ],
    }));
    const { user, url } = await openForm(host);
    await user.type(url, "x");
    expect(await screen.findByText("Invalid URL: use http or https.")).toBeVisible();
    expect(screen.queryByText("Temperature must be a number.")).not.toBeInTheDocument();
    await user.type(screen.getByLabelText("Temperature"), "hot");
    expect(await screen.findByText("Temperature must be a number.")).toBeVisible();
  });
});

describe("duplicating a connector", () => {
  const original = makeConnector({
    id: "work",
    name: "Work",
    config: {
      apiProvider: "OpenAI",
      apiUrl: "https://gateway.example/v1/chat/completions",
      defaultModel: "gpt-4o-mini",
      temperature: 0.2,
      headers: { "X-Team": "red" },
    },
  });

  it("takes over everything but the keys, with a name and an id of its own", async () => {
    const host = fakeHost({ connectors: [original] });
    const { user, created, name, id, key, save } = await openForm(host, "/connectors/_create/openai?from=work");
    expect(name).toHaveValue("Work (copy)");
    expect(id).toHaveValue("work-copy");
    expect(key).toHaveValue("");
    expect(screen.getByLabelText("Key")).toHaveValue("X-Team");
    await user.click(save);
    expect(await screen.findByText("API key is required.")).toBeVisible();
    await user.type(key, "sk-2");
    await user.click(save);
    await waitFor(() => expect(created()).toHaveLength(1));
    expect(created()[0]).toEqual({ id: "work-copy", name: "Work (copy)", config: original.config, secrets: { apiKey: "sk-2" } });
  });

  it("keeps a long name within its limit, and an id that is taken apart", async () => {
    const long = { ...original, name: "n".repeat(256) };
    const host = fakeHost({ connectors: [long, makeConnector({ id: "n".repeat(36) })] });
    const { name, id } = await openForm(host, "/connectors/_create/openai?from=work");
    expect((name as HTMLInputElement).value).toHaveLength(256);
    expect((name as HTMLInputElement).value).toMatch(/n \(copy\)$/);
    expect(id).toHaveValue(`${"n".repeat(34)}-2`);
  });
});
