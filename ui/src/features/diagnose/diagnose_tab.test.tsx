import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openApp, signedInAs } from "../../app/test_app";
import { fakeHost, makeConnector, refusal, SANDBOX, type FakeHost } from "../../host/fake";
import { BOTH_WAYS, DIRECTLY, makeCertificate, makeStep, makeVerdict } from "../../host/fake_diagnosis";
import type { ConnectorsDiagnose, ConnectorsDiagnoseDraft, DiagnosisEvent } from "../../wire/types";

const HOST = "https://llm.example.com:8443";
const STARTED: DiagnosisEvent = { type: "started", url: HOST, ways: [DIRECTLY] };
const finished = (more: Parameters<typeof makeVerdict>[0] = {}): DiagnosisEvent => ({
  type: "finished",
  verdict: makeVerdict(more),
  report: "Diagnosis\n  TLS: failed\n",
});

const CHAIN = [
  makeCertificate({ not_after_ms: Date.now() - 3.5 * 86_400_000 }),
  makeCertificate({ subject: "CN=Example Private Root", sha256: "11:22:33", pem: "ROOT", is_authority: true, is_self_issued: true }),
];
const UNTRUSTED = makeStep("tls", {
  state: "failed",
  summary: "Nobody whom this machine trusts has signed the certificate.",
  hint: "Ask who runs the server.",
  facts: [{ label: "Protocol", value: "TLSv1_3" }],
  certificates: CHAIN,
  trust: 1,
});

async function openTab(host: FakeHost = fakeHost(), path = "/connectors/c-1/diagnose") {
  const app = openApp(path, host);
  return { ...app, start: await screen.findByRole("button", { name: "Diagnose connection" }) };
}

const played = (...events: DiagnosisEvent[]): FakeHost => {
  const host = fakeHost();
  host.play_diagnosis((_req, emit) => {
    for (const event of events) emit(event);
    return Promise.resolve();
  });
  return host;
};

/** A diagnosis that goes on until the test says how. */
function held(host = fakeHost()) {
  let emit: (event: DiagnosisEvent) => void = () => undefined;
  let finish: () => void = () => undefined;
  let lose: (error: unknown) => void = () => undefined;
  host.play_diagnosis((_req, on_event) => {
    emit = on_event;
    return new Promise((resolve, reject) => {
      finish = resolve;
      lose = reject;
    });
  });
  return {
    host,
    emit: (...events: DiagnosisEvent[]) => act(() => events.forEach((event) => emit(event))),
    finish: () => act(async () => finish()),
    lose: (error: unknown) => act(async () => lose(error)),
  };
}

const way = (id: "configured" | "direct") => screen.getByTestId(`way-${id}`);
const states = (id: "configured" | "direct") =>
  within(way(id)).getAllByTestId("layerState").map((word) => word.textContent);
const layer = (name: string) => within(screen.getByTestId(`layer-${name}`));
const runIds = (host: FakeHost) => (host.callsOf("connectors_diagnose") as ConnectorsDiagnose[]).map(({ run_id }) => run_id);

