import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp, signedInAs } from "../../../app/test_app";
import { fakeHost, makeConnector, refusal, SANDBOX, type FakeHost } from "../../../host/fake";
import { fakeNetworking, fakePem } from "../../../host/fake_networking";
import type { Connector, ConnectorDraft, ConnectorsCreate, ConnectorsUpdate } from "../../../wire/types";

const type = (element: HTMLElement, text: string) => fireEvent.change(element, { target: { value: text } });
const field = (label: string) => screen.getByLabelText(label);
const group = () => screen.getByTestId("networkingGroupButton");

async function openGroup(start: Connector | FakeHost, path = "/connectors/c-1") {
  const host = "id" in start ? fakeHost({ connectors: [start] }) : start;
  const app = openApp(path, host);
  const button = await screen.findByTestId("networkingGroupButton");
  // What may be changed is known with the role.
  await waitFor(() => expect(host.callsOf("app_info")).not.toEqual([]));
  return {
    ...app,
    host,
    open: () => fireEvent.click(button),
    save: () => fireEvent.click(screen.getByRole("button", { name: "Save" })),
    updates: () => host.callsOf("connectors_update") as ConnectorsUpdate[],
    last: async () => {
      await waitFor(() => expect(host.callsOf("connectors_update")).not.toEqual([]));
      return host.callsOf("connectors_update").at(-1) as ConnectorsUpdate;
    },
  };
}

const OWN = {
  timeouts: { connect: "5s", newer: "1s" },
  proxy: { url: "http://proxy.example:3128" },
  verificationMode: "none",
  later: { kept: true },
};
const WITH_OWN = makeConnector({
  networking: OWN,
  stored_secrets: ["secrets.apiKey", "secrets.proxyUsername", "secrets.proxyPassword"],
});

describe("networking of a connector", () => {
  it("is closed, and says that nothing of its own is there", async () => {
    const { open } = await openGroup(makeConnector());
    expect(group()).toHaveAttribute("aria-expanded", "false");
    expect(group()).toHaveTextContent("NetworkingAs on the Networking page");
    expect(screen.queryByLabelText("Connect timeout")).not.toBeInTheDocument();
    open();
    for (const [label, placeholder] of [
      ["Connect timeout", "10s"],
      ["First byte timeout", "200s"],
      ["Timeout between chunks", "120s"],
      ["Total timeout", "No limit"],
    ] as const) {
      expect(field(label)).toHaveAttribute("placeholder", placeholder);
      expect(field(label)).toHaveValue("");
    }
    expect(field("Proxy")).toHaveValue("inherit");
    expect(field("Check of the server's certificate")).toHaveValue("");
  });

  it("shows what is stored, names it while it is closed, and sends none of it that is not changed", async () => {
    const { open, save, last } = await openGroup(WITH_OWN);
    expect(group()).toHaveTextContent("Its own: timeouts, a proxy and verification none");
    open();
    expect(field("Connect timeout")).toHaveValue("5s");
    expect(field("Proxy URL")).toHaveValue("http://proxy.example:3128");
    expect(field("Proxy password")).toHaveAttribute("placeholder", "Stored. Leave empty to keep it.");
    expect(screen.getByTestId("verificationWarning")).toHaveTextContent(/can read keys and prompts/);
    type(field("Connector name"), "Other");
    save();
    expect(await last()).toEqual({ id: "c-1", name: "Other", config: WITH_OWN.config, secrets: {} });
  });

  it("keeps what the form does not show when something else is changed", async () => {
    const { open, save, last } = await openGroup(WITH_OWN);
    open();
    type(field("Connect timeout"), "");
    type(field("Total timeout"), " 5m ");
    type(field("Check of the server's certificate"), "certificate");
    save();
    expect((await last()).networking).toEqual({
      ...OWN,
      timeouts: { newer: "1s", total: "5m" },
      verificationMode: "certificate",
    });
  });

  it("can be taken away altogether, and the proxy's credentials with it", async () => {
    const networking = { timeouts: { connect: "5s" }, proxy: { url: "http://proxy.example:3128" } };
    const { open, save, last, host } = await openGroup({ ...WITH_OWN, networking });
    open();
    type(field("Connect timeout"), "");
    type(field("Proxy"), "inherit");
    expect(screen.queryByLabelText("Proxy password")).not.toBeInTheDocument();
    save();
    expect(await last()).toMatchObject({
      networking: {},
      forget_secrets: ["secrets.proxyUsername", "secrets.proxyPassword"],
    });
    await waitFor(() => expect(host.connectors[0]?.networking).toEqual({}));
    await waitFor(() => expect(group()).toHaveTextContent("As on the Networking page"));
  });

  it("goes into a new connector, and its proxy's password among the secrets", async () => {
    const { host, open, save } = await openGroup(fakeHost(), "/connectors/_create/openai");
    type(field("Connector name"), "New");
    type(field("API key"), "sk-1");
    open();
    type(field("First byte timeout"), "30s");
    type(field("Proxy"), "own");
    save();
    expect(await screen.findByText("Proxy URL is required.")).toBeVisible();
    expect(host.callsOf("connectors_create")).toEqual([]);
    type(field("Proxy URL"), "socks5h://proxy.example");
    type(field("Proxy password"), "proxy-canary");
    expect(field("Proxy password")).toHaveAttribute("type", "password");
    save();
    await waitFor(() => expect(host.callsOf("connectors_create")).toHaveLength(1));
    expect(host.callsOf("connectors_create")[0] as ConnectorsCreate).toMatchObject({
      networking: { timeouts: { firstByte: "30s" }, proxy: { url: "socks5h://proxy.example" } },
      secrets: { apiKey: "sk-1", proxyPassword: "proxy-canary" },
    });
  });

  it("sends no way at all as none, which is not the same as nothing", async () => {
    const { open, save, last } = await openGroup(makeConnector());
    open();
    type(field("Proxy"), "none");
    save();
    expect((await last()).networking).toEqual({ proxy: "none" });
  });

  it("takes authorities from files", async () => {
    const { open, save, last } = await openGroup(makeConnector());
    open();
    const root = fakePem({ subject: "CN=Team" });
    fireEvent.change(screen.getByTestId("authoritiesPicker"), { target: { files: [new File([root], "root.pem")] } });
    expect(await screen.findByText("CN=Team")).toBeVisible();
    fireEvent.click(screen.getByRole("switch", { name: "Trust only these" }));
    save();
    expect((await last()).networking).toEqual({ certificateAuthoritiesData: [root], onlyTheseAuthorities: true });
  });
});

