import type { Page } from "@playwright/test";
import type { Endpoint } from "../../fixtures/endpoint.ts";
import { look } from "../../fixtures/look.ts";
import { expect, test } from "../../fixtures/test.ts";

const stored = async (endpoint: Endpoint) => (await endpoint.hits()).map((hit) => hit.seq);

async function fill(endpoint: Endpoint): Promise<void> {
  for (const path of ["/one", "/two", "/three"]) {
    await endpoint.send({ path });
  }
  const headers = { "Content-Type": "application/json" };
  await endpoint.fetch("hits/2", { method: "PATCH", body: JSON.stringify({ pinned: true }), headers });
}

const question = (page: Page) => page.getByRole("dialog", { name: "Clear 3 hits?" });

test("clearing asks once and can be taken back", async ({ endpoint, inspector, page }, info) => {
  await fill(endpoint);
  await inspector.open(`${endpoint.page}/1?tab=headers`);
  await inspector.connected();
  await inspector.fromListMenu("Clear hits…");
  await expect(question(page)).toContainText("All but the pinned hits are deleted");
  await expect(question(page).getByRole("button", { name: "Cancel" })).toBeFocused();
  await look(page, info, "clear");
  await question(page).getByRole("button", { name: "Clear hits" }).click();
  await expect(inspector.rows).toHaveCount(1);
  await expect(inspector.row(2)).toBeVisible();
  // A hit that comes meanwhile is not among them.
  await endpoint.send({ path: "/four" });
  await inspector.showNew();
  await expect(inspector.row(4)).toBeVisible();
  expect(await stored(endpoint)).toEqual([4, 3, 2, 1]);
  await page.keyboard.press("z");
  await expect(inspector.rows).toHaveCount(4);
  await expect(page).toHaveURL(`${endpoint.page}/1?tab=headers`);
  expect(await stored(endpoint)).toEqual([4, 3, 2, 1]);
});

test("what is cleared is gone, on the server as well", async ({ endpoint, inspector, page }) => {
  await inspector.open(endpoint.page);
  await inspector.connected();
  // It is asked about what has come since.
  await fill(endpoint);
  await inspector.fromListMenu("Clear hits…");
  await question(page).getByRole("checkbox", { name: "Keep the 1 pinned hit" }).uncheck();
  await expect(question(page)).toContainText("numbering goes on at #4");
  await question(page).getByRole("button", { name: "Clear hits" }).click();
  await expect(page.getByRole("heading", { name: "Waiting for the first hit" })).toBeVisible();
  // Whoever leaves the page has not taken it back.
  await page.goto("about:blank");
  await expect.poll(() => stored(endpoint)).toEqual([]);
  await endpoint.send({ path: "/next" });
  expect(await stored(endpoint)).toEqual([4]);
});

test("deleting a hit is done when the page is left", async ({ endpoint, inspector, page }) => {
  await fill(endpoint);
  await inspector.open(`${endpoint.page}/3`);
  await inspector.hit.getByRole("button", { name: "Delete" }).click();
  await expect(inspector.row(3)).toBeHidden();
  expect(await stored(endpoint)).toEqual([3, 2, 1]);
  await page.goto("about:blank");
  await expect.poll(() => stored(endpoint)).toEqual([2, 1]);
});

test("a link is made, copied and taken back beside the hit", async ({ endpoint, inspector, page, context, browser }, info) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await fill(endpoint);
  await inspector.open(`${endpoint.page}/2`);
  await inspector.connected();
  await page.keyboard.press("s");
  const dialog = page.getByRole("dialog", { name: "Share #2" });
  await expect(dialog).toContainText("No share links.");
  await dialog.getByLabel("Name").fill("Support case");
  await dialog.getByLabel("Link ends after").selectOption("1 day");
  await dialog.getByRole("button", { name: "Make a share link" }).click();
  await expect(dialog.getByLabel("Share link", { exact: true })).toHaveValue(/\/s\/[^/]+\/2$/);
  await expect(dialog.getByText("Support case")).toBeVisible();
  await look(page, info, "share");
  await dialog.getByRole("button", { name: "Copy link" }).click();
  const link = await copied();

  const stranger = await browser.newContext();
  const reader = await stranger.newPage();
  await reader.goto(link);
  await expect(reader.getByRole("heading", { name: "#2", exact: true })).toBeVisible();
  await expect(reader.getByText("You are reading a shared copy.")).toBeVisible();

  await dialog.getByRole("button", { name: "Copy Support case" }).click();
  expect(await copied()).toBe(link);
  await dialog.getByRole("button", { name: "Take back Support case" }).click();
  await expect(dialog).toContainText("No share links.");
  await expect(dialog.getByLabel("Share link", { exact: true })).toHaveCount(0);
  await expect(reader.getByText("This share link has ended.")).toBeVisible();
  await stranger.close();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await inspector.hit.getByRole("link", { name: "Share" }).click();
  await expect(dialog).toBeVisible();
});

test("settings clear in the same way", async ({ endpoint, settings, page }) => {
  await fill(endpoint);
  await settings.open(endpoint.page);
  await settings.danger.getByRole("button", { name: "Clear hits…" }).click();
  await question(page).getByRole("button", { name: "Clear hits" }).click();
  await expect(page.getByText("Cleared 3 hits")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Cleared 3 hits")).toHaveCount(0);
  await page.goto("about:blank");
  expect(await stored(endpoint)).toEqual([3, 2, 1]);
});
