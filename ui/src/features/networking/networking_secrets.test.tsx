import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp } from "../../app/test_app";
import { fakeHost } from "../../host/fake";
import { fakeNetworking } from "../../host/fake_networking";
import type { NetworkingDraft } from "../../wire/types";

type Start = Parameters<typeof fakeNetworking>[0];

async function openProxy(start: Start = {}) {
  const host = fakeHost({ networking: fakeNetworking({ saved: { proxyUrl: "http://proxy.example:3128" }, ...start }) });
  openApp("/networking", host);
  await screen.findByRole("region", { name: "Proxy" });
  await waitFor(() => expect(screen.getByLabelText("Proxy URL")).not.toHaveAttribute("readonly"));
  return {
    host,
    async save(): Promise<NetworkingDraft | undefined> {
      fireEvent.click(screen.getByRole("button", { name: "Save changes" }));
      await waitFor(() => expect(screen.queryByTestId("saveBar")).not.toBeInTheDocument());
      return (host.callsOf("networking_save") as NetworkingDraft[]).at(-1);
    },
  };
}

const type = (element: HTMLElement, text: string) => fireEvent.change(element, { target: { value: text } });
const field = (label: string) => screen.getByLabelText(label);
const header = (number: number) => within(screen.getByRole("group", { name: `Proxy header ${number}` }));

const CREDENTIALS: Start = {
  stored_secrets: ["proxyUsername", "proxyPassword"],
  credentials_for: "http://proxy.example:3128",
};
const HEADERS: Start = {
  saved: { proxyUrl: "http://proxy.example:3128", proxyHeaders: { "X-Team": "" } },
  stored_secrets: ["proxyHeaders.X-Team"],
};

describe("user name and password of the proxy", () => {
  it("are sealed, and never come back", async () => {
    const { host, save } = await openProxy();
    expect(field("Password")).toHaveAttribute("type", "password");
    type(field("User name"), "me");
    type(field("Password"), "s3cret");
    expect(await save()).toEqual({
      settings: { proxyUrl: "http://proxy.example:3128" },
      secrets: { proxyUsername: "me", proxyPassword: "s3cret" },
    });
    expect(host.networking.stored_secrets).toEqual(["proxyUsername", "proxyPassword"]);
    await waitFor(() => expect(field("Password")).toHaveAttribute("placeholder", "Stored. Leave empty to keep it."));
    expect(field("Password")).toHaveValue("");
    expect(new XMLSerializer().serializeToString(document.body)).not.toContain("s3cret");
  });

  it("are there only with a proxy", async () => {
    await openProxy();
    type(field("Proxy URL"), "");
    expect(screen.queryByLabelText("Password")).not.toBeInTheDocument();
  });

  it("stay when nothing is entered, and can be removed", async () => {
    const { host, save } = await openProxy(CREDENTIALS);
    const [remove_name] = screen.getAllByTestId("removeStoredSecret") as [HTMLElement];
    fireEvent.click(remove_name);
    expect(screen.getByText("The stored user name is removed when you save.", { exact: false })).toBeVisible();
    fireEvent.click(screen.getByRole("button", { name: "Keep stored user name" }));
    expect(screen.queryByTestId("saveBar")).not.toBeInTheDocument();
    fireEvent.click(screen.getByRole("button", { name: "Remove stored user name" }));
    expect(await save()).toMatchObject({ secrets: {}, forget_secrets: ["proxyUsername"] });
    expect(host.networking.stored_secrets).toEqual(["proxyPassword"]);
  });

  it("belong to one proxy: another address needs them anew, the same one written otherwise does not", async () => {
    const { host, save } = await openProxy(CREDENTIALS);
    type(field("Proxy URL"), "HTTP://Proxy.example:3128/");
    expect(screen.queryByTestId("secretNote")).not.toBeInTheDocument();
    type(field("Proxy URL"), "http://other.example:3128");
    expect(screen.getAllByText(/is for http:\/\/proxy.example:3128 and is removed when you save/)).toHaveLength(2);
    expect(screen.queryByTestId("removeStoredSecret")).not.toBeInTheDocument();
    type(field("Password"), "new");
    expect(await save()).toMatchObject({ secrets: { proxyPassword: "new" } });
    expect(host.networking.stored_secrets).toEqual(["proxyPassword"]);
  });

  it("can come from the environment, and a reference that is none is refused at once", async () => {
    const { save, host } = await openProxy();
    type(field("Password"), "${env:PROXY-PASSWORD}");
    fireEvent.click(screen.getByRole("button", { name: "Save changes" }));
    expect(await screen.findByText(/Write it as \$\{env:NAME\}/)).toBeVisible();
    expect(host.callsOf("networking_save")).toEqual([]);
    await waitFor(() => expect(field("Password")).toHaveFocus());
    type(field("Password"), "${env:PROXY_PASSWORD}");
    expect(screen.getByText(/Read from the environment variable PROXY_PASSWORD/)).toBeVisible();
    await save();
    await waitFor(() => expect(field("Password")).toHaveAttribute("placeholder", "${env:PROXY_PASSWORD}"));
  });

  it("that are lost say so", async () => {
    await openProxy({ lost_secrets: ["proxyPassword"], credentials_for: "http://proxy.example:3128" });
    expect(screen.getByText(/The stored Password cannot be opened any more/)).toBeVisible();
  });
});

