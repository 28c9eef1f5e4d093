import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp } from "../../app/test_app";
import { fakeHost } from "../../host/fake";
import { fakeNetworking, fakePem } from "../../host/fake_networking";
import type { NetworkingDraft } from "../../wire/types";

type Start = Parameters<typeof fakeNetworking>[0];

async function openHosts(start: Start = {}) {
  const host = fakeHost({ networking: fakeNetworking(start) });
  const app = openApp("/networking", host);
  await screen.findByRole("region", { name: "Hosts" });
  return {
    ...app,
    host,
    async save(): Promise<NetworkingDraft | undefined> {
      fireEvent.click(screen.getByRole("button", { name: "Save changes" }));
      await waitFor(() => expect(screen.queryByTestId("saveBar")).not.toBeInTheDocument());
      return (host.callsOf("networking_save") as NetworkingDraft[]).at(-1);
    },
  };
}

const type = (element: HTMLElement, text: string) => fireEvent.change(element, { target: { value: text } });
const choose = (input: HTMLElement, ...files: File[]) => fireEvent.change(input, { target: { files } });

async function openFlyout(button: string) {
  fireEvent.click(await screen.findByRole("button", { name: button }));
  const flyout = within(await screen.findByTestId("hostFlyout"));
  return {
    flyout,
    url: flyout.getByLabelText("URL"),
    apply: () => fireEvent.click(flyout.getByTestId("applyHostButton")),
    closed: () => waitFor(() => expect(screen.queryByTestId("hostFlyout")).not.toBeInTheDocument()),
  };
}

const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n";
const KEY = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
const MTLS = { url: "https://llm.example:8443", ssl: { clientCertificate: true } };
const MTLS_SECRETS = ["clientCertificate.https://llm.example:8443", "clientKey.https://llm.example:8443"];

describe("hosts with settings of their own", () => {
  it("are added, with authorities and a check of their own", async () => {
    const { save } = await openHosts();
    const { flyout, url, apply, closed } = await openFlyout("Add host");
    await waitFor(() => expect(url).toHaveFocus());
    type(url, "https://llm.example:8443");
    type(flyout.getByLabelText("Check of its certificate"), "certificate");
    expect(flyout.getByTestId("verificationWarning")).toHaveTextContent(/can pass for the server/);
    choose(flyout.getByTestId("authoritiesPicker"), new File([fakePem({ subject: "CN=Team" })], "team.pem"));
    expect(await flyout.findByText("CN=Team")).toBeVisible();
    fireEvent.click(flyout.getByRole("switch", { name: "Trust only these" }));
    apply();
    await closed();
    const row = within(screen.getByTestId("hostRow"));
    for (const text of ["https://llm.example:8443", "Certificate only", "Only 1 authority", "None"]) {
      expect(row.getByText(text)).toBeVisible();
    }
    expect((await save())?.settings).toEqual({
      customHostSettings: [
        {
          url: "https://llm.example:8443",
          ssl: {
            verificationMode: "certificate",
            certificateAuthoritiesData: [fakePem({ subject: "CN=Team" })],
            onlyTheseAuthorities: true,
          },
        },
      ],
    });
  });

  it("are edited, with what the form does not show left as it is", async () => {
    const other = { url: "https://b.example", ssl: { verificationMode: "none" } };
    const saved = { customHostSettings: [{ url: "https://a.example", ssl: { verificationMode: "full", newer: 1 }, smtp: {} }, other] };
    const { save } = await openHosts({ saved });
    const { flyout, url, apply, closed } = await openFlyout("Edit https://a.example");
    expect(url).toHaveValue("https://a.example");
    type(url, "https://a.example:444");
    type(flyout.getByLabelText("Check of its certificate"), "");
    apply();
    await closed();
    expect((await save())?.settings).toEqual({
      customHostSettings: [{ url: "https://a.example:444", ssl: { newer: 1 }, smtp: {} }, other],
    });
  });

  it("are left alone when the flyout is cancelled", async () => {
    await openHosts({ saved: { customHostSettings: [{ url: "https://a.example" }] } });
    const { flyout, url, closed } = await openFlyout("Edit https://a.example");
    type(url, "https://b.example");
    fireEvent.click(flyout.getByRole("button", { name: "Cancel" }));
    await closed();
    expect(screen.getByText("https://a.example")).toBeVisible();
    expect(screen.queryByTestId("saveBar")).not.toBeInTheDocument();
  });

  it("are removed, and their secrets with them", async () => {
    const { host, save } = await openHosts({
      saved: { customHostSettings: [MTLS, { url: "https://b.example" }] },
      stored_secrets: [...MTLS_SECRETS, "clientKey.https://of-the-file.example:443"],
    });
    fireEvent.click(await screen.findByRole("button", { name: "Remove https://llm.example:8443" }));
    expect(await save()).toEqual({
      settings: { customHostSettings: [{ url: "https://b.example" }] },
      secrets: {},
      forget_secrets: MTLS_SECRETS,
    });
    expect(host.networking.stored_secrets).toEqual(["clientKey.https://of-the-file.example:443"]);
  });

  it.each([
    ["", "URL is required."],
    ["http://llm.example", "Write an https URL, such as https://llm.example.com:8443."],
    ["https://A.example:443/v1", "This host is in the list already."],
  ])("are refused with the URL %j", async (text, message) => {
    await openHosts({ saved: { customHostSettings: [{ url: "https://a.example" }] } });
    const { flyout, url, apply } = await openFlyout("Add host");
    type(url, text);
    apply();
    expect(await flyout.findByText(message)).toBeVisible();
    await waitFor(() => expect(url).toHaveFocus());
  });

  it("are held against the core before they go into the list", async () => {
    await openHosts();
    const { flyout, url, apply } = await openFlyout("Add host");
    type(url, "https://llm.example");
    fireEvent.click(flyout.getByRole("switch", { name: "Trust only these" }));
    apply();
    expect(await flyout.findByText(/needs authorities/)).toBeVisible();
    fireEvent.click(flyout.getByRole("switch", { name: "Trust only these" }));
    apply();
    await waitFor(() => expect(screen.getByTestId("hostRow")).toBeInTheDocument());
  });

  it("say what is wrong with one that was saved", async () => {
    const key = "customHostSettings[0].ssl.verificationMode";
    await openHosts({
      saved: { customHostSettings: [{ url: "https://a.example", ssl: { verificationMode: "half" } }] },
      more: { problems: [{ key, message: `${key} must be "full", "certificate" or "none".`, source: "settings", place: null }] },
    });
    expect(within(screen.getByTestId("hostRow")).getByText(/must be "full"/)).toBeVisible();
  });

  it("say that the file's entry for the same host counts", async () => {
    await openHosts({
      saved: { customHostSettings: [{ url: "https://a.example:443" }] },
      file_hosts: [{ item: { url: "https://a.example" }, line: 4 }],
    });
    const [of_file, own] = screen.getAllByTestId("hostRow") as [HTMLElement, HTMLElement];
    expect(of_file).toHaveTextContent("patchbay.yml, line 4");
    expect(own).toHaveTextContent("The configuration file names this host, too, and counts.");
  });
});

