/** Ten thousand connectors. How fast is measured by `cargo xtask bench search`; here it has to work at all. */
import { expect, test } from "../fixtures/browser.ts";

const COUNT = 10_000;

test("ten thousand connectors are imported, found, sorted and paged", async ({ page, enter, server }) => {
  test.setTimeout(180_000);
  const ndjson = Array.from({ length: COUNT }, (_, n) =>
    JSON.stringify({
      type: "action",
      id: `c-${n + 1}`,
      attributes: {
        actionTypeId: ".gen-ai",
        name: `Connector ${n + 1}`,
        config: { apiProvider: "Other", apiUrl: `https://host-${n % 50}.example/v1/chat/completions`, defaultModel: `model-${n % 100}` },
        secrets: {},
        isMissingSecrets: false,
      },
    }),
  ).join("\n");
  const conflicts = "overwrite" as const;
  const { plan_id } = await server.call("connectors_import_preview", { ndjson, conflicts });
  await server.call("connectors_import", { ndjson, conflicts, plan_id });

  await enter("/connectors");
  const names = page.getByTestId("connectorNameLink");
  await expect(names.first()).toHaveText("Connector 1", { timeout: 20_000 });
  await expect(names).toHaveCount(10);
  await expect(page.getByTestId("connectorsPagination")).toContainText("1001");

  await page.getByTestId("connectorsSearch").pressSequentially("connector 9876");
  await expect(names).toHaveText(["Connector 9876"]);
  await page.getByTestId("connectorsSearch").fill("model:model-7 host:host-7");
  await expect(names.first()).toHaveText("Connector 8");
  await page.getByTestId("connectorsSearch").fill("");
  await expect(names).toHaveCount(10);
  await page.getByRole("columnheader", { name: "Name" }).getByRole("button").click();
  await expect(names.first()).toHaveText("Sandbox");
  await expect(names.nth(1)).toHaveText("Connector 10000");
  await page.getByTestId("connectorsPagination").getByRole("button", { name: "Next page" }).click();
  await expect(names.first()).toHaveText("Connector 9991");
});
