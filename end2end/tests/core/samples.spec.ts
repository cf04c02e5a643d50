import { expect, test } from "../../fixtures/test.ts";

test("a sample is sent from the empty page and shows a real verdict", async ({
  endpoint,
  inspector,
  page,
  accessible,
  javaScriptEnabled,
}) => {
  await inspector.open(endpoint.page);
  if (javaScriptEnabled) {
    await accessible();
  }
  await page.getByRole("button", { name: /GitHub push/ }).click();
  await inspector.shows(1);
  if (javaScriptEnabled) {
    // It came as any hit does, and the page stayed.
    await expect(page).toHaveURL(endpoint.page);
    await expect(page.getByRole("status").filter({ hasText: "Sent a sample of GitHub" })).toBeVisible();
  } else {
    await expect(page).toHaveURL(/\/1$/);
  }
  await inspector.tab("Signature");
  await expect(inspector.verdictHeading).toContainText("Verified");
  const [hit] = await endpoint.hits();
  expect(hit).toMatchObject({ provider: "github", event: "push", verdict: "verified" });
});

test("another sender is chosen from the list", async ({ endpoint, inspector, page }) => {
  await inspector.open(endpoint.page);
  await page.getByLabel("Another sender").selectOption("linear");
  await page.getByRole("button", { name: "Send a sample" }).click();
  await inspector.shows(1);
  expect((await endpoint.hits())[0]).toMatchObject({ provider: "linear", verdict: "verified" });
});
