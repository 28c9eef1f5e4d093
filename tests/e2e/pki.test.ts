/** Client certificates, with real files against a provider that talks to nobody without one. */
import type { Page } from "@playwright/test";
import { join } from "node:path";
import { expect, test } from "../fixtures/browser.ts";
import { pki } from "../fixtures/places.ts";
import { Provider } from "../fixtures/provider.ts";
import { expectFieldError, fillConnector, rowOf, run } from "./screen.ts";

const file = (name: string) => join(pki, name);

async function begin(page: Page, url: string): Promise<void> {
  await fillConnector(page, { name: "Mutual", provider: "Other", url, model: "parrot-1" });
  await page.getByTestId("pkiSwitch").click();
}

type Files = { certificate?: string; key?: string; ca?: string };

async function choose(page: Page, files: Files): Promise<void> {
  if (files.certificate) await page.getByTestId("certificateDataField").setInputFiles(file(files.certificate));
  if (files.key) await page.getByTestId("privateKeyDataField").setInputFiles(file(files.key));
  if (files.ca) await page.getByTestId("caDataField").setInputFiles(file(files.ca));
}

for (const key of ["client_sec1.key", "client_pkcs8.key"]) {
  test(`a certificate with ${key} opens the door, before and after it is saved`, async ({ page, enter, server }) => {
    const provider = await Provider.start({ wants_certificates: true });
    try {
      await enter("/connectors/_create/other");
      await begin(page, provider.url);
      await choose(page, { certificate: "client.crt", key, ca: "ca.crt" });
      await page.getByTestId("testTab").click();
      await run(page, "streamed");
      await expect(page.getByTestId("testSuccess")).toBeVisible();

      await page.getByTestId("saveButton").click();
      await rowOf(page, "Mutual").getByTestId("testConnectorButton").click();
      await run(page, "buffered");
      await expect(page.getByTestId("testSuccess")).toBeVisible();
      expect(provider.received.map(({ client }) => client)).toEqual(["parrot", "parrot"]);
      const { stored_secrets } = await server.call("connectors_get", { id: "mutual" });
      expect(stored_secrets.toSorted()).toEqual(["secrets.caData", "secrets.certificateData", "secrets.privateKeyData"]);
      expect(await page.content()).not.toContain("BEGIN");
    } finally {
      await provider.stop();
    }
  });
}

test("without the authority the server is not trusted, unless nothing is checked", async ({ page, enter }) => {
  const provider = await Provider.start({ wants_certificates: true });
  try {
    await enter("/connectors/_create/other");
    await begin(page, provider.url);
    await choose(page, { certificate: "client.crt", key: "client_sec1.key" });
    await page.getByTestId("testTab").click();
    await run(page, "buffered");
    await expect(page.getByTestId("testFailure")).toBeVisible();
    expect(provider.received).toEqual([]);

    await page.getByTestId("configurationTab").click();
    await page.getByTestId("verificationModeField").selectOption("None (Skip Verification)");
    await page.getByTestId("testTab").click();
    await run(page, "buffered");
    await expect(page.getByTestId("testSuccess")).toBeVisible();
  } finally {
    await provider.stop();
  }
});

test("files that cannot be used are refused in place", async ({ page, enter, server }) => {
  await enter("/connectors/_create/other");
  await begin(page, "https://127.0.0.1:9/v1/chat/completions");
  const save = () => page.getByTestId("saveButton").click();
  await save();
  await expectFieldError(page, "certificateDataField", /Certificate file is required\.|CRT file is required\./);
  await expectFieldError(page, "privateKeyDataField", /Private key file is required\.|KEY file is required\./);

  await choose(page, { certificate: "client.crt", key: "stranger.key" });
  await save();
  await expectFieldError(page, "privateKeyDataField", /the private key does not belong to the certificate/i);
  await choose(page, { key: "client.crt" });
  await save();
  await expectFieldError(page, "privateKeyDataField", /there is no private key here, only "CERTIFICATE"/i);
  await choose(page, { certificate: "client_sec1.key", key: "client_sec1.key" });
  await save();
  await expectFieldError(page, "certificateDataField", /there is no certificate here, only "EC PRIVATE KEY"/i);

  const garbage = { name: "garbage.crt", mimeType: "application/octet-stream", buffer: Buffer.from([0, 255, 1, 254]) };
  await page.getByTestId("certificateDataField").setInputFiles(garbage);
  await save();
  await expectFieldError(page, "certificateDataField", /this is not PEM text/i);
  await page.getByTestId("caDataField").setInputFiles({ ...garbage, buffer: Buffer.from("-----BEGIN CERTIFICATE-----\nAAAA") });
  await save();
  await expectFieldError(page, "caDataField", /is damaged or cut off/i);
  await page.getByTestId("caDataField").setInputFiles({ ...garbage, buffer: Buffer.alloc(0) });
  await expectFieldError(page, "caDataField", "This file is empty.");
  await page.getByTestId("caDataField").setInputFiles({ ...garbage, buffer: Buffer.alloc(300 * 1024, "a") });
  await expectFieldError(page, "caDataField", /over 256 kB/);
  expect((await server.call("connectors_list", {})).map(({ id }) => id)).toEqual(["sandbox"]);
});

test("switching PKI off forgets its files", async ({ page, enter, server }) => {
  await enter("/connectors/_create/other");
  await begin(page, "https://127.0.0.1:9/v1/chat/completions");
  await choose(page, { certificate: "client.crt", key: "client_pkcs8.key" });
  await page.getByTestId("saveButton").click();
  await rowOf(page, "Mutual").getByRole("link").click();
  await expect(page.getByTestId("pkiSwitch")).toBeChecked();
  await expect(page.getByText("Stored. Choose a file to replace it.").first()).toBeVisible();
  await page.getByTestId("pkiSwitch").click();
  await page.getByTestId("saveButton").click();
  await expect(page.getByTestId("saveButton")).toHaveText("Changes Saved");
  expect((await server.call("connectors_get", { id: "mutual" })).stored_secrets).toEqual([]);
});
