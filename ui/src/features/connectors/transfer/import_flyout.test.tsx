import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openApp, signedInAs } from "../../../app/test_app";
import { fakeHost, makeConnector, refusal, type FakeHost } from "../../../host/fake";
import { SPEC } from "../../../host/fake_spec";
import type { ImportRow } from "../../../wire/types";

const TEXT = '{"type":"action","id":"a"}';

const makeRow = (more: Partial<ImportRow>): ImportRow => ({
  line: 1,
  id: "a",
  name: "Added one",
  action: "add",
  reason: null,
  changes: [],
  needs_secrets: false,
  brings_secrets: false,
  ...more,
});

const ROWS = [
  makeRow({ needs_secrets: true }),
  makeRow({ line: 2, id: "b", name: "Changed one", action: "change", changes: ["URL", "Default model"] }),
  makeRow({ line: 3, id: "c", name: "Same one", action: "same" }),
  makeRow({ line: 5, id: null, name: null, action: "refuse", reason: "This line is not JSON." }),
];

function hostWith(rows: ImportRow[] = ROWS): FakeHost {
  const host = fakeHost();
  host.answer("connectors_import_preview", ({ conflicts }) => ({ plan_id: `plan-${conflicts}`, is_sealed: false, rows }));
  host.answer("connectors_import", () => ({ rows }));
  return host;
}

const file = (text = TEXT, name = "export.ndjson") => new File([text], name, { type: "application/x-ndjson" });

async function choose(user: ReturnType<typeof openApp>["user"], chosen: File) {
  await user.upload(await screen.findByTestId("importFile"), chosen);
}

const shownLines = () => screen.getAllByTestId("importRow").map((row) => within(row).getAllByRole("cell")[0]?.textContent);

afterEach(() => localStorage.clear());

