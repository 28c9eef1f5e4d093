import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp, signedInAs } from "../../app/test_app";
import { fakeHost, makeConnector, makeResult, refusal } from "../../host/fake";
import type { ConnectorsRunDraft } from "../../wire/types";

const drafts = (host: ReturnType<typeof fakeHost>) => host.callsOf("connectors_run_draft") as ConnectorsRunDraft[];

async function openTestOf(path: string, fill: (app: ReturnType<typeof openApp>) => Promise<void>, host = fakeHost()) {
  const app = openApp(path, host);
  await screen.findByLabelText("Connector name");
  await fill(app);
  await app.user.click(screen.getByRole("tab", { name: "Test" }));
  return { ...app, run: await screen.findByTestId("runButton") };
}

const fillKey = async ({ user }: ReturnType<typeof openApp>) => {
  await user.type(screen.getByLabelText("API key"), "sk-1");
};

describe("testing before saving", () => {
  it("runs the form as it stands, writes nothing, and keeps the form", async () => {
    const { user, host, run, path } = await openTestOf("/connectors/_create/openai", async (app) => {
      await fillKey(app);
      await app.user.type(screen.getByLabelText("Connector name"), "Play");
    });
    expect(path()).toBe("/connectors/_create/openai/test");
    expect(screen.getByText("Testing your unsaved changes.")).toBeVisible();
    await user.click(run);
    expect(await screen.findByText("Test was successful")).toBeVisible();
    expect(drafts(host)).toMatchObject([
      {
        stream: true,
        draft: { stored_id: null, id: "play", name: "Play", secrets: { apiKey: "sk-1" }, config: { defaultModel: "gpt-4.1" } },
      },
    ]);
    expect(host.callsOf("connectors_create")).toEqual([]);
    await user.click(screen.getByRole("tab", { name: "Configuration" }));
    await waitFor(() => expect(screen.getByLabelText("Connector name")).toBeVisible());
    expect(screen.getByLabelText("Connector name")).toHaveValue("Play");
    expect(screen.getByLabelText("API key")).toHaveValue("sk-1");
  });

  it("needs no name, but names what else is missing and leads back to it", async () => {
    const { user, run, path } = await openTestOf("/connectors/_create/openai", async ({ user: typist }) => {
      await typist.clear(screen.getByLabelText("URL"));
    });
    expect(screen.getByText("Before you can test, fill in or put right: URL and API key.")).toBeVisible();
    expect(run).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "Back to Configuration" }));
    await waitFor(() => expect(path()).toBe("/connectors/_create/openai"));
    await fillKey({ user } as ReturnType<typeof openApp>);
    await user.type(screen.getByLabelText("URL"), "https://a.b/v1");
    await user.click(screen.getByRole("tab", { name: "Test" }));
    expect(await screen.findByText("Testing your unsaved changes.")).toBeVisible();
    expect(screen.getByTestId("runButton")).toBeEnabled();
  });

  it("names what the core refuses too", async () => {
    await openTestOf("/connectors/_create/openai", async (app) => {
      await fillKey(app);
      await app.user.type(screen.getByLabelText("URL"), " nonsense");
      await app.user.clear(screen.getByLabelText("URL"));
      await app.user.type(screen.getByLabelText("URL"), "nonsense");
    });
    expect(await screen.findByText("Before you can test, fill in or put right: URL.")).toBeVisible();
  });

  it("saves from the test, or leads to the field that is wrong", async () => {
    const { user, host, path } = await openTestOf("/connectors/_create/openai", fillKey);
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(path()).toBe("/connectors/_create/openai"));
    expect(await screen.findByText("Name is required.")).toBeVisible();
    await waitFor(() => expect(screen.getByLabelText("Connector name")).toHaveFocus());
    await user.type(screen.getByLabelText("Connector name"), "Play");
    await user.click(screen.getByRole("tab", { name: "Test" }));
    await screen.findByTestId("runButton");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(host.callsOf("connectors_create")).toHaveLength(1));
  });

  it("tests unsaved changes of a stored connector, and the stored one again without them", async () => {
    const { user, host, run } = await openTestOf("/connectors/c-1", async ({ user: typist }) => {
      await typist.type(screen.getByLabelText("Connector name"), " 2");
    });
    expect(screen.getByText("Testing your unsaved changes.")).toBeVisible();
    await user.click(run);
    await screen.findByText("Test was successful");
    expect(drafts(host)).toMatchObject([{ draft: { stored_id: "c-1", name: "Work 2", secrets: {} } }]);
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("button", { name: "Changes Saved" })).toBeVisible();
    expect(screen.queryByText("Testing your unsaved changes.")).not.toBeInTheDocument();
    await user.click(screen.getByTestId("runButton"));
    await waitFor(() => expect(host.callsOf("connectors_run")).toMatchObject([{ connector_id: "c-1" }]));
  });

  it("says which secret an import left out, before it is run", async () => {
    const imported = makeConnector({ stored_secrets: [], missing_secrets: ["secrets.apiKey"], is_missing_secrets: true });
    openApp("/connectors/c-1/test", fakeHost({ connectors: [imported] }));
    expect(await screen.findByText("Before you can test, fill in or put right: API key.")).toBeVisible();
    expect(screen.getByTestId("runButton")).toBeDisabled();
  });

  it("shows what the core refuses when it is run", async () => {
    const host = fakeHost();
    host.play(() =>
      Promise.reject(
        refusal({
          code: "invalid",
          message: "The connector cannot be used.",
          fields: [{ field: "config.headers", message: "A header must not replace Authorization." }],
        }),
      ),
    );
    const { user, run } = await openTestOf("/connectors/_create/openai", fillKey, host);
    await user.click(run);
    const failure = await screen.findByTestId("testFailure");
    expect(failure).toHaveTextContent("The connector cannot be used.");
    expect(failure).toHaveTextContent("A header must not replace Authorization.");
  });

  it("can be stopped like any run", async () => {
    const host = fakeHost();
    let finish: () => void = () => undefined;
    host.play((_req, emit) => {
      emit({ type: "delta", text: "Hel" });
      return new Promise((resolve) => {
        finish = () => {
          emit({ type: "finished", result: makeResult({ outcome: "client_abort", status: "error", answer: "Hel" }) });
          resolve();
        };
      });
    });
    const { user, run } = await openTestOf("/connectors/_create/openai", fillKey, host);
    await user.click(run);
    await user.click(await screen.findByRole("button", { name: "Stop" }));
    expect(host.callsOf("connectors_run_stop")).toEqual([{ run_id: drafts(host)[0]?.run_id }]);
    finish();
    expect(await screen.findByText("Stopped")).toBeVisible();
  });

  it("is not asked of a key with the role read, which tests what is stored", async () => {
    const host = signedInAs("read");
    const { user } = openApp("/connectors/c-1/test", host);
    await user.click(await screen.findByTestId("runButton"));
    expect(await screen.findByText("Test was successful")).toBeVisible();
    expect(host.callsOf("connectors_run")).toHaveLength(1);
    expect(drafts(host)).toEqual([]);
  });
});