describe("headers for the proxy", () => {
  it("go by name into the settings and by value into the vault", async () => {
    const { save, host } = await openProxy();
    fireEvent.click(screen.getByRole("button", { name: "Add header" }));
    type(header(1).getByLabelText("Name"), " X-Team ");
    type(header(1).getByLabelText("Value"), "header-canary");
    expect(header(1).getByLabelText("Value")).toHaveAttribute("type", "password");
    expect(await save()).toEqual({
      settings: { proxyUrl: "http://proxy.example:3128", proxyHeaders: { "X-Team": "" } },
      secrets: { "proxyHeaders.X-Team": "header-canary" },
    });
    expect(host.networking.stored_secrets).toEqual(["proxyHeaders.X-Team"]);
    await waitFor(() => expect(header(1).getByLabelText("Value")).toHaveAttribute("placeholder", "Stored. Leave empty to keep it."));
    expect(new XMLSerializer().serializeToString(document.body)).not.toContain("header-canary");
  });

  it("need a name and a value, once each", async () => {
    const { host } = await openProxy();
    fireEvent.click(screen.getByRole("button", { name: "Add header" }));
    fireEvent.click(screen.getByRole("button", { name: "Add header" }));
    type(header(1).getByLabelText("Name"), "X-A");
    fireEvent.click(screen.getByRole("button", { name: "Save changes" }));
    expect(await screen.findByText('The header "X-A" needs a value.')).toBeVisible();
    type(header(1).getByLabelText("Value"), "1");
    type(header(2).getByLabelText("Name"), "x-a");
    expect(await screen.findByText('The header "x-a" is there twice.')).toBeVisible();
    type(header(2).getByLabelText("Name"), "");
    type(header(2).getByLabelText("Value"), "2");
    expect(await screen.findByText("A header needs a name.")).toBeVisible();
    expect(host.callsOf("networking_save")).toEqual([]);
  });

  it("keep their stored value, need another under another name, and take it with them when they go", async () => {
    const { save } = await openProxy(HEADERS);
    type(header(1).getByLabelText("Name"), "X-Other");
    expect(header(1).getByText(/A stored value belongs to its name/)).toBeVisible();
    fireEvent.click(screen.getByRole("button", { name: 'Delete header "X-Other"' }));
    expect(await save()).toEqual({
      settings: { proxyUrl: "http://proxy.example:3128" },
      secrets: {},
      forget_secrets: ["proxyHeaders.X-Team"],
    });
  });

  it("say what the core says of their value", async () => {
    await openProxy(HEADERS);
    type(header(1).getByLabelText("Value"), "käse");
    expect(await header(1).findByText(/must not have accents/)).toBeVisible();
  });
});

describe("the proxy of the system", () => {
  it("is shown as the system says it, whether it counts or not", async () => {
    const system_proxy = { https: "http://sys.example:1", http: null, no_proxy: "localhost,.internal", problem: null };
    const { save } = await openProxy({ more: { system_proxy } });
    const says = screen.getByTestId("systemProxy");
    expect(says).toHaveTextContent("The system says now: https through http://sys.example:1; not for localhost,.internal.");
    fireEvent.click(screen.getByRole("switch", { name: /Use the system's proxy/ }));
    expect(says).toHaveTextContent("It is not used while a proxy URL is set.");
    type(field("Proxy URL"), "");
    expect(says).not.toHaveTextContent("It is not used");
    expect((await save())?.settings).toEqual({ useSystemProxy: true });
  });

  it("says when it cannot be read", async () => {
    await openProxy({ more: { system_proxy: { https: null, http: null, no_proxy: null, problem: "HTTPS_PROXY is no URL." } } });
    expect(screen.getByTestId("systemProxy")).toHaveTextContent("What the system says cannot be read: HTTPS_PROXY is no URL.");
  });
});
