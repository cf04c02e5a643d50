import { expect, test } from "../../fixtures/test.ts";

test("the activity strip filters by time, with the keyboard and with the pointer", async ({
  endpoint,
  inspector,
  page,
}) => {
  await endpoint.send({ path: "/now" });
  await inspector.open(endpoint.page);
  const strip = page.getByRole("slider", { name: "Filter by time" });
  await strip.focus();
  await page.keyboard.press("End");
  await expect(strip).toHaveAttribute("aria-valuetext", /^\d\d:\d\d to \d\d:\d\d UTC, \d+ hits?$/);
  await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=after:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/);
  await expect(inspector.rows).toHaveCount(1);

  // The first minutes of the hour: nothing was there, and the terms about time are replaced.
  const box = (await strip.boundingBox())!;
  await page.mouse.move(box.x + 2, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, box.y + 10);
  await page.mouse.up();
  await expect(page.getByText("No hit matches")).toBeVisible();
  expect((page.url().match(/after:/g) ?? []).length).toBe(1);
  await page.getByRole("link", { name: "Clear filter", exact: true }).click();
  await expect(inspector.rows).toHaveCount(1);
});

test("counts that come when the inspector was left do no harm", async ({ endpoint, inspector, page }) => {
  await endpoint.send({ path: "/now" });
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/activity?*", async (route) => {
    await held;
    await route.continue();
  });
  await inspector.open(endpoint.page);
  await page.keyboard.press(",");
  await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
  const answered = page.waitForEvent("requestfinished", (request) => request.url().includes("/activity?"));
  release();
  await answered;
  await page.goBack();
  await expect(inspector.row(1)).toBeVisible();
});

test("where the clipboard is closed, the text is offered for copying by hand", async ({
  endpoint,
  inspector,
  page,
  accessible,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "clipboard", { value: undefined });
    document.execCommand = () => false;
  });
  await endpoint.send({ method: "POST", path: "/it's", body: "a 'quoted' body" });
  await inspector.open(`${endpoint.page}/1`);
  await page.keyboard.press("c");
  const dialog = page.getByRole("dialog", { name: "Press Ctrl C to copy" });
  const text = dialog.getByRole("textbox", { name: "Text to copy" });
  await expect(text).toHaveValue(/^curl /);
  const selected = () => text.evaluate((area: HTMLTextAreaElement) => area.selectionEnd - area.selectionStart);
  await expect.poll(selected).toBeGreaterThan(20);
  await accessible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test("unread hits are counted in the title and marked in the icon", async ({ endpoint, inspector, page }) => {
  await endpoint.send({ path: "/one" });
  await inspector.open(`${endpoint.page}/1`);
  await inspector.connected();
  await endpoint.send({ path: "/two" });
  await endpoint.send({ path: "/three" });
  await expect(page).toHaveTitle(/^\(2\) /);
  const icon = page.locator("link[rel=icon]");
  await expect(icon).toHaveAttribute("href", /#new$/);
  await page.keyboard.press(".");
  await inspector.shows(3);
  await inspector.choose(2);
  await expect(page).toHaveTitle(/^[^(]/);
  await expect(icon).not.toHaveAttribute("href", /#new$/);
});

test("single keys can be turned off, and stay off", async ({ endpoint, inspector, page }) => {
  await endpoint.send({ path: "/one" });
  await inspector.open(endpoint.page);
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await sheet.getByRole("checkbox", { name: "Single keys" }).uncheck();
  await page.keyboard.press("Escape");
  await inspector.reload();
  await page.keyboard.press("l");
  await page.keyboard.press("?");
  await expect(sheet).toBeHidden();
  await expect(inspector.live).toHaveAttribute("data-live", "live");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Command palette" })).toBeVisible();
});

test("hits that come close together are all counted, and what they take is shown", async ({
  endpoint,
  inspector,
  page,
}) => {
  await inspector.open(endpoint.page);
  await Promise.all([..."abcdefgh"].map((name) => endpoint.send({ path: `/${name}`, body: "x".repeat(2000) })));
  await expect(page.locator(".activity")).toContainText("8 hits");
  await expect(page.locator(".list-foot")).toContainText(/1[6-9]\.\d kB|2\d\.\d kB/);
});
