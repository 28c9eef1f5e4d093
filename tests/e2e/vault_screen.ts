/** What a person does with the vault: chooses a place, unlocks it, looks at its state. */
import { expect, type Locator, type Page } from "@playwright/test";
import type { Server } from "../fixtures/server.ts";
import type { VaultBackend } from "../../ui/src/wire/types.ts";

export const PASSPHRASE = "correct horse battery staple";
export const NEW_PASSPHRASE = "an other passphrase, löng enough";

/** The choice of a place, in the modal that asks for one. */
export function place(page: Page, backend: VaultBackend): Locator {
  return page.getByTestId(`vaultPlace-${backend}`).getByRole("radio");
}

export async function choosePassphrase(page: Page, passphrase: string): Promise<void> {
  await place(page, "passphrase").check();
  await fillNewPassphrase(page, passphrase);
  await page.getByTestId("vaultModalConfirm").click();
}

export async function fillNewPassphrase(page: Page, passphrase: string): Promise<void> {
  await page.getByTestId("newPassphrase").fill(passphrase);
  await page.getByTestId("repeatPassphrase").fill(passphrase);
}

/** In the modal that asks for the passphrase. */
export async function typePassphrase(page: Page, passphrase: string): Promise<void> {
  await page.getByTestId("passphrase").fill(passphrase);
  await page.getByTestId("vaultModalConfirm").click();
}

/** Presses what is offered on the Security page. */
export async function act(page: Page, action: string): Promise<void> {
  await page.getByTestId(`vaultAction-${action}`).click();
}

export async function expectState(page: Page, title: string): Promise<void> {
  await expect(page.getByTestId("vaultStatus").locator(".euiCallOutHeader__title")).toHaveText(title);
}

/** Puts the vault under a passphrase past the screen: for journeys that begin after that. */
export async function setPassphrase(server: Server, passphrase = PASSPHRASE): Promise<void> {
  await server.call("vault_change", { backend: "passphrase", new_passphrase: passphrase });
}
