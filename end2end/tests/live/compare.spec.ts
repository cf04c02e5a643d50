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

test("another hit is chosen for either side", async ({ endpoint, inspector, page, accessible }) => {
  for (const text of ["one", "two", "three", "four"]) {
    await endpoint.send({ path: `/${text}`, body: text });
  }
  await inspector.open(`${endpoint.page}/4?with=3&part=headers`);
  const choose = (side: "A" | "B") => page.getByRole("button", { name: `Choose another hit for ${side}` });
  const menu = (side: "A" | "B") => page.getByRole("dialog", { name: `Hits for ${side}` });
  await choose("A").click();
  await expect(menu("A").getByRole("textbox", { name: "Find a hit" })).toBeFocused();
  // The two that are compared are not offered.
  await expect(menu("A").getByRole("link")).toHaveCount(2);
  await accessible();
  await menu("A").getByRole("link", { name: "#1" }).click();
  await expect(page).toHaveURL(/\/4\?with=1&part=headers$/);
  await expect(menu("A")).toHaveCount(0);
  // Drawn anew, with its menus closed.
  const shown = page.getByRole("region", { name: "Compare" });
  await expect(shown.getByRole("link", { name: "#1", exact: true })).toBeVisible();

  await choose("B").click();
  await menu("B").getByRole("textbox", { name: "Find a hit" }).fill("two");
  await expect(menu("B").getByRole("link")).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await expect(menu("B").getByRole("link")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/2\?with=1&part=headers$/);
  await expect(shown.getByRole("link", { name: "#2", exact: true })).toBeVisible();

  await choose("A").click();
  await menu("A").getByRole("textbox", { name: "Find a hit" }).fill("#3");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/2\?with=3&part=headers$/);
  await choose("B").click();
  await page.keyboard.press("Escape");
  await expect(menu("B")).toHaveCount(0);
  await expect(choose("B")).toBeFocused();
});
