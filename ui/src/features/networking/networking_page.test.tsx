import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp, signedInAs } from "../../app/test_app";
import { fakeHost, refusal, type FakeHost } from "../../host/fake";
import { fakeNetworking, fakePem } from "../../host/fake_networking";
import { fakeVault, makeVaultStatus } from "../../host/fake_vault";
import type { NetworkingDraft } from "../../wire/types";

type Start = Parameters<typeof fakeNetworking>[0];

async function openPage(start: Start = {}, host: FakeHost = fakeHost({ networking: fakeNetworking(start) })) {
  const app = openApp("/networking", host);
  await screen.findByRole("region", { name: "Proxy" });
  // What may be changed is known with the role.
  return {
    ...app,
    saves: () => host.callsOf("networking_save") as NetworkingDraft[],
    async save(): Promise<NetworkingDraft | undefined> {
      fireEvent.click(screen.getByRole("button", { name: "Save changes" }));
      await waitFor(() => expect(screen.queryByTestId("saveBar")).not.toBeInTheDocument());
      return (host.callsOf("networking_save") as NetworkingDraft[]).at(-1);
    },
  };
}

const type = (element: HTMLElement, text: string) => fireEvent.change(element, { target: { value: text } });
const choose = (input: HTMLElement, ...files: File[]) => fireEvent.change(input, { target: { files } });
const row = (key: string) => within(screen.getByTestId(`setting-${key}`));
const region = (name: string) => within(screen.getByRole("region", { name }));
const field = (label: string) => screen.getByLabelText(label);

/** Words into a list, as somebody types them. */
function enter(label: string, text: string) {
  const input = screen.getByRole("combobox", { name: label });
  type(input, text);
  fireEvent.keyDown(input, { key: "Enter" });
}

const pemFile = (facts: Parameters<typeof fakePem>[0], name = "root.pem") => new File([fakePem(facts)], name);

const PROXY = { proxyUrl: "http://proxy.example:3128" };

describe("the Networking page", () => {
  it("shows Kibana's defaults and their keys, and offers nothing to save", async () => {
    await openPage();
    expect(field("Proxy URL")).toHaveValue("");
    expect(row("proxyUrl").getByText("xpack.actions.proxyUrl")).toBeVisible();
    expect(field("Check of certificates")).toHaveValue("full");
    expect(row("allowedHosts").getByRole("radio", { name: "Every host" })).toBeChecked();
    expect(field("Response timeout")).toHaveAttribute("placeholder", "60s");
    expect(screen.getByTestId("noHosts")).toBeVisible();
    expect(screen.queryByTestId("saveBar")).not.toBeInTheDocument();
    expect(screen.getByText(/counts from the next request on/)).toBeVisible();
  });

  it("says so when the settings cannot be loaded, and tries again", async () => {
    const host = fakeHost();
    let is_broken = true;
    host.answer("networking_get", () => {
      if (is_broken) throw refusal({ code: "internal", message: "The disk is gone." });
      return host.networking.status();
    });
    openApp("/networking", host);
    expect(await screen.findByText("The disk is gone.")).toBeVisible();
    is_broken = false;
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("region", { name: "Proxy" })).toBeVisible();
  });

  it("is found in the navigation and by search", async () => {
    const { user, router } = openApp("/settings");
    const nav = await screen.findByRole("navigation", { name: "Main" });
    expect(await within(nav).findByRole("link", { name: "Networking" })).toHaveAttribute("href", "/networking");
    await user.keyboard("{Control>}/{/Control}");
    type(await screen.findByRole("combobox", { name: "Search" }), "trusted");
    await user.click(await screen.findByRole("option", { name: "Trusted certificates" }));
    await waitFor(() => expect(router.state.location.href).toBe("/networking#tls"));
  });

  it("can be looked at and not changed with the role read", async () => {
    await openPage({}, signedInAs("read", fakeHost({ networking: fakeNetworking({ saved: PROXY }) })));
    expect(field("Proxy URL")).toHaveValue("http://proxy.example:3128");
    expect(field("Proxy URL")).toHaveAttribute("readonly");
    expect(field("User name")).toHaveAttribute("readonly");
    expect(screen.getByRole("switch", { name: "Trust only these" })).toBeDisabled();
    expect(row("allowedHosts").getByRole("radio", { name: "Every host" })).toBeDisabled();
    for (const name of ["Add host", "Add header", "Save changes"]) {
      expect(screen.queryByRole("button", { name })).not.toBeInTheDocument();
    }
  });

  it("is not there for the role usage", async () => {
    const { host, path } = openApp("/networking", signedInAs("usage"));
    await waitFor(() => expect(path()).toBe("/usage"));
    expect(host.callsOf("networking_get")).toEqual([]);
    expect(screen.queryByRole("link", { name: "Networking" })).not.toBeInTheDocument();
  });
});