describe("importing connectors", () => {
  it("shows what would happen to each line before anything does", async () => {
    const { user, host } = openApp("/connectors/_import", hostWith());
    expect(await screen.findByRole("button", { name: "Import" })).toBeDisabled();
    await choose(user, file());
    expect(await screen.findByText("This line is not JSON.")).toBeVisible();
    expect(screen.getByText("URL, Default model")).toBeVisible();
    expect(shownLines()).toEqual(["1", "2", "3", "5"]);
    expect(host.callsOf("connectors_import_preview")).toEqual([{ ndjson: TEXT, conflicts: "overwrite" }]);
    expect(host.callsOf("connectors_import")).toEqual([]);
    expect(screen.getByRole("button", { name: "Import 2 connectors" })).toBeEnabled();
  });

  it("filters the lines by what happens to them", async () => {
    const { user } = openApp("/connectors/_import", hostWith());
    await choose(user, file());
    const chip = await screen.findByRole("button", { name: "Refused (1)" });
    await user.click(chip);
    expect(chip).toHaveAttribute("aria-pressed", "true");
    expect(shownLines()).toEqual(["5"]);
    await user.click(chip);
    expect(shownLines()).toHaveLength(4);
    await user.click(screen.getByRole("button", { name: "Needs secrets (1)" }));
    expect(shownLines()).toEqual(["1"]);
  });

  it("shows a page at a time of a long file", async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => makeRow({ line: at + 1, id: `i-${at}` }));
    const { user } = openApp("/connectors/_import", hostWith(rows));
    await choose(user, file());
    expect(await screen.findByRole("button", { name: "Import 10,000 connectors" })).toBeEnabled();
    expect(screen.getAllByTestId("importRow")).toHaveLength(25);
  });

  it("looks again when conflicts are to be solved in another way", async () => {
    const { user, host } = openApp("/connectors/_import", hostWith());
    await choose(user, file());
    await screen.findByText("This line is not JSON.");
    await user.click(screen.getByRole("radio", { name: "Keep the existing connector" }));
    await waitFor(() => expect(host.callsOf("connectors_import_preview")).toHaveLength(2));
    await user.click(await screen.findByRole("button", { name: "Import 2 connectors" }));
    await screen.findByTestId("importDone");
    expect(host.callsOf("connectors_import")).toEqual([{ ndjson: TEXT, conflicts: "skip", plan_id: "plan-skip" }]);
  });

  it("says what was done, and leads to the connectors that need their secrets", async () => {
    const host = hostWith();
    host.connectors = [makeConnector(), makeConnector({ id: "a", name: "Added one", is_missing_secrets: true })];
    const { user, router } = openApp("/connectors/_import", host);
    await choose(user, file());
    await user.click(await screen.findByRole("button", { name: "Import 2 connectors" }));
    expect(await screen.findByTestId("importDone")).toHaveTextContent("2 connectors were imported");
    expect(screen.getByTestId("importDone")).toHaveTextContent("1 line was refused.");
    expect(screen.getByTestId("importNeedsSecrets")).toHaveTextContent(
      "1 connector has sensitive information that require updates.",
    );
    await user.click(screen.getByRole("link", { name: "Go to connectors" }));
    await waitFor(() => expect(screen.queryByTestId("importFlyout")).not.toBeInTheDocument());
    expect(router.state.location.search).toEqual({ status: "missing" });
    expect(screen.getAllByTestId("connectorRow")).toHaveLength(1);
  });

  it("makes a new plan when the connectors changed meanwhile, and imports nothing by the old one", async () => {
    const host = hostWith();
    let has_changed = true;
    host.answer("connectors_import", () => {
      if (has_changed) throw refusal({ code: "conflict", message: "Something changed." });
      return { rows: ROWS };
    });
    const { user } = openApp("/connectors/_import", host);
    await choose(user, file());
    await user.click(await screen.findByRole("button", { name: "Import 2 connectors" }));
    expect(await screen.findByText("The connectors changed since the preview")).toBeVisible();
    expect(host.callsOf("connectors_import_preview")).toHaveLength(2);
    has_changed = false;
    await user.click(screen.getByRole("button", { name: "Import 2 connectors" }));
    expect(await screen.findByTestId("importDone")).toBeVisible();
  });

  it("refuses a file that is too large without reading it", async () => {
    const host = hostWith();
    host.answer("connectors_spec", () => ({ ...SPEC, max_import_bytes: 2_000_000 }));
    const { user } = openApp("/connectors/_import", host);
    const large = file("x".repeat(2_000_001));
    const read = vi.spyOn(FileReader.prototype, "readAsText");
    await choose(user, large);
    expect(await screen.findByText(/The file is larger than 2 MB/)).toBeVisible();
    expect(read).not.toHaveBeenCalled();
    expect(host.callsOf("connectors_import_preview")).toEqual([]);
  });

  it("says what is wrong with a whole file, and takes another", async () => {
    const host = hostWith();
    host.answer("connectors_import_preview", () => {
      throw refusal({ code: "invalid", message: "The file is cut off.", hint: "Export it again." });
    });
    const { user } = openApp("/connectors/_import", host);
    await choose(user, file());
    expect(await screen.findByText("The file is cut off.")).toBeVisible();
    expect(screen.getByTestId("importError")).toHaveTextContent("Export it again.");
    host.answer("connectors_import_preview", () => ({ plan_id: "p", is_sealed: false, rows: [] }));
    await choose(user, file("", "empty.ndjson"));
    expect(await screen.findByText("There is no connector in this file")).toBeVisible();
    expect(screen.queryByText("The file is cut off.")).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Import" })).toBeDisabled();
  });

  it("takes a file of either ending", async () => {
    openApp("/connectors/_import", hostWith());
    expect(await screen.findByTestId("importFile")).toHaveAttribute("accept", ".ndjson,.json");
  });

  it("is not for those who may only look", async () => {
    const { path } = openApp("/connectors/_import", signedInAs("read"));
    await waitFor(() => expect(path()).toBe("/connectors"));
  });
});
