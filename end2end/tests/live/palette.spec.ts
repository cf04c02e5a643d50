import { expect, test } from "../../fixtures/test.ts";

test("the palette runs commands, goes to a hit and finds hits", async ({ endpoint, inspector, page, accessible }) => {
  for (const word of ["apple", "pear", "plum"]) {
    await endpoint.send({ path: `/fruit/${word}`, body: word });
  }
  await inspector.open(endpoint.page);
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  const field = palette.getByRole("combobox");
  await expect(field).toBeFocused();
  await expect(palette.getByRole("option").first()).toContainText("Copy as curl");
  await accessible();

  await field.fill("#1");
  await page.keyboard.press("Enter");
  await expect(palette).toBeHidden();
  await inspector.shows(1);

  await page.keyboard.press("Control+k");
  await field.fill("pear");
  await expect(palette.getByRole("option").first()).toContainText("/fruit/pear");
  await page.keyboard.press("Enter");
  await inspector.shows(2);

  await page.keyboard.press("Control+k");
  await field.fill("pause");
  await page.keyboard.press("Enter");
  await expect(inspector.live).toHaveAttribute("data-live", "paused");
  await page.keyboard.press("Control+k");
  await field.fill("no such words at all");
  await expect(palette).toContainText("Nothing with these words.");
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
});

test("a deletion can be undone from the palette", async ({ endpoint, inspector, page }) => {
  await endpoint.send({ path: "/a" });
  await endpoint.send({ path: "/b" });
  await inspector.open(`${endpoint.page}/2`);
  await page.keyboard.press("Delete");
  await expect(inspector.row(2)).toBeHidden();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await expect(palette.getByRole("option").first()).toContainText("Undo: Deleted #2");
  await page.keyboard.press("Enter");
  await expect(inspector.row(2)).toBeVisible();
});

test("the capture URL is shown as a QR code", async ({ endpoint, inspector, page, accessible }) => {
  await endpoint.send({});
  await inspector.open(endpoint.page);
  await page.getByRole("button", { name: "Show QR code" }).click();
  const dialog = page.getByRole("dialog", { name: "QR code of the capture URL" });
  await expect(dialog.getByRole("img", { name: "QR code of the capture URL" })).toBeVisible();
  await expect(dialog).toContainText(endpoint.url);
  await accessible();
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toBeHidden();
});

test("the width of the list is moved by keys and by the pointer, and kept", async ({ endpoint, inspector, page }) => {
  await endpoint.send({});
  await inspector.open(endpoint.page);
  const edge = page.getByRole("separator", { name: "Width of the list" });
  await edge.focus();
  await page.keyboard.press("End");
  await expect(edge).toHaveAttribute("aria-valuenow", "640");
  const width = async () => Math.round((await inspector.list.boundingBox())?.width ?? 0);
  expect(await width()).toBeGreaterThan(630);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await expect(edge).toHaveAttribute("aria-valuenow", "316");
  const box = (await edge.boundingBox())!;
  await page.mouse.move(box.x + 3, 400);
  await page.mouse.down();
  await page.mouse.move(500, 400);
  await page.mouse.up();
  await expect(edge).toHaveAttribute("aria-valuenow", "500");
  await inspector.reload();
  await expect(edge).toHaveAttribute("aria-valuenow", "500");
});

test("a sample is sent from the palette", async ({ endpoint, inspector, page, accessible }) => {
  await endpoint.send({ path: "/one" });
  await inspector.open(endpoint.page);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or run a command" }).fill("send a sample");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Send a sample" });
  await expect(dialog).toBeVisible();
  await accessible();
  await dialog.getByRole("button", { name: /Stripe/ }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText("Sent a sample of Stripe")).toBeVisible();
  await inspector.showNew();
  await expect(inspector.row(2)).toBeVisible();
  expect((await endpoint.hits())[0]).toMatchObject({ provider: "stripe", verdict: "verified" });
});

test("the palette and the keys work at home and in the settings", async ({ endpoint, home, inspector, settings, page, accessible }) => {
  await endpoint.send({ path: "/fruit/apple", body: "apple" });
  await endpoint.send({ path: "/fruit/pear", body: "pear" });
  const palette = page.getByRole("dialog", { name: "Command palette" });
  const field = palette.getByRole("combobox");

  await home.open();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await expect(field).toBeFocused();
  await expect(palette.getByRole("option").first()).toContainText(endpoint.id);
  await expect(palette.getByRole("option", { name: "All endpoints" })).toHaveCount(0);
  await accessible();
  await page.keyboard.press("Enter");
  await inspector.shows(2);

  await settings.open(endpoint.page);
  await page.getByRole("button", { name: "Search or run a command" }).click();
  await expect(palette.getByRole("option").first()).toContainText("Hits of");
  await field.fill("apple");
  await expect(palette.getByRole("option").first()).toContainText("/fruit/apple");
  await page.keyboard.press("Enter");
  await inspector.shows(1);

  await settings.open(endpoint.page);
  await page.keyboard.press("Control+k");
  await field.fill("#2");
  await page.keyboard.press("Enter");
  await inspector.shows(2);
});

test("a new endpoint is a key away at home", async ({ home, page }) => {
  await home.open();
  // What is typed into a field stays there.
  await home.withOptions.click();
  await home.options.getByLabel("Label").press("N");
  await expect(home.options.getByLabel("Label")).toHaveValue("N");
  await page.keyboard.press("Escape");
  await expect(home.options).toBeHidden();
  await page.keyboard.press("Shift+N");
  await expect(page.getByRole("heading", { name: "Waiting for the first hit" })).toBeVisible();
});
