import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp, signedInAs } from "../../../app/test_app";
import { fakeHost, makeConnector, refusal, SANDBOX, type FakeHost } from "../../../host/fake";
import type { Connector, ConnectorsUpdate } from "../../../wire/types";

const TOKEN = "secrets.secretHeaders.X-Team-Token";

const WITH_TOKEN = makeConnector({
  config: { ...makeConnector().config, headers: { "X-Team": "red" } },
  stored_secrets: ["secrets.apiKey", TOKEN],
});

const LOCAL = makeConnector({
  config: { apiProvider: "Other", apiUrl: "http://127.0.0.1:8080/v1/chat/completions", defaultModel: "llama" },
});

async function openForm(start: Connector | FakeHost) {
  const host = "id" in start ? fakeHost({ connectors: [start] }) : start;
  const app = openApp("/connectors/c-1", host);
  await screen.findByLabelText("Connector name");
  return {
    ...app,
    name: screen.getByLabelText("Connector name"),
    url: screen.getByLabelText("URL"),
    save: screen.getByRole("button", { name: "Save" }),
    header: (number: number) => within(screen.getByRole("group", { name: `Header ${number}` })),
    updates: () => host.callsOf("connectors_update") as ConnectorsUpdate[],
  };
}

describe("secret headers", () => {
  it("stand in the form by name, with a value that nobody can read, and stay as they are", async () => {
    const { user, name, save, header, updates } = await openForm(WITH_TOKEN);
    expect(screen.getByRole("switch", { name: "Add HTTP header" })).toBeChecked();
    expect(header(1).getByLabelText("Value")).toHaveValue("red");
    expect(header(1).getByRole("button", { name: /^Keep/ })).toHaveAttribute("aria-pressed", "false");
    const value = header(2).getByLabelText("Value");
    expect(header(2).getByLabelText("Key")).toHaveValue("X-Team-Token");
    expect(value).toHaveValue("");
    expect(value).toHaveAttribute("type", "password");
    expect(value).toHaveAttribute("placeholder", "Stored. Leave empty to keep it.");
    expect(save).toBeDisabled();
    await user.type(name, "!");
    await user.click(save);
    await waitFor(() => expect(updates()).toHaveLength(1));
    expect(updates()[0]).toEqual({ id: "c-1", name: "Work!", config: WITH_TOKEN.config, secrets: {} });
  });

  it("go out among the secrets, are marked by their name unless that is undone, and are not shown again", async () => {
    const { user, host, save, header, updates } = await openForm(LOCAL);
    await user.click(screen.getByRole("switch", { name: "Add HTTP header" }));
    await user.type(header(1).getByLabelText("Key"), "X-Api-Key");
    expect(header(1).getByRole("button", { name: 'Keep header "X-Api-Key" secret' })).toHaveAttribute("aria-pressed", "true");
    expect(header(1).getByText(/looks like a secret/)).toBeVisible();
    await user.type(header(1).getByLabelText("Value"), "v-1");
    expect(header(1).getByLabelText("Value")).toHaveAttribute("type", "password");

    await user.click(screen.getByRole("button", { name: "Add header" }));
    await waitFor(() => expect(header(2).getByLabelText("Key")).toHaveFocus());
    await user.keyboard("Idempotency-Key");
    await user.click(header(2).getByRole("button", { name: /^Keep/ }));
    await user.type(header(2).getByLabelText("Key"), "-2");
    await user.type(header(2).getByLabelText("Value"), "plain");
    expect(header(2).getByLabelText("Value")).toHaveAttribute("type", "text");

    await user.click(save);
    await waitFor(() => expect(updates()).toHaveLength(1));
    expect(updates()[0]).toMatchObject({
      config: { headers: { "Idempotency-Key-2": "plain" } },
      secrets: { "secretHeaders.X-Api-Key": "v-1" },
    });
    expect(JSON.stringify(updates()[0]?.config)).not.toContain("v-1");
    expect(host.connectors[0]?.stored_secrets).toContain("secrets.secretHeaders.X-Api-Key");
    await waitFor(() => expect(header(2).getByLabelText("Value")).toHaveAttribute("placeholder", "Stored. Leave empty to keep it."));
    expect(header(2).getByLabelText("Value")).toHaveValue("");
  });

  it("can be looked at while they are typed, each for itself", async () => {
    const { user, header } = await openForm(LOCAL);
    await user.click(screen.getByRole("switch", { name: "Add HTTP header" }));
    await user.type(header(1).getByLabelText("Key"), "X-A-Key");
    await user.type(header(1).getByLabelText("Value"), "first");
    await user.click(header(1).getByRole("button", { name: "Show what is typed" }));
    expect(header(1).getByLabelText("Value")).toHaveAttribute("type", "text");
    await user.click(screen.getByRole("button", { name: "Add header" }));
    await user.type(header(2).getByLabelText("Key"), "X-B-Key");
    await user.type(header(2).getByLabelText("Value"), "second");
    await user.click(screen.getByRole("button", { name: 'Delete header "X-A-Key"' }));
    expect(header(1).getByLabelText("Value")).toHaveValue("second");
    expect(header(1).getByLabelText("Value")).toHaveAttribute("type", "password");
  });

  it("ask for their value again when the host changes", async () => {
    const { user, url, save, header, updates } = await openForm(WITH_TOKEN);
    await user.clear(url);
    await user.paste("https://elsewhere.example/v1/chat/completions");
    expect(await screen.findByText('The host changed, so the header "X-Team-Token" must be entered again.')).toBeVisible();
    await user.type(screen.getByLabelText("API key"), "sk-new");
    await user.click(save);
    expect(await screen.findByText('The header "X-Team-Token" needs a value.')).toBeVisible();
    await waitFor(() => expect(header(2).getByLabelText("Value")).toHaveFocus());
    expect(updates()).toEqual([]);
    await user.type(header(2).getByLabelText("Value"), "v-2");
    await user.click(save);
    await waitFor(() =>
      expect(updates()).toMatchObject([{ secrets: { apiKey: "sk-new", "secretHeaders.X-Team-Token": "v-2" } }]),
    );
  });

  it("ask for their value anew when they become plain text, because nobody can read it", async () => {
    const { user, save, header, updates } = await openForm(WITH_TOKEN);
    await user.click(header(2).getByRole("button", { name: /^Keep/ }));
    expect(header(2).getByText(/cannot be shown\. Enter it again/)).toBeVisible();
    await user.click(header(2).getByRole("button", { name: /^Keep/ }));
    expect(save).toBeDisabled();
    await user.click(header(2).getByRole("button", { name: /^Keep/ }));
    await user.click(save);
    expect(await screen.findByText('The header "X-Team-Token" needs a value.')).toBeVisible();
    expect(updates()).toEqual([]);
    await user.type(header(2).getByLabelText("Value"), "open");
    await user.click(save);
    await waitFor(() => expect(updates()).toHaveLength(1));
    expect(updates()[0]).toMatchObject({
      config: { headers: { "X-Team": "red", "X-Team-Token": "open" } },
      secrets: {},
      forget_secrets: [TOKEN],
    });
  });

  it("want their value again under another name, and forget the old one", async () => {
    const { user, save, header, updates } = await openForm(WITH_TOKEN);
    await user.type(header(2).getByLabelText("Key"), "-2");
    expect(header(2).getByText(/belongs to its name/)).toBeVisible();
    await user.type(header(2).getByLabelText("Value"), "v-2");
    await user.click(save);
    await waitFor(() =>
      expect(updates()).toMatchObject([
        { secrets: { "secretHeaders.X-Team-Token-2": "v-2" }, forget_secrets: [TOKEN] },
      ]),
    );
  });

  it("are removed when their row is, and can be taken back until that is saved", async () => {
    const { user, save, header, updates } = await openForm(WITH_TOKEN);
    await user.click(screen.getByRole("button", { name: 'Delete header "X-Team-Token"' }));
    expect(screen.getByTestId("removedHeader")).toHaveTextContent('The stored header "X-Team-Token" is removed when you save.');
    await user.click(screen.getByRole("button", { name: 'Keep header "X-Team-Token"' }));
    expect(header(2).getByLabelText("Value")).toHaveAttribute("placeholder", "Stored. Leave empty to keep it.");
    expect(save).toBeDisabled();
    await user.click(screen.getByRole("button", { name: 'Delete header "X-Team-Token"' }));
    await user.click(save);
    await waitFor(() => expect(updates()).toMatchObject([{ forget_secrets: [TOKEN] }]));
    await waitFor(() => expect(screen.queryByTestId("removedHeader")).not.toBeInTheDocument());
  });

  it("are forgotten when the switch is turned off", async () => {
    const { user, save, updates } = await openForm(WITH_TOKEN);
    await user.click(screen.getByRole("switch", { name: "Add HTTP header" }));
    await user.click(save);
    await waitFor(() => expect(updates()).toMatchObject([{ forget_secrets: [TOKEN] }]));
    expect(updates()[0]?.config).not.toHaveProperty("headers");
  });

  it("show what the server refuses at the headers, and at the row it means", async () => {
    const host = fakeHost({ connectors: [WITH_TOKEN] });
    host.answer("connectors_update", () => {
      throw refusal({
        code: "invalid",
        message: "A field is wrong.",
        fields: [{ field: TOKEN, message: 'The value of the header "X-Team-Token" is too long.' }],
      });
    });
    const { user, save, header } = await openForm(host);
    await user.type(header(2).getByLabelText("Value"), "long");
    await user.click(save);
    expect(await screen.findByText('The value of the header "X-Team-Token" is too long.')).toBeVisible();
    await waitFor(() => expect(header(2).getByLabelText("Value")).toHaveFocus());
    expect(header(2).getByLabelText("Value")).toBeInvalid();
    expect(header(1).getByLabelText("Value")).toBeValid();
    expect(screen.queryByTestId("formError")).not.toBeInTheDocument();
  });

  it("show what the core says while somebody types, at the row it means", async () => {
    const host = fakeHost({ connectors: [WITH_TOKEN] });
    host.answer("connectors_check", () => ({ fields: [{ field: TOKEN, message: "Not this one." }] }));
    const { user, header } = await openForm(host);
    await user.type(header(2).getByLabelText("Value"), "é");
    expect(await screen.findByText("Not this one.")).toBeVisible();
    expect(header(2).getByLabelText("Value")).toBeInvalid();
    expect(header(1).getByLabelText("Value")).toBeValid();
  });

  it("complain of no value while somebody is still at the headers", async () => {
    const { user, name, header } = await openForm(LOCAL);
    await user.click(screen.getByRole("switch", { name: "Add HTTP header" }));
    await user.type(header(1).getByLabelText("Key"), "X-Token");
    await user.tab();
    expect(header(1).getByLabelText("Value")).toHaveFocus();
    await user.type(header(1).getByLabelText("Value"), "v{Backspace}");
    expect(screen.queryByText(/needs a value/)).not.toBeInTheDocument();
    await user.click(name);
    expect(await screen.findByText('The header "X-Token" needs a value.')).toBeVisible();
    await user.type(header(1).getByLabelText("Value"), "v-1");
    await user.click(screen.getByRole("button", { name: "Add header" }));
    await user.type(header(2).getByLabelText("Key"), "X-Key");
    await user.type(header(2).getByLabelText("Value"), "v{Backspace}");
    expect(screen.queryByText(/needs a value/)).not.toBeInTheDocument();
    await user.click(name);
    expect(await screen.findByText('The header "X-Key" needs a value.')).toBeVisible();
  });

  it("are there to be read by name alone: for the role read, and of a preconfigured connector", async () => {
    const app = openApp("/connectors/c-1", signedInAs("read", fakeHost({ connectors: [WITH_TOKEN] })));
    await screen.findByLabelText("Connector name");
    const row = within(screen.getByRole("group", { name: "Header 2" }));
    expect(row.getByLabelText("Value")).toHaveAttribute("readonly");
    expect(row.getByLabelText("Value")).toHaveAttribute("placeholder", "Stored.");
    expect(row.queryByRole("button")).not.toBeInTheDocument();

    const fixed = { ...SANDBOX, id: "fixed", stored_secrets: ["secrets.apiKey", TOKEN] };
    app.host.connectors = [fixed];
    app.query_client.clear();
    await app.router.navigate({ to: "/connectors/$connector_id", params: { connector_id: "fixed" } });
    expect(await screen.findByText("X-Team-Token: Set")).toBeVisible();
  });
});

