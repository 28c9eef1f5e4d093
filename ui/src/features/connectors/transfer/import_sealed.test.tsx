import { screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { openApp } from "../../../app/test_app";
import { fakeHost, refusal, type FakeHost } from "../../../host/fake";
import { NO_KEYCHAIN, unsetVault } from "../../../host/fake_vault";
import type { ImportRow } from "../../../wire/types";

const TEXT = '{"format":"patchbay-sealed-connectors","version":1}';
const RIGHT = "the file's passphrase";

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
const ROWS = [makeRow({ brings_secrets: true }), makeRow({ line: 2, id: "b", name: "Bare one" })];

function hostWith(rows: ImportRow[] = ROWS): FakeHost {
  const host = fakeHost();
  let wrong = 0;
  host.answer("connectors_import_preview", ({ passphrase, conflicts }) => {
    if (passphrase === undefined || passphrase === null) {
      throw refusal({ code: "passphrase_required", message: "The file is closed with a passphrase." });
    }
    if (passphrase !== RIGHT) {
      wrong += 1;
      throw wrong > 2
        ? refusal({ code: "too_many", message: "Too many wrong passphrases. Wait 2 seconds." })
        : refusal({ code: "wrong_passphrase", message: "This passphrase does not open the file." });
    }
    return { plan_id: `plan-${conflicts}`, is_sealed: true, rows };
  });
  host.answer("connectors_import", () => ({ rows }));
  return host;
}

async function chooseFile(host: FakeHost) {
  const app = openApp("/connectors/_import", host);
  const file = new File([TEXT], "connectors.sealed.json", { type: "application/json" });
  await app.user.upload(await screen.findByTestId("importFile"), file);
  return { ...app, field: await screen.findByLabelText("Passphrase of the file") };
}

afterEach(() => localStorage.clear());

describe("importing a file with secrets", () => {
  it("asks for its passphrase, keeps the file, and has the focus in the field", async () => {
    const { field, host } = await chooseFile(hostWith());
    await waitFor(() => expect(field).toHaveFocus());
    expect(screen.getByText("connectors.sealed.json")).toBeVisible();
    expect(screen.queryByTestId("importError")).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Import" })).toBeDisabled();
    expect(host.callsOf("connectors_import_preview")).toEqual([{ ndjson: TEXT, conflicts: "overwrite" }]);
  });

  it("opens with Enter, says what it brings, and imports with the same passphrase", async () => {
    const { user, host, field } = await chooseFile(hostWith());
    await user.type(field, `${RIGHT}{Enter}`);
    expect(await screen.findByTestId("importSealed")).toHaveTextContent("1 connector brings its secrets along.");
    expect(screen.getAllByText("Brings its secrets")).toHaveLength(1);
    expect(screen.queryByLabelText("Passphrase of the file")).not.toBeInTheDocument();
    await user.click(screen.getByRole("radio", { name: "Keep the existing connector" }));
    await waitFor(() => expect(host.callsOf("connectors_import_preview")).toHaveLength(3));
    await user.click(await screen.findByRole("button", { name: "Import 2 connectors" }));
    await screen.findByTestId("importDone");
    expect(host.callsOf("connectors_import")).toEqual([
      { ndjson: TEXT, conflicts: "skip", plan_id: "plan-skip", passphrase: RIGHT },
    ]);
  });

  it("says at the field that a passphrase is wrong, and takes the next one", async () => {
    const { user, field } = await chooseFile(hostWith());
    await user.type(field, "not this one{Enter}");
    expect(await screen.findByText("This passphrase does not open the file.")).toBeVisible();
    expect(field).toBeInvalid();
    await waitFor(() => expect(field).toHaveFocus());
    expect(screen.queryByTestId("importError")).not.toBeInTheDocument();
    await user.clear(field);
    await user.type(field, `${RIGHT}{Enter}`);
    expect(await screen.findByTestId("importSealed")).toBeVisible();
  });

  it("says at the field that one has to wait after too many", async () => {
    const { user, host, field } = await chooseFile(hostWith());
    for (const tried of [1, 2, 3]) {
      await user.clear(field);
      await user.type(field, `wrong ${tried}{Enter}`);
      await waitFor(() => expect(host.callsOf("connectors_import_preview")).toHaveLength(tried + 1));
    }
    expect(await screen.findByText("Too many wrong passphrases. Wait 2 seconds.")).toBeVisible();
    expect(field).toBeInvalid();
  });

  it("forgets the passphrase with the file", async () => {
    const { user, host, field } = await chooseFile(hostWith());
    await user.type(field, `${RIGHT}{Enter}`);
    await screen.findByTestId("importSealed");
    const other = new File(["{}"], "other.ndjson", { type: "application/x-ndjson" });
    await user.upload(screen.getByTestId("importFile"), other);
    await waitFor(() => expect(host.callsOf("connectors_import_preview")).toHaveLength(3));
    expect(host.callsOf("connectors_import_preview")[2]).toEqual({ ndjson: "{}", conflicts: "overwrite" });
    expect(await screen.findByLabelText("Passphrase of the file")).toHaveValue("");
  });

  it("asks where keys are kept when they have no place yet, then imports", async () => {
    const host = hostWith();
    host.vault.status = unsetVault({ keychain: NO_KEYCHAIN });
    host.answer("connectors_import", () => {
      host.vault.seal(1);
      return { rows: ROWS };
    });
    const { user, field } = await chooseFile(host);
    await user.type(field, `${RIGHT}{Enter}`);
    await user.click(await screen.findByRole("button", { name: "Import 2 connectors" }));
    await user.click(await screen.findByRole("radio", { name: "This session only" }));
    await user.click(screen.getByTestId("vaultModalConfirm"));
    expect(await screen.findByTestId("importDone")).toBeVisible();
  });
});