describe("credentials of a connector's own proxy", () => {
  it("belong to one proxy", async () => {
    const networking = { proxy: { url: "http://proxy.example:3128", hasCredentials: true } };
    const { open, save, last } = await openGroup({ ...WITH_OWN, networking });
    open();
    type(field("Proxy URL"), "http://PROXY.example:3128/");
    expect(screen.queryByTestId("secretNote")).not.toBeInTheDocument();
    type(field("Proxy URL"), "http://other.example:3128");
    expect(screen.getAllByText(/is for http:\/\/proxy.example:3128 and is removed when you save/)).toHaveLength(2);
    type(field("Proxy password"), "next-canary");
    save();
    const sent = await last();
    expect(sent.networking).toEqual({ proxy: { url: "http://other.example:3128" } });
    expect(sent.secrets).toEqual({ proxyPassword: "next-canary" });
  });

  it("stay when the connector goes to another host", async () => {
    const { open } = await openGroup(WITH_OWN);
    open();
    type(field("URL"), "https://elsewhere.example/v1/chat/completions");
    expect(screen.getByText("The host changed, so the API key must be entered again.")).toBeVisible();
    expect(field("Proxy password")).toHaveAttribute("placeholder", "Stored. Leave empty to keep it.");
  });

  it("can be let go one by one, and can come from the environment", async () => {
    const { open, save, last } = await openGroup(WITH_OWN);
    open();
    fireEvent.click(screen.getByRole("button", { name: "Remove stored user name" }));
    type(field("Proxy password"), "${env:1}");
    save();
    expect(await screen.findByText(/Write it as \$\{env:NAME\}/)).toBeVisible();
    type(field("Proxy password"), "${env:PROXY_PASSWORD}");
    save();
    expect(await last()).toMatchObject({
      secrets: { proxyPassword: "${env:PROXY_PASSWORD}" },
      forget_secrets: ["secrets.proxyUsername"],
    });
  });

  it("that an import did not bring are asked for by name", async () => {
    await openGroup(makeConnector({ missing_secrets: ["secrets.proxyPassword"], is_missing_secrets: true }));
    expect(screen.getByTestId("missingSecretsNote")).toHaveTextContent("Proxy password");
  });
});

describe("what is wrong with it", () => {
  it("opens the group and stands at its field, while it is typed", async () => {
    const host = fakeHost({ connectors: [makeConnector({ networking: { timeouts: { idle: "soon" } } })] });
    host.answer("connectors_check", () => ({
      fields: [
        { field: "networking.timeouts.idle", message: "timeouts.idle must be a duration." },
        { field: "networking.certificateAuthoritiesFiles[0]", message: "There is no such file." },
      ],
    }));
    await openGroup(host);
    expect(group()).toHaveAttribute("aria-expanded", "false");
    type(field("Connector name"), "Other");
    expect(await screen.findByText("timeouts.idle must be a duration.")).toBeVisible();
    expect(field("Timeout between chunks")).toHaveAttribute("aria-invalid", "true");
    expect(screen.getByText("There is no such file.")).toBeVisible();
    expect(field("Files with certificate authorities")).toBeInvalid();
    fireEvent.click(group());
    expect(group()).toHaveAttribute("aria-expanded", "false");
  });

  it("opens the group when the connector is saved, and has the focus", async () => {
    const host = fakeHost({ connectors: [makeConnector({ networking: { proxy: { url: "http://proxy" } } })] });
    host.answer("connectors_update", () => {
      throw refusal({
        code: "invalid",
        message: "Some fields are not valid.",
        fields: [{ field: "networking.proxy.url", message: "proxy.url has port 0." }],
      });
    });
    const { save } = await openGroup(host);
    type(field("Connector name"), "Other");
    save();
    expect(await screen.findByText("proxy.url has port 0.")).toBeVisible();
    await waitFor(() => expect(field("Proxy URL")).toHaveFocus());
    expect(screen.queryByTestId("formError")).not.toBeInTheDocument();
  });
});