describe("settings of the configuration file", () => {
  const FILE: Start = {
    file: {
      proxyUrl: { value: "http://corp.example:8080", line: 3 },
      proxyHeaders: { value: ["X-Team"], line: 4 },
      proxyOnlyHosts: { value: ["llm.example"], line: 6 },
      "ssl.onlyTheseAuthorities": { value: true, line: 9 },
      responseTimeout: { value: "soon", line: 11, problem: "responseTimeout must be a duration." },
    },
    file_hosts: [{ item: { url: "https://llm.example:8443", ssl: { verificationMode: "none" } }, line: 20 }],
    saved: { ...PROXY, proxyHeaders: { "X-Own": "" } },
    more: {
      problems: [
        { key: "responseTimeout", message: "responseTimeout must be a duration.", source: "file", place: "patchbay.yml, line 11" },
      ],
    },
  };

  it("are locked, with the file's value and its place", async () => {
    await openPage(FILE);
    expect(field("Proxy URL")).toHaveValue("http://corp.example:8080");
    expect(field("Proxy URL")).toHaveAttribute("readonly");
    expect(row("proxyUrl").getByTestId("lockNote")).toHaveTextContent("Set in patchbay.yml, line 3");
    const header = within(screen.getByRole("group", { name: "Proxy header 1" }));
    expect(header.getByLabelText("Name")).toHaveValue("X-Team");
    expect(header.getByLabelText("Name")).toHaveAttribute("readonly");
    expect(row("proxyOnlyHosts").getByRole("radio", { name: "Only these hosts" })).toBeChecked();
    expect(row("proxyOnlyHosts").getByRole("radio", { name: "Every host" })).toBeDisabled();
    expect(row("proxyOnlyHosts").getByTestId("lockNote")).toHaveTextContent("line 6");
    expect(row("proxyOnlyHosts").getByRole("listitem")).toHaveTextContent("llm.example");
    expect(row("proxyOnlyHosts").queryByRole("combobox")).not.toBeInTheDocument();
    expect(screen.getByRole("switch", { name: "Trust only these" })).toBeChecked();
    expect(screen.getByRole("switch", { name: "Trust only these" })).toBeDisabled();
    expect(field("Check of certificates")).toBeEnabled();
    expect(screen.getByTestId("fileNote")).toHaveTextContent("patchbay.yml decides");
  });

  it("that cannot be read are named above, with their place, and at their field", async () => {
    await openPage(FILE);
    const notes = screen.getByTestId("networkingProblems");
    expect(notes).toHaveTextContent("responseTimeout must be a duration. (patchbay.yml, line 11)");
    expect(row("responseTimeout").getByText("responseTimeout must be a duration.")).toBeVisible();
    expect(field("Response timeout")).toHaveAttribute("readonly");
  });

  it("lock hosts, which can be looked at and not edited", async () => {
    await openPage(FILE);
    const host = within(screen.getByTestId("hostRow"));
    expect(host.getByText("https://llm.example:8443")).toBeVisible();
    expect(host.getByText("None: no check")).toBeVisible();
    expect(host.getByTestId("lockNote")).toHaveTextContent("Set in patchbay.yml, line 20");
    expect(host.queryByRole("button")).not.toBeInTheDocument();
  });

  it("do not change what is saved below them", async () => {
    const { save } = await openPage(FILE);
    type(field("Largest response"), "4mb");
    expect((await save())?.settings).toEqual({ ...FILE?.saved, maxResponseContentLength: "4mb" });
  });

  it("leave the credentials of the file's proxy to this page", async () => {
    const { save } = await openPage(FILE);
    type(field("Password"), "s3cret");
    expect(await save()).toMatchObject({ settings: FILE?.saved, secrets: { proxyPassword: "s3cret" } });
  });
});