describe("diagnosing a connector", () => {
  it("says what it does and what it costs before it is started, and sends nothing until then", async () => {
    const { host } = await openTab();
    expect(screen.getByTestId("diagnoseIntro")).toHaveTextContent(/a few tokens and appear in Token usage/);
    expect(screen.getByRole("tab", { name: "Diagnose" })).toHaveAttribute("aria-selected", "true");
    expect(host.callsOf("connectors_diagnose")).toEqual([]);
  });

  it("goes through the layers in order and ends with a verdict that is spoken", async () => {
    const { user, host, start } = await openTab();
    await user.click(start);
    expect(await screen.findByTestId("diagnosisVerdict")).toHaveTextContent("Everything works");
    expect(host.callsOf("connectors_diagnose")).toMatchObject([{ connector_id: "c-1" }]);
    const names = within(way("configured")).getAllByRole("listitem").map((item) => item.querySelector("strong")?.textContent);
    expect(names).toEqual([
      "Settings",
      "Name lookup (DNS)",
      "Connection (TCP)",
      "TLS",
      "Authentication",
      "Model",
      "Streaming",
    ]);
    expect(states("configured")).toEqual(Array(7).fill("Passed"));
    expect(layer("dns").getByTestId("layerTime")).toHaveTextContent("12 ms");
    expect(screen.getByText("Everything works Each layer is as it should be.")).toHaveAttribute("role", "status");
    expect(screen.queryByTestId("proxyBlame")).not.toBeInTheDocument();
  });

  it("shows the whole plan at once and fills it in as the layers are done, in whichever way", async () => {
    const { host, emit } = held();
    const { user, start } = await openTab(host);
    await user.click(start);
    expect(await screen.findByText("Getting ready")).toBeVisible();
    emit({ type: "started", url: HOST, ways: BOTH_WAYS });
    expect(screen.getByText(`Looking at the way to ${HOST}`)).toBeVisible();
    expect(within(way("configured")).getByRole("heading", { name: "Through http://proxy.example:3128" })).toBeVisible();
    expect(states("configured")).toEqual(["Running…", ...Array(7).fill("Waiting")]);
    expect(states("direct")).toEqual(Array(7).fill("Waiting"));
    emit(
      { type: "step", way: "direct", step: makeStep("settings") },
      { type: "step", way: "configured", step: makeStep("settings", { state: "warning" }) },
      { type: "step", way: "direct", step: makeStep("dns", { state: "failed" }) },
      { type: "step", way: "direct", step: makeStep("tcp", { state: "not_reached", elapsed_ms: null }) },
    );
    expect(states("configured").slice(0, 3)).toEqual(["Warning", "Running…", "Waiting"]);
    expect(states("direct").slice(0, 4)).toEqual(["Passed", "Failed", "Not reached", "Running…"]);
    expect(within(way("direct")).getAllByTestId("layerTime")).toHaveLength(2);
  });

  it.each([
    [true, "The proxy is to blame"],
    [false, "The proxy is not to blame"],
  ])("says whether the proxy is to blame: %s", async (proxy_to_blame, words) => {
    const verdict = finished({ state: "failed", title: "The proxy refuses", layer: "proxy", proxy_to_blame });
    const { user, start } = await openTab(played({ type: "started", url: HOST, ways: BOTH_WAYS }, verdict));
    await user.click(start);
    expect(await screen.findByTestId("proxyBlame")).toHaveTextContent(words);
    expect(screen.getByTestId("diagnosisVerdict")).toHaveTextContent("The proxy refuses");
  });

  it("says what to do, and shows what was seen on request, a certificate that has expired too", async () => {
    const { user, start } = await openTab(played(STARTED, { type: "step", way: "configured", step: UNTRUSTED }, finished()));
    await user.click(start);
    await screen.findByTestId("diagnosisVerdict");
    expect(layer("tls").getByTestId("layerHint")).toHaveTextContent("What to do: Ask who runs the server.");
    const details = layer("tls").getByRole("button", { name: "Details of TLS" });
    expect(details).toHaveAttribute("aria-expanded", "false");
    await user.click(details);
    expect(details).toHaveAttribute("aria-expanded", "true");
    expect(layer("tls").getByText("TLSv1_3")).toBeVisible();
    const own = within(layer("tls").getByRole("region", { name: "The server's certificate" }));
    expect(own.getByText("CN=Example Private Root")).toBeVisible();
    expect(own.getByText("expired 3 days ago")).toBeVisible();
    expect(own.getByText("AA:BB:CC:DD")).toBeVisible();
    expect(own.getByText("No")).toBeVisible();
    const root = within(layer("tls").getByRole("region", { name: "Certificate 2 of the chain" }));
    expect(root.getByText("Yes, and it signed itself")).toBeVisible();
  });
});