describe("references to environment variables", () => {
  const reference = (path: string, variable: string, is_set = true) => ({ path, variable, is_set });

  it("are seen while they are typed, shown plainly, and sent as they are", async () => {
    const { user, host, save, updates } = await openForm(makeConnector());
    host.variables.add("OPENAI_API_KEY");
    const key = screen.getByLabelText("API key");
    await user.type(key, "${{env:OPENAI_API_KEY");
    expect(key).toHaveAttribute("type", "text");
    expect(screen.queryByTestId("secretNote")).not.toBeInTheDocument();
    await user.type(key, "}");
    expect(key).toHaveFocus();
    expect(key).toHaveValue("${env:OPENAI_API_KEY}");
    expect(
      screen.getByText("Read from the environment variable OPENAI_API_KEY at each run; nothing is stored."),
    ).toBeVisible();
    await user.click(save);
    await waitFor(() => expect(updates()).toMatchObject([{ secrets: { apiKey: "${env:OPENAI_API_KEY}" } }]));
    expect(await screen.findByText("From the environment variable OPENAI_API_KEY. Leave empty to keep it.")).toBeVisible();
    expect(screen.getByLabelText("API key")).toHaveAttribute("placeholder", "${env:OPENAI_API_KEY}");
    expect(screen.queryByText(/does not have this variable/)).not.toBeInTheDocument();
  });

  it.each(["${{env:}", "${{env:1A}", "${{env:MY-KEY}", "${{env:OPEN"])("are refused in place when written as %s", async (typed) => {
    const { user, save, updates } = await openForm(makeConnector());
    await user.type(screen.getByLabelText("API key"), typed);
    expect(screen.queryByText(/Write it as/)).not.toBeInTheDocument();
    await user.click(save);
    expect(await screen.findByText(/Write it as \$\{env:NAME\}/)).toBeVisible();
    expect(screen.getByLabelText("API key")).toBeInvalid();
    expect(updates()).toEqual([]);
  });

  it("say that a variable is not there, and how it gets there", async () => {
    await openForm(makeConnector({ secret_references: [reference("secrets.apiKey", "OPENAI_API_KEY", false)] }));
    const note = screen.getByTestId("secretNote");
    expect(note).toHaveTextContent("From the environment variable OPENAI_API_KEY.");
    expect(note).toHaveTextContent("Patchbay does not have this variable now. Set it before Patchbay is started.");
  });

  it("stand in secret headers too, and close the lock by themselves", async () => {
    const { user, host, save, header, updates } = await openForm(LOCAL);
    await user.click(screen.getByRole("switch", { name: "Add HTTP header" }));
    await user.type(header(1).getByLabelText("Key"), "X-Team");
    const value = header(1).getByLabelText("Value");
    await user.type(value, "${{env:TEAM}");
    expect(value).toHaveFocus();
    expect(value).toHaveValue("${env:TEAM}");
    expect(value).toHaveAttribute("type", "text");
    expect(header(1).getByText(/^Read from the environment variable TEAM/)).toBeVisible();
    await user.click(header(1).getByRole("button", { name: /^Keep/ }));
    expect(header(1).getByText(/sent as it stands here/)).toBeVisible();
    await user.click(header(1).getByRole("button", { name: /^Keep/ }));
    await user.click(save);
    await waitFor(() => expect(updates()).toMatchObject([{ secrets: { "secretHeaders.X-Team": "${env:TEAM}" } }]));
    expect(host.connectors[0]?.secret_references).toEqual([reference("secrets.secretHeaders.X-Team", "TEAM", false)]);
    expect(await screen.findByText(/does not have this variable now/)).toBeVisible();
    expect(header(1).getByLabelText("Value")).toHaveAttribute("placeholder", "${env:TEAM}");
  });

  it("take the place of a file, and give it back", async () => {
    const { user, save, updates } = await openForm({ ...LOCAL, stored_secrets: [] });
    await user.click(screen.getByRole("switch", { name: "Enable PKI Authentication" }));
    const file = new File(["-----BEGIN CERTIFICATE-----"], "client.crt");
    await user.upload(screen.getByLabelText("Certificate file"), file);
    expect(await screen.findByText("client.crt")).toBeVisible();
    const [certificate, key] = screen.getAllByRole("button", { name: "Use an environment variable instead" });
    await user.click(certificate as HTMLElement);
    const name = screen.getByLabelText("Certificate file");
    expect(name).toHaveValue("");
    await user.click(screen.getByRole("button", { name: "Choose a file instead" }));
    expect(screen.queryByText("client.crt")).not.toBeInTheDocument();
    await user.upload(screen.getByLabelText("Certificate file"), file);
    await user.click(key as HTMLElement);
    await user.type(screen.getByLabelText("Private key file"), "1");
    await user.click(save);
    expect(await screen.findByText(/Write it as \$\{env:NAME\}/)).toBeVisible();
    await user.clear(screen.getByLabelText("Private key file"));
    expect(await screen.findByText("Private key file is required.")).toBeVisible();
    await user.click(screen.getByLabelText("Private key file"));
    await user.paste("${env:CLIENT_KEY}");
    expect(screen.getByLabelText("Private key file")).toHaveValue("CLIENT_KEY");
    expect(screen.getByText(/^Read from the environment variable CLIENT_KEY/)).toBeVisible();
    await user.click(save);
    await waitFor(() => expect(updates()).toHaveLength(1));
    expect(updates()[0]?.secrets).toEqual({
      certificateData: btoa("-----BEGIN CERTIFICATE-----"),
      privateKeyData: "${env:CLIENT_KEY}",
    });
  });

  it("open the place of a file as what is stored there", async () => {
    await openForm({
      ...LOCAL,
      stored_secrets: ["secrets.certificateData", "secrets.privateKeyData"],
      secret_references: [reference("secrets.privateKeyData", "CLIENT_KEY")],
    });
    expect(screen.getByLabelText("Private key file")).toHaveAttribute("placeholder", "CLIENT_KEY");
    expect(screen.getByText("From the environment variable CLIENT_KEY. Leave empty to keep it.")).toBeVisible();
    expect(screen.getByText("Stored. Choose a file to replace it.")).toBeVisible();
  });
});

