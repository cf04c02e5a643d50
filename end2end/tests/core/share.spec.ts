import { expect, test } from "../../fixtures/test.ts";

test("the way from a hit to its share links", async ({ endpoint, inspector, settings, page, javaScriptEnabled }) => {
  await endpoint.send({ path: "/one" });
  await inspector.open(`${endpoint.page}/1`);
  await inspector.hit.getByRole("link", { name: "Share" }).click();
  if (javaScriptEnabled) {
    await expect(page.getByRole("dialog", { name: "Share #1" })).toBeVisible();
  } else {
    await expect(page).toHaveURL(`${endpoint.page}/settings#access`);
    await expect(settings.access).toBeVisible();
  }
});