describe("the buttons of a diagnosis", () => {
  it("keep the focus from the start to the end, and start no second one meanwhile", async () => {
    const { host, emit, finish } = held();
    const { user, start } = await openTab(host);
    await user.click(start);
    expect(start).toHaveAttribute("aria-disabled", "true");
    expect(start).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(runIds(host)).toHaveLength(1);
    emit(STARTED, finished());
    await finish();
    expect(start).toHaveTextContent("Run again");
    expect(start).toHaveFocus();
    await user.click(start);
    await waitFor(() => expect(new Set(runIds(host)).size).toBe(2));
    expect(screen.getByText("Getting ready")).toBeVisible();
  });

  it("stop it, keep what was found, and hand the focus on", async () => {
    const { host, emit, finish } = held();
    const { user, start } = await openTab(host);
    await user.click(start);
    emit(STARTED, { type: "step", way: "configured", step: makeStep("settings") });
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(host.callsOf("connectors_run_stop")).toEqual([{ run_id: runIds(host)[0] }]);
    await user.click(screen.getByRole("button", { name: "Stopping" }));
    expect(host.callsOf("connectors_run_stop")).toHaveLength(1);
    emit(finished({ state: "not_reached", title: "The diagnosis was stopped", text: "Two layers are known." }));
    await finish();
    expect(screen.getByTestId("diagnosisVerdict")).toHaveTextContent("The diagnosis was stopped");
    expect(states("configured").slice(0, 3)).toEqual(["Passed", "Not reached", "Not reached"]);
    expect(screen.getByRole("button", { name: "Run again" })).toHaveFocus();
  });

  it("take an end without a verdict for what was asked for, after a stop", async () => {
    const { host, emit, finish } = held();
    const { user, start } = await openTab(host);
    await user.click(start);
    emit(STARTED);
    await user.click(screen.getByRole("button", { name: "Stop" }));
    await finish();
    expect(screen.getByTestId("diagnosisStopped")).toHaveTextContent("You stopped this diagnosis.");
    expect(screen.queryByRole("button", { name: "Copy report" })).not.toBeInTheDocument();
  });

  it("stop it too when the tab is left", async () => {
    const { host, emit } = held();
    const { user, start } = await openTab(host);
    await user.click(start);
    emit(STARTED);
    await user.click(screen.getByRole("tab", { name: "Usage" }));
    await waitFor(() => expect(host.callsOf("connectors_run_stop")).toEqual([{ run_id: runIds(host)[0] }]));
  });

  describe("copy the report", () => {
    const execCommand = vi.fn<(command: string) => boolean>();
    afterEach(() => {
      Reflect.deleteProperty(document, "execCommand");
      vi.restoreAllMocks();
    });

    it.each([
      [true, "Report copied"],
      [false, "The report was not copied"],
    ])("and say whether that went well: %s", async (is_copied, words) => {
      let copied = "";
      vi.spyOn(console, "warn").mockReturnValue(undefined);
      execCommand.mockImplementation(() => {
        copied = String(document.getSelection());
        return is_copied;
      });
      Object.defineProperty(document, "execCommand", { value: execCommand, configurable: true });
      const { user, start } = await openTab(played(STARTED, finished()));
      await user.click(start);
      await user.click(await screen.findByRole("button", { name: "Copy report" }));
      expect(await screen.findByText(words)).toBeVisible();
      expect(copied).toBe("Diagnosis\n  TLS: failed\n");
    });
  });
});

describe("a diagnosis that goes wrong itself", () => {
  it("says why it could not start", async () => {
    const host = fakeHost();
    const error = refusal({ code: "vault_locked", message: "The vault is locked.", hint: "Unlock it first." });
    host.play_diagnosis(() => Promise.reject(error));
    const { user, start } = await openTab(host);
    await user.click(start);
    const failure = await screen.findByTestId("diagnosisFailure");
    expect(failure).toHaveTextContent("The diagnosis could not start");
    expect(failure).toHaveTextContent("The vault is locked.");
    expect(failure).toHaveTextContent("Unlock it first.");
    expect(screen.getByText("The vault is locked.", { selector: "[role=status]" })).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Run again" })).toBeEnabled();
  });

  it("keeps what was found when the connection to Patchbay is lost", async () => {
    const { host, emit, lose } = held();
    const { user, start } = await openTab(host);
    await user.click(start);
    emit(STARTED, { type: "step", way: "configured", step: makeStep("settings") });
    await lose(refusal({ code: "unreachable", message: "The connection to Patchbay was lost." }));
    expect(screen.getByTestId("diagnosisFailure")).toHaveTextContent("The diagnosis broke off");
    expect(states("configured").slice(0, 2)).toEqual(["Passed", "Not known"]);
  });

  it("does not take a stream that just ends for a verdict", async () => {
    const { user, start } = await openTab(played(STARTED));
    await user.click(start);
    expect(await screen.findByTestId("diagnosisFailure")).toHaveTextContent("The connection ended before the diagnosis did.");
  });
});

