import { look } from "../../fixtures/look.ts";
import { expect, test } from "../../fixtures/test.ts";

test("a row shows the last day, and is cleared from its menu", async ({ endpoint, home, page, accessible }) => {
  for (const path of ["/a", "/b", "/c"]) {
    await endpoint.send({ path });
  }
  await home.open();
  const row = home.row(endpoint);
  await expect(row.getByRole("img", { name: "3 hits in the last 24 hours" })).toBeVisible();
  const menu = await home.more(endpoint);
  await accessible();
  await menu.getByRole("menuitem", { name: "Clear hits…" }).click();
  const question = page.getByRole("dialog", { name: "Clear 3 hits?" });
  await expect(question).toBeVisible();
  await question.getByRole("button", { name: "Clear hits" }).click();
  await expect(question).toHaveCount(0);
  await expect(row).toContainText("0");
  await page.getByRole("button", { name: /Undo/ }).click();
  await expect(row).toContainText("3");
  expect(await endpoint.hits()).toHaveLength(3);
});

test("an endpoint is shared, renamed and deleted from its row", async ({ endpoint, creel, context, home, page }) => {
  const other = await creel.endpoint(context.request);
  await home.open();
  await (await home.more(endpoint)).getByRole("menuitem", { name: "Share…" }).click();
  const share = page.getByRole("dialog", { name: /^Share / });
  await share.getByRole("button", { name: "Make a share link" }).click();
  await expect(share.getByRole("button", { name: "Copy link" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(share).toHaveCount(0);

  await (await home.more(endpoint)).getByRole("menuitem", { name: "Rename…" }).click();
  await expect(page).toHaveURL(/\/settings#name$/);
  await expect(page.getByRole("heading", { name: "Name and address" })).toBeVisible();

  await home.open();
  await (await home.more(other)).getByRole("menuitem", { name: "Delete endpoint…" }).click();
  const question = page.getByRole("dialog", { name: /for good\?$/ });
  const sure = question.getByRole("button", { name: "Delete endpoint" });
  await expect(sure).toBeDisabled();
  await question.getByRole("textbox").fill(other.id);
  await sure.click();
  await expect(home.row(other)).toHaveCount(0);
  await expect(home.row(endpoint)).toBeVisible();
});

test("the menu of a row by keys, and how it looks", async ({ endpoint, home, page }, info) => {
  await endpoint.send({});
  await home.open();
  await home.row(endpoint).getByRole("button", { name: /^More for / }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Rename…" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "Share…" })).toBeFocused();
  await look(page, info, "row-menu");
  await page.keyboard.press("Escape");
  await expect(home.row(endpoint).getByRole("button", { name: /^More for / })).toBeFocused();
});

test("the section of the settings that is read is marked", async ({ endpoint, settings, page }) => {
  await settings.open(endpoint.page);
  const nav = page.getByRole("navigation", { name: "Settings" });
  const current = nav.locator("[aria-current]");
  await expect(current).toHaveText("Name and address");
  await nav.getByRole("link", { name: "Signatures" }).click();
  await expect(current).toHaveText("Signatures");
  await page.keyboard.press("End");
  await expect(current).toHaveText("Danger zone");
  await page.keyboard.press("Home");
  await expect(current).toHaveText("Name and address");
});
