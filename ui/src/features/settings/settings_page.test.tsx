import { cleanup, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp } from "../../app/test_app";
import { fakeHost, makeAppInfo, refusal } from "../../host/fake";

describe("settings", () => {
  it("hides the Sandbox from the list", async () => {
    const { user, host, router } = openApp("/settings");
    const switched = await screen.findByRole("switch", { name: "Show the Sandbox connector" });
    await waitFor(() => expect(switched).toBeEnabled());
    await user.click(switched);
    await waitFor(() => expect(switched).not.toBeChecked());
    expect(host.callsOf("settings_update")).toEqual([{ show_sandbox: false }]);
    await router.navigate({ to: "/connectors" });
    expect(await screen.findByRole("link", { name: "Work" })).toBeVisible();
    expect(screen.queryByRole("link", { name: "Sandbox" })).not.toBeInTheDocument();
  });

  it("says so when a setting cannot be changed, and leaves the switch as it was", async () => {
    const host = fakeHost();
    host.answer("settings_update", () => {
      throw refusal({ code: "internal", message: "The disk is full." });
    });
    const { user } = openApp("/settings", host);
    const switched = await screen.findByRole("switch", { name: "Show the Sandbox connector" });
    await waitFor(() => expect(switched).toBeEnabled());
    await user.click(switched);
    expect(await screen.findByText("The disk is full.")).toBeVisible();
    expect(switched).toBeChecked();
  });

  it("keeps the theme that was chosen", async () => {
    const { user, host } = openApp("/settings");
    await user.selectOptions(await screen.findByLabelText("Theme"), "Dark");
    expect(host.preferences.get_theme()).toBe("dark");
    expect(document.documentElement.style.colorScheme).toBe("dark");
  });

  it("names the configuration file, or says that there is none", async () => {
    const host = fakeHost();
    openApp("/settings", host);
    await waitFor(() => expect(screen.getByTestId("configFile")).toHaveTextContent("None"));
    cleanup();
    host.answer("app_info", () => makeAppInfo({ config_file: "/etc/patchbay.yml" }));
    openApp("/settings", host);
    expect(await screen.findByText("/etc/patchbay.yml")).toBeVisible();
  });

  it("says which version this is, where its data lies and how it is licensed", async () => {
    openApp("/settings");
    expect(await screen.findByText("/data/patchbay")).toBeVisible();
    expect(screen.getByText("0.1.0")).toBeVisible();
    expect(screen.getByText(/Apache-2.0/)).toHaveTextContent(/Elastic License 2.0/);
  });
});