describe("a certificate that is not trusted", () => {
  const events: DiagnosisEvent[] = [STARTED, { type: "step", way: "configured", step: UNTRUSTED }, finished({ state: "failed" })];

  async function askToTrust(host: FakeHost) {
    const app = await openTab(host);
    await app.user.click(app.start);
    await app.user.click(await screen.findByRole("button", { name: "Trust this certificate…" }));
    return { ...app, modal: within(await screen.findByTestId("trustModal")) };
  }

  it("is trusted once the person has seen whose it is and what it means", async () => {
    const { user, host, modal, start } = await askToTrust(played(...events));
    for (const text of [HOST, "11:22:33", "Example Private Root", "2099", "compare it pair by pair"]) {
      expect(modal.getByRole("group")).toHaveTextContent(text);
    }
    expect(host.callsOf("networking_trust")).toEqual([]);
    await user.click(modal.getByRole("button", { name: "Trust certificate" }));
    expect(await screen.findByText("Certificate trusted")).toBeVisible();
    expect(host.callsOf("networking_trust")).toEqual([{ url: HOST, pem: "ROOT" }]);
    expect(screen.queryByTestId("trustModal")).not.toBeInTheDocument();
    expect(screen.getByTestId("trustedNow")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Trust this certificate…" })).not.toBeInTheDocument();
    await waitFor(() => expect(start).toHaveFocus());
    host.play_diagnosis(() => new Promise(() => undefined));
    await user.click(screen.getByRole("button", { name: "Run again" }));
    await waitFor(() => expect(screen.queryByTestId("trustedNow")).not.toBeInTheDocument());
  });

  it("stays as it is on Cancel", async () => {
    const { user, host, modal } = await askToTrust(played(...events));
    await user.click(modal.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByTestId("trustModal")).not.toBeInTheDocument());
    expect(host.callsOf("networking_trust")).toEqual([]);
    expect(screen.getByRole("button", { name: "Trust this certificate…" })).toBeVisible();
  });

  it("says in place why it cannot be trusted here", async () => {
    const host = played(...events);
    host.answer("networking_trust", () => {
      throw refusal({ code: "read_only", message: "patchbay.yml sets this host.", hint: "Add it in the file, line 7." });
    });
    const { user, modal } = await askToTrust(host);
    await user.click(modal.getByRole("button", { name: "Trust certificate" }));
    expect(await modal.findByText("patchbay.yml sets this host.")).toBeVisible();
    expect(modal.getByText("Add it in the file, line 7.")).toBeVisible();
    expect(screen.queryByTestId("trustedNow")).not.toBeInTheDocument();
  });

  it("is shown to a key with the role read, which cannot trust it", async () => {
    const { user, start, host } = await openTab(signedInAs("read", played(...events)));
    await user.click(start);
    await screen.findByTestId("diagnosisVerdict");
    expect(layer("tls").getByRole("button", { name: "Details of TLS" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Trust this certificate…" })).not.toBeInTheDocument();
    expect(host.callsOf("connectors_diagnose")).toHaveLength(1);
  });
});

describe("where it can be started", () => {
  it("is the menu of a row, for a preconfigured connector too", async () => {
    const { user, path } = openApp("/connectors", fakeHost({ connectors: [SANDBOX] }));
    await user.click(await screen.findByRole("button", { name: 'More actions for "Sandbox"' }));
    await user.click(await screen.findByRole("menuitem", { name: "Diagnose" }));
    await waitFor(() => expect(path()).toBe("/connectors/sandbox/diagnose"));
    await user.click(await screen.findByRole("button", { name: "Diagnose connection" }));
    expect(await screen.findByText("Everything works")).toBeVisible();
  });

  it("is a connector with unsaved changes, as the form has it", async () => {
    const { user, host } = openApp("/connectors/c-1");
    fireEvent.change(await screen.findByLabelText("Connector name"), { target: { value: "Other" } });
    await user.click(screen.getByRole("tab", { name: "Diagnose" }));
    expect(await screen.findByText("Diagnosing your unsaved changes.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Diagnose connection" }));
    expect(await screen.findByText("Everything works")).toBeVisible();
    const [sent] = host.callsOf("connectors_diagnose_draft") as ConnectorsDiagnoseDraft[];
    expect(sent).toMatchObject({ draft: { stored_id: "c-1", name: "Other" } });
    expect(host.callsOf("connectors_diagnose")).toEqual([]);
  });

  it("is not a form in which something is missing", async () => {
    const { user } = openApp("/connectors/c-1");
    fireEvent.change(await screen.findByLabelText("URL"), { target: { value: "" } });
    await user.click(screen.getByRole("tab", { name: "Diagnose" }));
    expect(await screen.findByText(/Before you can diagnose, fill in or put right: URL/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Diagnose connection" })).toBeDisabled();
  });

  it("is a saved connector that lacks its key, because what lies before the key can be looked at", async () => {
    const lacking = makeConnector({ stored_secrets: [], missing_secrets: ["secrets.apiKey"], is_missing_secrets: true });
    const { start } = await openTab(fakeHost({ connectors: [lacking] }));
    expect(start).toBeEnabled();
  });
});