describe("saving", () => {
  it("sends what was changed by Kibana's keys, and keeps what the page does not show", async () => {
    const saved = {
      proxyUrl: "http://old.example:1",
      newer: { kept: true },
      ssl: { verificationMode: "certificate", later: 1 },
      rateLimiter: { ".gen-ai": { limit: 5, lookbackWindow: "1m" }, other: { limit: 1, lookbackWindow: "1s" } },
    };
    const { save } = await openPage({ saved });
    type(field("Proxy URL"), " http://proxy.example:3128 ");
    fireEvent.click(screen.getByRole("switch", { name: "Use the system's proxy and NO_PROXY" }));
    type(field("Check of certificates"), "full");
    type(field("Check of the proxy's certificate"), "none");
    type(field("Response timeout"), "90s");
    type(field("Most runs"), "10");
    fireEvent.click(row("allowedHosts").getByRole("radio", { name: "Only these hosts" }));
    expect(screen.getByTestId("allowedHostsEmpty")).toHaveTextContent("No host is allowed");
    enter("Only these hosts", "api.openai.com, *.example.com 10.0.0.0/8");
    expect(await save()).toEqual({
      settings: {
        newer: { kept: true },
        proxyUrl: "http://proxy.example:3128",
        useSystemProxy: true,
        ssl: { later: 1, proxyVerificationMode: "none" },
        responseTimeout: "90s",
        allowedHosts: ["api.openai.com", "*.example.com", "10.0.0.0/8"],
        rateLimiter: {
          ".gen-ai": { lookbackWindow: "1m", limit: 10 },
          other: { limit: 1, lookbackWindow: "1s" },
        },
      },
      secrets: {},
    });
    expect(await screen.findByText("They count from the next request on.")).toBeVisible();
    expect(field("Proxy URL")).toHaveValue("http://proxy.example:3128");
  });

  it("takes keys away that are set back, and the maps that lose their last one", async () => {
    const saved = {
      ...PROXY,
      responseTimeout: "90s",
      allowedHosts: ["a.example"],
      ssl: { verificationMode: "none" },
      rateLimiter: { "gen-ai": { limit: 5, lookbackWindow: "1m" } },
    };
    const { save } = await openPage({ saved });
    expect(screen.getByTestId("verificationWarning")).toHaveTextContent(/can read keys and prompts/);
    type(field("Response timeout"), "");
    type(field("Check of certificates"), "full");
    type(field("Most runs"), "");
    type(field("In this time"), "");
    fireEvent.click(row("allowedHosts").getByRole("radio", { name: "Every host" }));
    expect((await save())?.settings).toEqual(PROXY);
  });

  it("allows no host where the list is empty, which is not the same as no list", async () => {
    const { save } = await openPage();
    fireEvent.click(row("allowedHosts").getByRole("radio", { name: "Only these hosts" }));
    expect((await save())?.settings).toEqual({ allowedHosts: [] });
  });

  it("makes one choice of the two lists for the proxy", async () => {
    const saved = { ...PROXY, proxyBypassHosts: ["a.example"], proxyOnlyHosts: ["b.example"] };
    const { save } = await openPage({ saved });
    const lists = () => within(screen.getByRole("group", { name: "Hosts reached through the proxy" }));
    expect(lists().getByRole("radio", { name: "Every host except…" })).toBeChecked();
    enter("Hosts reached directly", "c.example");
    expect((await save())?.settings).toEqual({ ...saved, proxyBypassHosts: ["a.example", "c.example"] });
    fireEvent.click(lists().getByRole("radio", { name: "Every host" }));
    expect((await save())?.settings).toEqual(PROXY);
  });

  it("keeps what another screen has saved meanwhile", async () => {
    const { host, save, query_client } = await openPage({ saved: PROXY });
    type(field("Response timeout"), "90s");
    host.networking.saved = { ...PROXY, maxResponseContentLength: "9mb" };
    host.networking.more = { system_proxy: { https: null, http: "http://new.example:1", no_proxy: null, problem: null } };
    await query_client.invalidateQueries({ queryKey: ["networking_get"] });
    expect(await screen.findByText(/http through http:\/\/new.example:1/)).toBeVisible();
    expect((await save())?.settings).toEqual({ ...PROXY, responseTimeout: "90s", maxResponseContentLength: "9mb" });
    expect(field("Largest response")).toHaveValue("9mb");
  });

  it("puts what is refused on its field, and moves there", async () => {
    const { host, saves } = await openPage();
    type(field("Proxy URL"), "proxy");
    fireEvent.click(screen.getByRole("button", { name: "Save changes" }));
    expect(await row("proxyUrl").findByText(/is not a valid proxy URL/)).toBeVisible();
    await waitFor(() => expect(field("Proxy URL")).toHaveFocus());
    expect(saves()).toHaveLength(1);
    expect(host.networking.saved).toEqual({});
    expect(screen.getByTestId("saveBar")).toBeVisible();
  });

  it("shows a refusal that names no field of the page above it all", async () => {
    const { host } = await openPage();
    host.answer("networking_save", () => {
      throw refusal({ code: "internal", message: "The disk is full.", hint: "Make room." });
    });
    type(field("Response timeout"), "90s");
    fireEvent.click(screen.getByRole("button", { name: "Save changes" }));
    expect(await screen.findByTestId("formError")).toHaveTextContent("The disk is full.Make room.");
    expect(field("Response timeout")).toHaveValue("90s");
  });

  it("checks while somebody types, once they pause", async () => {
    const { host } = await openPage();
    type(field("Response timeout"), "soo");
    type(field("Response timeout"), "soon");
    expect(await row("responseTimeout").findByText(/must be a duration/)).toBeVisible();
    expect(host.callsOf("networking_check")).toHaveLength(1);
    expect(screen.getByTestId("saveBar")).toHaveTextContent("Some changes need to be put right.");
    type(field("Response timeout"), "");
    await waitFor(() => expect(screen.queryByTestId("saveBar")).not.toBeInTheDocument());
    expect(row("responseTimeout").queryByText(/must be a duration/)).not.toBeInTheDocument();
  });

  it("says what is wrong with a setting that the page does not show", async () => {
    const { host } = await openPage({ saved: { newer: 1 } });
    const fields = [{ field: "settings.newer", message: "newer is not a setting here." }];
    host.answer("networking_check", () => ({ fields, warnings: [{ field: "settings.proxyHeaders", message: "proxyHeaders is ignored." }] }));
    type(field("Proxy URL"), "http://proxy.example:3128");
    await waitFor(() => expect(screen.getByTestId("saveBar")).toHaveTextContent("newer is not a setting here."));
    expect(row("proxyHeaders").getByText("proxyHeaders is ignored.")).toBeVisible();
  });

  it("asks before changes are thrown away, and can throw them away", async () => {
    const { user, path } = await openPage({ saved: PROXY });
    type(field("Response timeout"), "90s");
    fireEvent.click(within(screen.getByRole("navigation", { name: "Main" })).getByRole("link", { name: "Settings" }));
    const question = within(await screen.findByTestId("discardChangesModal"));
    expect(question.getByText("Discard unsaved changes to networking settings?")).toBeVisible();
    await user.click(question.getByRole("button", { name: "Cancel" }));
    expect(path()).toBe("/networking");
    fireEvent.click(screen.getByRole("button", { name: "Discard" }));
    expect(field("Response timeout")).toHaveValue("");
    fireEvent.click(within(screen.getByRole("navigation", { name: "Main" })).getByRole("link", { name: "Settings" }));
    await waitFor(() => expect(path()).toBe("/settings"));
  });
});

