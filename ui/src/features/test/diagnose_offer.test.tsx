import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp } from "../../app/test_app";
import { fakeHost, makeConnector, makeResult, refusal, type FakeHost } from "../../host/fake";
import type { ConnectorsDiagnoseDraft } from "../../wire/types";

function failing(host = fakeHost()): FakeHost {
  host.play((_req, emit) => {
    emit({ type: "finished", result: makeResult({ status: "error", outcome: "failure", answer: null }) });
    return Promise.resolve();
  });
  return host;
}

describe("after a test that failed", () => {
  it("a saved connector leads to its Diagnose tab", async () => {
    const { user, path } = openApp("/connectors/c-1/test", failing());
    await user.click(await screen.findByTestId("runButton"));
    await user.click(await screen.findByRole("link", { name: "Diagnose connection" }));
    await waitFor(() => expect(path()).toBe("/connectors/c-1/diagnose"));
    expect(await screen.findByTestId("diagnoseIntro")).toBeVisible();
  });

  it("an unsaved form is diagnosed below the result, and nothing of it is saved", async () => {
    const { user, host, path } = openApp("/connectors/_create/openai", failing());
    fireEvent.change(await screen.findByLabelText("API key"), { target: { value: "sk-1" } });
    await user.click(screen.getByRole("tab", { name: "Test" }));
    await user.click(await screen.findByTestId("runButton"));
    await user.click(await screen.findByRole("button", { name: "Diagnose connection" }));
    expect(await screen.findByText("Everything works")).toBeVisible();
    expect(path()).toBe("/connectors/_create/openai/test");
    const [sent] = host.callsOf("connectors_diagnose_draft") as ConnectorsDiagnoseDraft[];
    expect(sent).toMatchObject({ draft: { stored_id: null, secrets: { apiKey: "sk-1" } } });
    expect(host.callsOf("connectors_create")).toEqual([]);
  });

  it("that could not be carried out offers it too, unless it is Patchbay that does not answer", async () => {
    const host = fakeHost();
    host.play(() => Promise.reject(refusal({ code: "invalid", message: "The host is not allowed." })));
    const { user } = openApp("/connectors/c-1/test", host);
    await user.click(await screen.findByTestId("runButton"));
    expect(await screen.findByRole("link", { name: "Diagnose connection" })).toBeVisible();
    host.play(() => Promise.reject(refusal({ code: "unreachable", message: "Patchbay does not answer." })));
    await user.click(screen.getByTestId("runButton"));
    expect(await screen.findByText("Patchbay does not answer.")).toBeVisible();
    expect(screen.queryByRole("link", { name: "Diagnose connection" })).not.toBeInTheDocument();
  });

  it("and only then", async () => {
    const { user } = openApp("/connectors/c-1/test");
    await user.click(await screen.findByTestId("runButton"));
    expect(await screen.findByText("Test was successful")).toBeVisible();
    expect(screen.queryByRole("link", { name: "Diagnose connection" })).not.toBeInTheDocument();
  });
});

describe("before a test", () => {
  it("what the networking settings forbid, or do not check, is said", async () => {
    const problem = "The host api.openai.com is not among the allowed hosts.";
    const connector = makeConnector({ weak_verification: "none", networking_problem: problem });
    openApp("/connectors/c-1/test", fakeHost({ connectors: [connector] }));
    expect(await screen.findByTestId("networkingProblemNote")).toHaveTextContent(problem);
    // In the header of the flyout, and beside the test itself.
    expect(screen.getAllByText("TLS: none", { selector: "[role=dialog] *" })).toHaveLength(2);
  });

  it("nothing is said of a connector that is as it should be", async () => {
    openApp("/connectors/c-1/test");
    await screen.findByTestId("runButton");
    expect(screen.queryByTestId("networkingProblemNote")).not.toBeInTheDocument();
    expect(screen.queryByText(/^TLS: /)).not.toBeInTheDocument();
  });
});
