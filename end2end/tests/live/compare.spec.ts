import { expect, test } from "../../fixtures/test.ts";

test("a hit is compared from the keyboard and from the list", async ({ endpoint, inspector, page }) => {
  for (const text of ["one", "two", "three"]) {
    await endpoint.send({ path: "/text", body: `first\n${text}\nlast` });
  }
  await inspector.open(`${endpoint.page}/3`);
  await page.keyboard.press("x");
  await expect(page).toHaveURL(/\/3\?with=2$/);
  const differences = page.getByRole("group", { name: "Differences" });
  await expect(differences).toContainText("Only in A: two");
  await inspector.row(1).getByRole("link").click({ modifiers: ["Shift"] });
  await expect(page).toHaveURL(/\/1\?with=2$/);
  await expect(differences).toContainText("Only in B: one");
  await page.keyboard.press("Escape");
  await inspector.shows(1);
  // Marked first, compared then.
  await inspector.row(1).getByRole("link").focus();
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.press("g");
  await inspector.shows(3);
  await page.keyboard.press("x");
  await expect(page).toHaveURL(/\/3\?with=1$/);
});