describe("a client certificate", () => {
  it("goes into the vault with its key, by the host's URL, and is not shown again", async () => {
    const { host, save } = await openHosts();
    const { flyout, url, apply, closed } = await openFlyout("Add host");
    type(url, "https://LLM.example/v1");
    type(flyout.getByLabelText("Client certificate"), "vault");
    apply();
    expect(await flyout.findByText("Certificate is required.")).toBeVisible();
    expect(flyout.getByText("Private key is required.")).toBeVisible();
    choose(flyout.getByTestId("clientCertificateField"), new File([KEY], "me.key"));
    expect(await flyout.findByText("This file does not hold a certificate as PEM text.")).toBeVisible();
    choose(flyout.getByTestId("clientCertificateField"), new File([CERTIFICATE], "me.crt"));
    choose(flyout.getByTestId("clientKeyField"), new File([KEY], "me.key"));
    await waitFor(() => expect(flyout.queryByText("Private key is required.")).not.toBeInTheDocument());
    await waitFor(() => expect(flyout.queryByText(/does not hold/)).not.toBeInTheDocument());
    apply();
    await closed();
    expect(await save()).toEqual({
      settings: { customHostSettings: [{ url: "https://LLM.example/v1", ssl: { clientCertificate: true } }] },
      secrets: {
        "clientCertificate.https://llm.example:443": CERTIFICATE.trim(),
        "clientKey.https://llm.example:443": KEY.trim(),
      },
    });
    expect(host.networking.stored_secrets).toHaveLength(2);
    expect(screen.getByText("In the vault")).toBeVisible();
    expect(new XMLSerializer().serializeToString(document.body)).not.toContain("c2VjcmV0");
  });

  it("stays as it is stored, until another host gets it", async () => {
    const { save } = await openHosts({ saved: { customHostSettings: [MTLS] }, stored_secrets: MTLS_SECRETS });
    const { flyout, url, apply, closed } = await openFlyout("Edit https://llm.example:8443");
    expect(flyout.getAllByText("Stored. Choose a file to replace it.")).toHaveLength(2);
    type(url, "https://elsewhere.example");
    apply();
    expect(await flyout.findByText("Private key is required.")).toBeVisible();
    type(url, "https://llm.example:8443");
    type(flyout.getByLabelText("Check of its certificate"), "full");
    apply();
    await closed();
    expect(await save()).toEqual({
      settings: { customHostSettings: [{ ...MTLS, ssl: { clientCertificate: true, verificationMode: "full" } }] },
      secrets: {},
    });
  });

  it("can be files, which need both paths", async () => {
    const { save } = await openHosts({ saved: { customHostSettings: [MTLS] }, stored_secrets: MTLS_SECRETS });
    const { flyout, apply, closed } = await openFlyout("Edit https://llm.example:8443");
    type(flyout.getByLabelText("Client certificate"), "files");
    type(flyout.getByLabelText("Path of the certificate"), "/etc/me.crt");
    apply();
    expect(await flyout.findByText("Path of the private key is required.")).toBeVisible();
    type(flyout.getByLabelText("Path of the private key"), "/etc/me.key");
    apply();
    await closed();
    expect(await save()).toEqual({
      settings: {
        customHostSettings: [
          { url: "https://llm.example:8443", ssl: { clientCertificateFile: "/etc/me.crt", clientKeyFile: "/etc/me.key" } },
        ],
      },
      secrets: {},
      forget_secrets: MTLS_SECRETS,
    });
  });
});
