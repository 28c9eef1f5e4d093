import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp } from "../../../app/test_app";
import { fakeHost } from "../../../host/fake";

const COMMAND = `curl https://api.openai.com/v1/chat/completions -H "Authorization: Bearer sk-live-123" \\
  -H "OpenAI-Organization: org-1" -H "X-Team: red" -H "Cookie: a=b" -d '{"model": "gpt-4o-mini"}'`;

async function paste(text: string, host = fakeHost()) {
  const app = openApp("/connectors/_create", host);
  await app.user.click(await screen.findByRole("button", { name: "Paste a curl command" }));
  const area = await screen.findByLabelText<HTMLTextAreaElement>("Command or address");
  await waitFor(() => expect(area).toHaveFocus());
  await app.user.paste(text);
  await app.user.click(screen.getByRole("button", { name: "Fill the form" }));
  return { ...app, area };
}

const closed = () => waitFor(() => expect(screen.queryByTestId("pasteModal")).not.toBeInTheDocument());

describe("pasting a command", () => {
  it("fills in the form, and says what without saying the key", async () => {
    const { user, host, area, router } = await paste(COMMAND);
    await closed();
    expect(screen.getByLabelText("Select an OpenAI provider")).toHaveValue("OpenAI");
    expect(screen.getByLabelText("URL")).toHaveValue("https://api.openai.com/v1/chat/completions");
    expect(screen.getByRole("combobox", { name: "Default model" })).toHaveValue("gpt-4o-mini");
    expect(screen.getByLabelText("OpenAI Organization")).toHaveValue("org-1");
    expect(screen.getByLabelText("Key")).toHaveValue("X-Team");
    expect(screen.getByLabelText("Value")).toHaveValue("red");
    expect(screen.getByLabelText("API key")).toHaveValue("sk-live-123");
    const report = screen.getByTestId("pasteReport");
    expect(report).toHaveTextContent(
      "Filled in: provider, URL, Default model, OpenAI Organization, HTTP headers and API key.",
    );
    expect(report).toHaveTextContent("Left out: the header Cookie, another way to authenticate.");
    expect(area.value).toBe("");
    expect(document.body.textContent).not.toContain("sk-live-123");
    expect(router.state.location.href).not.toContain("sk-live");
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain("sk-live");

    await user.type(screen.getByLabelText("Connector name"), "Pasted");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(host.callsOf("connectors_create")).toMatchObject([
        { secrets: { apiKey: "sk-live-123" }, config: { defaultModel: "gpt-4o-mini", headers: { "X-Team": "red" } } },
      ]),
    );
  });

  it("asks for the key when the command holds a placeholder", async () => {
    await paste(COMMAND.replace("sk-live-123", "$OPENAI_API_KEY"));
    await closed();
    expect(screen.getByLabelText("API key")).toHaveValue("");
    expect(screen.getByTestId("pasteReport")).toHaveTextContent("enter the API key yourself");
  });

  it("keeps a header that may be a secret as one, and asks for what was only a placeholder", async () => {
    const { user, host } = await paste(
      `curl https://api.openai.com/v1/chat/completions -H "Authorization: Bearer \${env:OPENAI_API_KEY}" \\
        -H "X-Team-Token: tk-live-9" -H "X-Other-Secret: <your secret>"`,
    );
    await closed();
    const [token, other] = screen.getAllByLabelText("Value");
    expect(token).toHaveValue("tk-live-9");
    expect(token).toHaveAttribute("type", "password");
    expect(screen.getByRole("button", { name: 'Keep header "X-Team-Token" secret' })).toHaveAttribute("aria-pressed", "true");
    expect(other).toHaveValue("");
    const report = screen.getByTestId("pasteReport");
    expect(report).toHaveTextContent("enter the value of X-Other-Secret");
    expect(report).not.toHaveTextContent("enter the API key yourself");
    expect(document.body.textContent).not.toContain("tk-live-9");

    const key = screen.getByLabelText("API key");
    expect(key).toHaveValue("${env:OPENAI_API_KEY}");
    expect(key).toHaveAttribute("type", "text");
    await user.type(screen.getByLabelText("Connector name"), "Pasted");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText('The header "X-Other-Secret" needs a value.')).toBeVisible();
    await user.type(other as HTMLElement, "s-1");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(host.callsOf("connectors_create")).toMatchObject([
        {
          secrets: {
            apiKey: "${env:OPENAI_API_KEY}",
            "secretHeaders.X-Team-Token": "tk-live-9",
            "secretHeaders.X-Other-Secret": "s-1",
          },
        },
      ]),
    );
    expect(host.callsOf("connectors_create")).not.toMatchObject([{ config: { headers: {} } }]);
  });

  it("takes an Azure target URI", async () => {
    const uri = "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21";
    await paste(uri);
    await closed();
    expect(screen.getByLabelText("Select an OpenAI provider")).toHaveValue("Azure OpenAI");
    expect(screen.getByLabelText("URL")).toHaveValue(uri);
  });

  it("empties its text when it cannot read it too, and says what is wrong", async () => {
    const { user, area } = await paste("curl https://a.b -H 'Authorization: Bearer sk-live-123");
    expect(await screen.findByText(/A quote is opened and never closed/)).toBeVisible();
    expect(area.value).toBe("");
    expect(area).toHaveFocus();
    expect(new XMLSerializer().serializeToString(document.body)).not.toContain("sk-live-123");
    await user.click(within(screen.getByTestId("pasteModal")).getByRole("button", { name: "Cancel" }));
    await closed();
    expect(screen.getByLabelText("API key")).toHaveValue("");
  });

  it("keeps what was entered and the command does not name", async () => {
    const { user } = openApp("/connectors/_create/other");
    await user.type(await screen.findByLabelText("Connector name"), "Mine");
    await user.type(screen.getByLabelText("Temperature"), "0.3");
    await user.click(screen.getByRole("button", { name: "Paste a curl command" }));
    const area = await screen.findByLabelText("Command or address");
    await waitFor(() => expect(area).toHaveFocus());
    await user.paste(COMMAND);
    await user.click(screen.getByRole("button", { name: "Fill the form" }));
    await closed();
    expect(screen.getByLabelText("Connector name")).toHaveValue("Mine");
    expect(screen.getByLabelText("Temperature")).toHaveValue("0.3");
    expect(screen.getByLabelText("Select an OpenAI provider")).toHaveValue("OpenAI");
  });
});