describe("secrets whose key is gone", () => {
  const LOST = makeConnector({
    ...LOCAL,
    stored_secrets: [],
    missing_secrets: ["secrets.apiKey", TOKEN],
    lost_secrets: ["secrets.apiKey", TOKEN],
    is_missing_secrets: true,
  });

  it("are asked for again in other words than those an import left out", async () => {
    const { user, save, header, updates } = await openForm(LOST);
    expect(screen.getByTestId("lostSecretsNote")).toHaveTextContent(
      'The key that sealed these is gone. Enter API key and header "X-Team-Token" again.',
    );
    expect(screen.queryByTestId("missingSecretsNote")).not.toBeInTheDocument();
    expect(screen.getByText("The stored API key cannot be opened any more. Enter it again.")).toBeVisible();
    await user.type(screen.getByLabelText("API key"), "sk-1");
    await user.click(save);
    expect(await screen.findByText('The header "X-Team-Token" needs a value.')).toBeVisible();
    await user.type(header(1).getByLabelText("Value"), "v-1");
    await user.click(save);
    await waitFor(() =>
      expect(updates()).toMatchObject([{ secrets: { apiKey: "sk-1", "secretHeaders.X-Team-Token": "v-1" } }]),
    );
    expect(updates()[0]).not.toHaveProperty("forget_secrets");
    await waitFor(() => expect(screen.queryByTestId("lostSecretsNote")).not.toBeInTheDocument());
  });

  it("can be let go where they may be missing", async () => {
    const { user, save, updates } = await openForm(LOST);
    await user.click(screen.getByRole("button", { name: "Remove stored key" }));
    await user.click(screen.getByRole("button", { name: 'Delete header "X-Team-Token"' }));
    await user.click(save);
    await waitFor(() => expect(updates()).toMatchObject([{ secrets: {}, forget_secrets: ["secrets.apiKey", TOKEN] }]));
    await waitFor(() => expect(screen.queryByTestId("lostSecretsNote")).not.toBeInTheDocument());
  });

  it("stand beside those of an import, each with its reason", async () => {
    await openForm({ ...LOST, lost_secrets: [TOKEN] });
    expect(screen.getByTestId("lostSecretsNote")).toHaveTextContent('The key that sealed this is gone. Enter header "X-Team-Token" again.');
    expect(screen.getByTestId("missingSecretsNote")).toHaveTextContent(
      "Sensitive information is not imported. Please enter value for the following field API key.",
    );
  });
});