describe("effective settings", () => {
  const show = () => fireEvent.click(screen.getByTestId("effectiveSettingsButton"));

  it("name each value and where it comes from", async () => {
    const host = fakeHost();
    host.answer("connectors_networking", () => ({
      problem: null,
      values: [
        { label: "Proxy", value: "http://corp:1", source: "file", place: "patchbay.yml, line 3", note: "for every host" },
        { label: "Verification", value: "none", source: "host", place: "https://llm.example:443", note: null },
        { label: "Response size", value: "1 MB", source: "settings", place: null, note: null },
        { label: "Connect", value: "10 s", source: "default", place: null, note: null },
        { label: "Total", value: "5 min", source: "connector", place: null, note: null },
      ],
    }));
    const { open } = await openGroup(host);
    open();
    expect(host.callsOf("connectors_networking")).toEqual([]);
    show();
    const list = within(await screen.findByTestId("effectiveSettings"));
    for (const text of [
      "patchbay.yml, line 3 · for every host",
      "Host https://llm.example:443",
      "Networking page",
      "Default",
      "This connector",
    ]) {
      expect(list.getByText(text)).toBeVisible();
    }
    expect(list.getByRole("link", { name: "Networking page" })).toHaveAttribute("href", "/networking");
    expect(host.callsOf("connectors_networking")).toEqual([{ id: "c-1" }]);
  });

  it("are those of the form as it stands, and follow it", async () => {
    const { host, open } = await openGroup(makeConnector());
    open();
    show();
    expect(await screen.findByText("10s")).toBeVisible();
    type(field("Connect timeout"), "3s");
    expect(await screen.findByText("3s")).toBeVisible();
    const drafts = host.callsOf("connectors_networking_draft") as ConnectorDraft[];
    expect(drafts.at(-1)).toMatchObject({ stored_id: "c-1", networking: { timeouts: { connect: "3s" } } });
  });

  it("need a URL while a connector is created", async () => {
    const { host, open } = await openGroup(fakeHost(), "/connectors/_create/other");
    open();
    show();
    expect(await screen.findByText("Enter the URL to see them.")).toBeVisible();
    type(field("URL"), "https://llm.example/v1/chat/completions");
    expect(await screen.findByTestId("effectiveSettings")).toBeVisible();
    expect(host.callsOf("connectors_networking_draft")).not.toEqual([]);
  });

  it("say why nothing can be sent, and why they cannot be asked for", async () => {
    const host = fakeHost();
    let is_gone = true;
    host.answer("connectors_networking", () => {
      if (is_gone) throw refusal({ code: "internal", message: "The disk is gone." });
      return { values: [], problem: "proxyUrl is not a valid proxy URL." };
    });
    const { open } = await openGroup(host);
    open();
    show();
    expect(await screen.findByText(/The disk is gone/)).toBeVisible();
    is_gone = false;
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByTestId("effectiveProblem")).toHaveTextContent("proxyUrl is not a valid proxy URL.");
  });

  it("are there for a preconfigured connector, which has no form", async () => {
    const fixed = makeConnector({ ...SANDBOX, id: "c-1", stored_secrets: ["secrets.proxyPassword"] });
    const networking = fakeNetworking({ file: { proxyUrl: { value: "http://corp.example:1", line: 3 } } });
    openApp("/connectors/c-1", fakeHost({ connectors: [fixed], networking }));
    fireEvent.click(await screen.findByTestId("effectiveSettingsButton"));
    expect(await screen.findByText("http://corp.example:1")).toBeVisible();
    expect(screen.getByText("patchbay.yml, line 3")).toBeVisible();
    expect(screen.getByText("Proxy password")).toBeVisible();
    expect(screen.queryByTestId("networkingGroupButton")).not.toBeInTheDocument();
  });

  it("can be seen with the role read, and nothing be changed", async () => {
    const { host, open } = await openGroup(signedInAs("read", fakeHost({ connectors: [WITH_OWN] })));
    open();
    expect(field("Connect timeout")).toHaveAttribute("readonly");
    expect(field("Proxy")).toBeDisabled();
    expect(screen.queryByTestId("authoritiesPicker")).not.toBeInTheDocument();
    show();
    expect(await screen.findByText("5s")).toBeVisible();
    expect(host.callsOf("connectors_networking_draft")).toEqual([]);
  });
});