describe("certificate authorities", () => {
  it("are added from files as text, without keys, and listed in facts", async () => {
    const { save } = await openPage({ saved: { ssl: { certificateAuthoritiesFiles: "/etc/team.pem" } } });
    const key = "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n";
    const [one, two] = [fakePem({ subject: "CN=One", sha256: "11:22", is_self_issued: false, issuer: "CN=Root" }), fakePem({ subject: "CN=Two" })];
    choose(screen.getByTestId("authoritiesPicker"), new File([key, one, two], "bundle.pem"));
    const certificates = await region("TLS").findAllByTestId("trustedCertificate");
    expect(certificates).toHaveLength(2);
    await waitFor(() => expect(certificates[0]).toHaveTextContent(/CN=OneSigned by CN=Root.*Valid .*SHA-256 11:22/));
    expect(await within(certificates[1] as HTMLElement).findByText(/Signed by itself/)).toBeVisible();
    type(field("Files with certificate authorities"), "/etc/team.pem\n\n /etc/more.pem \n");
    fireEvent.click(screen.getByRole("switch", { name: "Trust only these" }));
    const sent = await save();
    expect(sent?.settings).toEqual({
      ssl: {
        certificateAuthoritiesFiles: ["/etc/team.pem", "/etc/more.pem"],
        certificateAuthoritiesData: [one, two],
        onlyTheseAuthorities: true,
      },
    });
    expect(JSON.stringify(sent)).not.toContain("PRIVATE KEY");
  });

  it("can be removed, and come once however often they are chosen", async () => {
    const root = fakePem({ subject: "CN=Root" });
    const { save } = await openPage({ saved: { ssl: { certificateAuthoritiesData: [root] } } });
    choose(screen.getByTestId("authoritiesPicker"), pemFile({ subject: "CN=Root" }), pemFile({ subject: "CN=New" }));
    await waitFor(() => expect(screen.getAllByTestId("trustedCertificate")).toHaveLength(2));
    fireEvent.click(await screen.findByRole("button", { name: "Remove CN=Root" }));
    expect((await save())?.settings).toEqual({ ssl: { certificateAuthoritiesData: [fakePem({ subject: "CN=New" })] } });
  });

  it("say why a file cannot be one of them", async () => {
    await openPage();
    choose(screen.getByTestId("authoritiesPicker"), new File(["hello"], "notes.txt"));
    expect(await screen.findByText(/"notes.txt" holds no certificate/)).toBeVisible();
    const broken = "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n";
    choose(screen.getByTestId("authoritiesPicker"), new File([broken], "bad.pem"));
    expect(await screen.findByText('"bad.pem" cannot be used: This is not a certificate.')).toBeVisible();
    expect(screen.queryByTestId("saveBar")).not.toBeInTheDocument();
  });

  it("that are saved and cannot be read say so and can be taken away", async () => {
    const saved = { ssl: { certificateAuthoritiesData: ["-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----"] } };
    const { save } = await openPage({ saved });
    expect(await region("TLS").findByText("This is not a certificate.")).toBeVisible();
    fireEvent.click(screen.getByRole("button", { name: "Remove certificate 1" }));
    expect((await save())?.settings).toEqual({});
  });
});

describe("the vault", () => {
  it("is asked for when a password is saved, and what was typed stays", async () => {
    const vault = fakeVault(makeVaultStatus({ state: "closed" }));
    const { host, user } = await openPage({}, fakeHost({ vault, networking: fakeNetworking({ saved: PROXY }) }));
    type(field("Password"), "s3cret");
    fireEvent.click(screen.getByRole("button", { name: "Save changes" }));
    await user.click(await screen.findByTestId("vaultModalConfirm"));
    await waitFor(() => expect(host.networking.stored_secrets).toEqual(["proxyPassword"]));
    expect(new XMLSerializer().serializeToString(document.body)).not.toContain("s3cret");
  });
});
