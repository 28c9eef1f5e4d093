import { EditorView } from "@codemirror/view";
import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp } from "../../app/test_app";
import { fakeHost, makeResult, refusal } from "../../host/fake";
import type { RunEvent } from "../../wire/types";

async function openTab(host = fakeHost(), path = "/connectors/c-1/test") {
  const app = openApp(path, host);
  return { ...app, run: await screen.findByRole("button", { name: "Run" }) };
}

/** jsdom cannot type into a CodeMirror, so the text is put in as the editor's own commands would. */
function type(text: string): void {
  const view = EditorView.findFromDOM(screen.getByRole("textbox", { name: "Body" }));
  if (!view) throw new Error("there is no editor");
  act(() => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }));
}

/** A run that goes on until the test says how. */
function heldRun(host = fakeHost()) {
  let emit: (event: RunEvent) => void = () => undefined;
  let finish: () => void = () => undefined;
  host.play((_req, on_event) => {
    emit = on_event;
    return new Promise((resolve) => (finish = resolve));
  });
  return { host, emit: (event: RunEvent) => act(() => emit(event)), finish: () => act(() => finish()) };
}

describe("testing a connector", () => {
  it("starts with the provider's sample and runs it streamed", async () => {
    const { user, host, run } = await openTab();
    expect(screen.getByText("When you run the test, the results will show up here.")).toBeVisible();
    expect(screen.getByRole("switch", { name: "Stream" })).toBeChecked();
    await user.click(run);
    expect(await screen.findByText("Test was successful")).toBeVisible();
    expect(screen.getByRole("region", { name: "Answer" })).toHaveTextContent("Hello back");
    const [sent] = host.callsOf("connectors_run") as { body: string }[];
    expect(sent).toMatchObject({ connector_id: "c-1", stream: true });
    expect(JSON.parse(sent?.body ?? "")).toEqual({ messages: [{ role: "user", content: "Hello world" }] });
  });

  it("names the model in the sample of a compatible service", async () => {
    const { user, host, run } = await openTab(fakeHost(), "/connectors/sandbox/test");
    await user.click(run);
    await screen.findByText("Test was successful");
    const [sent] = host.callsOf("connectors_run") as { body: string }[];
    expect(JSON.parse(sent?.body ?? "")).toMatchObject({ model: "sandbox" });
  });

  it("shows tokens, times and the raw response", async () => {
    const { user, run } = await openTab();
    await user.click(run);
    await screen.findByText("Test was successful");
    expect(screen.getByTestId("promptTokens")).toHaveTextContent("9");
    expect(screen.getByTestId("completionTokens")).toHaveTextContent("2");
    expect(screen.getByTestId("totalTokens")).toHaveTextContent("11");
    expect(screen.getByTestId("timeToFirstToken")).toHaveTextContent("120 ms");
    expect(screen.getByTestId("runDuration")).toHaveTextContent("450 ms");
    expect(screen.getByTestId("rawResponse")).toHaveTextContent('"id": "chatcmpl-1"');
  });

  it("marks an estimated number, and never shows an unknown one as zero", async () => {
    const host = fakeHost();
    host.play((_req, emit) => {
      const usage = { prompt_tokens: 9, completion_tokens: null, total_tokens: null, source: "estimated" as const };
      emit({ type: "finished", result: makeResult({ usage }) });
      return Promise.resolve();
    });
    const { user, run } = await openTab(host);
    await user.click(run);
    await screen.findByText("Test was successful");
    expect(screen.getByTestId("promptTokens")).toHaveTextContent("≈ 9");
    expect(screen.getByTestId("totalTokens")).toHaveTextContent("— unknown");
  });

  it("shows the words as they come, as text and not as markup", async () => {
    const { host, emit, finish } = heldRun();
    const { user, run } = await openTab(host);
    await user.click(run);
    emit({ type: "delta", text: "<b>Hel" });
    emit({ type: "delta", text: "lo</b>" });
    await waitFor(() => expect(screen.getByRole("region", { name: "Answer" })).toHaveTextContent("<b>Hello</b>"));
    expect(screen.getByRole("timer")).toBeVisible();
    emit({ type: "finished", result: makeResult({ answer: "<b>Hello</b>" }) });
    finish();
    expect(await screen.findByText("Test was successful")).toBeVisible();
    expect(screen.queryByRole("timer")).not.toBeInTheDocument();
  });

  it("stops on request and keeps what had arrived", async () => {
    const { host, emit, finish } = heldRun();
    const { user, run } = await openTab(host);
    await user.click(run);
    emit({ type: "delta", text: "Half an ans" });
    await user.click(await screen.findByRole("button", { name: "Stop" }));
    const [{ run_id } = { run_id: "" }] = host.callsOf("connectors_run") as { run_id: string }[];
    expect(host.callsOf("connectors_run_stop")).toEqual([{ run_id }]);
    emit({ type: "finished", result: makeResult({ status: "error", outcome: "client_abort", answer: "Half an ans" }) });
    finish();
    expect(await screen.findByText("Stopped")).toBeVisible();
    expect(screen.queryByText("Test failed to run")).not.toBeInTheDocument();
    expect(screen.getByRole("region", { name: "Answer" })).toHaveTextContent("Half an ans");
  });

  it("says what failed, in the words of the service, with a hint", async () => {
    const host = fakeHost();
    host.play((_req, emit) => {
      emit({
        type: "finished",
        result: makeResult({
          status: "error",
          outcome: "failure",
          http_status: 401,
          message: "an error occurred while running the action",
          service_message: "Status code: 401. Message: Unauthorized API Error - wrong key",
          hint: "Enter the API key again.",
          answer: null,
        }),
      });
      return Promise.resolve();
    });
    const { user, run } = await openTab(host);
    await user.click(run);
    const failure = await screen.findByTestId("testFailure");
    expect(within(failure).getByText("Test failed to run")).toBeVisible();
    expect(within(failure).getByText("an error occurred while running the action")).toBeVisible();
    expect(within(failure).getByText(/Unauthorized API Error - wrong key/)).toBeVisible();
    expect(within(failure).getByText("Enter the API key again.")).toBeVisible();
    expect(screen.queryByRole("region", { name: "Answer" })).not.toBeInTheDocument();
  });

  it("says so when the run could not even start, or its end never came", async () => {
    const host = fakeHost();
    host.play(() => Promise.reject(refusal({ code: "too_many", message: "Too many runs at once." })));
    const { user, run } = await openTab(host);
    await user.click(run);
    expect(await screen.findByText("Too many runs at once.")).toBeVisible();
    host.play(() => Promise.resolve());
    await user.click(screen.getByRole("button", { name: "Run" }));
    expect(await screen.findByText("The connection ended before the run did.")).toBeVisible();
  });

  it("does not run a body that is not JSON, and says where it breaks", async () => {
    const { run } = await openTab();
    type('{\n  "messages": [],\n}');
    expect(await screen.findByText("Line 2: JSON allows no comma after the last entry.")).toBeVisible();
    expect(screen.getByText("Body does not have a valid JSON format.")).toBeVisible();
    expect(run).toBeDisabled();
    type("");
    expect(await screen.findByText("Line 1: Body is required.")).toBeVisible();
    type("{}");
    await waitFor(() => expect(run).toBeEnabled());
  });

  it("formats the body", async () => {
    const { user } = await openTab();
    type('{"messages":[]}');
    await user.click(screen.getByRole("button", { name: "Format" }));
    expect(screen.getByRole("textbox", { name: "Body" })).toHaveTextContent('{ "messages": []}');
  });

  it("stops the run when the flyout is closed", async () => {
    const { host } = heldRun();
    const { user, run, path } = await openTab(host);
    await user.click(run);
    await screen.findByRole("button", { name: "Stop" });
    await user.click(screen.getByRole("button", { name: "Close" }));
    await waitFor(() => expect(path()).toBe("/connectors"));
    expect(host.callsOf("connectors_run_stop")).toHaveLength(1);
  });

  it("makes the usage stale, so that it is asked for again", async () => {
    const { user, host, router } = openApp("/usage");
    await screen.findByRole("heading", { name: "No run yet" });
    await router.navigate({ to: "/connectors/$connector_id/test", params: { connector_id: "c-1" } });
    await user.click(await screen.findByRole("button", { name: "Run" }));
    await screen.findByText("Test was successful");
    await router.navigate({ to: "/usage" });
    await waitFor(() => expect(host.callsOf("usage_summary")).toHaveLength(2));
    expect(host.callsOf("connectors_list").length).toBeLessThan(2);
  });
});
