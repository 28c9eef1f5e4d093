import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fakeHost, makeAppInfo, refusal } from "../host/fake";
import { openApp, signedInAs } from "./test_app";

/** A host that stands behind a key, as the one of a browser does. */
function lockedHost() {
  const host = fakeHost();
  let is_open = false;
  host.answer("app_info", () => {
    if (!is_open) throw refusal({ code: "unauthorized", message: "Sign in first." });
    return makeAppInfo({ face: "http" });
  });
  host.sign_in = (key) => {
    if (key !== "good") return Promise.reject(refusal({ code: "unauthorized", message: "No." }));
    is_open = true;
    return Promise.resolve();
  };
  host.sign_out = () => {
    is_open = false;
    return Promise.resolve();
  };
  return { host, lock: () => (is_open = false) };
}

describe("the frame", () => {
  it("leads to each page", async () => {
    const { user } = openApp("/");
    expect(await screen.findByRole("heading", { level: 1, name: "Connectors" })).toBeVisible();
    const nav = screen.getByRole("navigation", { name: "Main" });
    await user.click(within(nav).getByRole("link", { name: "Token usage" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Token usage" })).toBeVisible();
    await user.click(within(nav).getByRole("link", { name: "Settings" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  });

  it("follows the theme chosen in the header", async () => {
    const { user, host } = openApp("/settings", fakeHost({ theme: "light" }));
    await user.click(await screen.findByRole("button", { name: "Theme: Light" }));
    await user.click(await screen.findByTestId("theme-dark"));
    expect(await screen.findByRole("button", { name: "Theme: Dark" })).toBeVisible();
    expect(host.preferences.get_theme()).toBe("dark");
    expect(document.documentElement.style.colorScheme).toBe("dark");
  });

  it("says so when a path leads nowhere", async () => {
    openApp("/nowhere");
    expect(await screen.findByRole("heading", { name: "There is no such page" })).toBeVisible();
  });
});

describe("signing in", () => {
  it("asks for a key and tells how to make one", async () => {
    const { host } = lockedHost();
    openApp("/connectors", host);
    expect(await screen.findByRole("heading", { name: "Sign in to Patchbay" })).toBeVisible();
    expect(screen.getByText("patchbay keys create --name me --role all")).toBeVisible();
  });

  it("refuses a wrong key in words, and takes a right one", async () => {
    const { host } = lockedHost();
    const { user } = openApp("/connectors", host);
    const key = await screen.findByLabelText("API key");
    await user.type(key, "bad");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByText(/This key is not valid/)).toBeVisible();
    await user.clear(key);
    await user.type(key, "good");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("link", { name: "Work" })).toBeVisible();
  });

  it("asks again when the session ends in the middle of the work", async () => {
    const { host, lock } = lockedHost();
    await host.sign_in?.("good");
    const { user } = openApp("/connectors", host);
    await screen.findByRole("link", { name: "Work" });
    lock();
    host.answer("connectors_delete", () => {
      throw refusal({ code: "unauthorized", message: "Sign in first." });
    });
    await user.click(screen.getByRole("button", { name: 'Delete "Work"' }));
    await user.click(await screen.findByRole("button", { name: "Delete connector" }));
    expect(await screen.findByRole("heading", { name: "Sign in to Patchbay" })).toBeVisible();
  });

  it("signs out and leaves nothing on the screen", async () => {
    const { host } = lockedHost();
    await host.sign_in?.("good");
    const { user } = openApp("/connectors", host);
    await screen.findByRole("link", { name: "Work" });
    await user.click(screen.getByRole("button", { name: 'Signed in with key "me"' }));
    await user.click(await screen.findByRole("button", { name: "Sign out" }));
    expect(await screen.findByRole("heading", { name: "Sign in to Patchbay" })).toBeVisible();
    expect(screen.queryByRole("link", { name: "Work" })).not.toBeInTheDocument();
  });
});

describe("what a key may do", () => {
  it("shows nothing but usage to a key with the role usage", async () => {
    const host = signedInAs("usage");
    host.answer("connectors_list", () => {
      throw refusal({ code: "forbidden", message: "Not for this key." });
    });
    const { path } = openApp("/connectors", host);
    await waitFor(() => expect(path()).toBe("/usage"));
    const nav = screen.getByRole("navigation", { name: "Main" });
    expect(within(nav).getAllByRole("link")).toHaveLength(1);
    expect(await screen.findByRole("heading", { name: "No run yet" })).toBeVisible();
  });

  it("lets a key with the role read look and run, but not create, save or delete", async () => {
    const { router } = openApp("/connectors", signedInAs("read"));
    expect(await screen.findByRole("button", { name: 'Delete "Work"' })).toBeDisabled();
    expect(screen.queryByRole("link", { name: "Create connector" })).not.toBeInTheDocument();
    await router.navigate({ to: "/connectors/$connector_id", params: { connector_id: "c-1" } });
    expect(await screen.findByLabelText("Connector name")).toHaveAttribute("readonly");
    expect(screen.queryByRole("button", { name: "Save" })).not.toBeInTheDocument();
    await router.navigate({ to: "/connectors/$connector_id/test", params: { connector_id: "c-1" } });
    expect(await screen.findByRole("button", { name: "Run" })).toBeEnabled();
  });

  it("sends a key with the role read away from the create form", async () => {
    const { path } = openApp("/connectors/_create", signedInAs("read"));
    await waitFor(() => expect(path()).toBe("/connectors"));
  });
});
