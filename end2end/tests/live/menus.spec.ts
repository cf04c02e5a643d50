import { expect, test } from "../../fixtures/test.ts";

const MENUS = [
  { name: "List menu", first: "Group retries", last: "Clear hits…", field: "Find in body" },
  { name: "Copy as something else", first: "curl", last: "Link to this hit", field: "Filter hits" },
];

for (const { name, first, last, field } of MENUS) {
  test(`a menu goes as it came: ${name}`, async ({ endpoint, inspector, page, accessible }) => {
    await endpoint.send({ path: "/one", body: "some text" });
    await inspector.open(endpoint.page);
    const button = page.getByRole("button", { name });
    const menu = page.getByRole("menu");
    const item = (text: string) => menu.locator("[role^=menuitem]").filter({ hasText: text }).first();

    // By keyboard: the first item has the focus, arrows go round, and keys of the page do nothing.
    await button.focus();
    await page.keyboard.press("Enter");
    await expect(item(first)).toBeFocused();
    await accessible();
    await page.keyboard.press("ArrowUp");
    await expect(item(last)).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(item(first)).toBeFocused();
    await page.keyboard.press("End");
    await expect(item(last)).toBeFocused();
    await page.keyboard.press("l");
    await expect(inspector.live).toHaveAttribute("data-live", "live");
    await page.keyboard.press("Escape");
    await expect(menu).toHaveCount(0);
    await expect(button).toBeFocused();

    // By pointer: a press elsewhere closes it, and one on the button again.
    await button.click();
    await expect(item(first)).toBeFocused();
    const box = (await menu.boundingBox())!;
    const window = page.viewportSize()!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(window.width);
    await page.getByRole("heading", { name: "#1", exact: true }).click();
    await expect(menu).toHaveCount(0);
    await expect(button).toBeFocused();
    await button.click();
    await expect(item(first)).toBeFocused();
    await button.click();
    await expect(menu).toHaveCount(0);

    // Where the press reaches a field, that has the focus.
    await button.click();
    await expect(item(first)).toBeFocused();
    await page.getByLabel(field, { exact: true }).click();
    await expect(menu).toHaveCount(0);
    await expect(page.getByLabel(field, { exact: true })).toBeFocused();
  });
}

test("the reader goes from one endpoint to another", async ({ creel, context, inspector, page, accessible }) => {
  const make = (label: string) => creel.endpoint(context.request, { label });
  const [orders, billing, empty] = [await make("Harbour orders"), await make("Billing staging"), await make("Quiet")];
  for (const path of ["/a", "/b"]) {
    await billing.send({ path });
  }
  await orders.send({ path: "/first" });
  // One hit of the other was seen.
  await inspector.open(billing.page);
  await inspector.connected();
  await billing.send({ path: "/c" });
  await expect(inspector.total).toHaveText("3");
  await inspector.open(orders.page);
  await billing.send({ path: "/d" });

  await expect(inspector.switcher).toHaveText("Harbour orders");
  await inspector.switcher.click();
  const find = inspector.endpoints.getByRole("textbox", { name: "Find an endpoint" });
  await expect(find).toBeFocused();
  const link = (name: string) => inspector.endpoints.getByRole("link", { name });
  await expect(link("Harbour orders")).toHaveAttribute("aria-current", "true");
  await expect(link("Billing staging")).toContainText("1 new");
  await expect(link("Billing staging")).toContainText("4");
  await expect(link("Quiet")).toBeVisible();
  await accessible();

  // Arrows go on from the field.
  await page.keyboard.press("ArrowDown");
  await expect(link("Harbour orders")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(find).toBeFocused();
  await find.fill("no such words");
  await expect(inspector.endpoints).toContainText("No endpoint of yours has these words.");
  await find.fill("BILL");
  await expect(link("Harbour orders")).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(billing.page);
  await inspector.shows(4);
  await expect(inspector.switcher).toHaveText("Billing staging");

  await inspector.switcher.click();
  await link("Quiet").click();
  await expect(page).toHaveURL(empty.page);
  await expect(inspector.endpoints).toHaveCount(0);
  await inspector.switcher.click();
  await link("All endpoints").click();
  await expect(page).toHaveURL(`${creel.origin}/`);
});

test("a new endpoint is made from the switcher", async ({ endpoint, inspector, page }) => {
  await inspector.open(endpoint.page);
  await inspector.switcher.click();
  await inspector.endpoints.getByRole("button", { name: "New endpoint" }).click();
  await expect(page).not.toHaveURL(endpoint.page);
  await expect(page.getByRole("heading", { name: "Waiting for the first hit" })).toBeVisible();
});

test("what is shown is exported, under its filter", async ({ endpoint, inspector, page, accessible }) => {
  for (const path of ["/orders/1", "/health", "/orders/2"]) {
    await endpoint.send({ path, body: path });
  }
  await inspector.open(`${endpoint.page}?q=path:/orders*`);
  await expect(inspector.rows).toHaveCount(2);
  await inspector.fromListMenu("Export what is shown…");
  const dialog = page.getByRole("dialog", { name: "Export what is shown" });
  await expect(dialog).toContainText("What matches path:/orders*: 2 hits");
  await accessible();
  const coming = page.waitForEvent("download");
  await dialog.getByRole("link", { name: "NDJSON" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^creel-.*\.ndjson$/);
  const stream = await download.createReadStream();
  const pieces: Buffer[] = [];
  for await (const piece of stream) {
    pieces.push(piece as Buffer);
  }
  const lines = Buffer.concat(pieces).toString().trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).seq)).toEqual([1, 3]);
  await expect(dialog).toHaveCount(0);

  // From the palette, and without a filter all of it.
  await inspector.open(endpoint.page);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or run a command" }).fill("export");
  await page.keyboard.press("Enter");
  await expect(dialog).toContainText("All of the endpoint: 3 hits");
  for (const [name, type] of [["HAR", "json"], ["CSV", "text/csv"]] as const) {
    const link = await dialog.getByRole("link", { name, exact: true }).getAttribute("href");
    const answer = await page.request.get(new URL(link!, endpoint.page).href);
    expect(answer.status()).toBe(200);
    expect(answer.headers()["content-type"]).toContain(type);
  }
});

test("retries and activity are shown as the reader wants, and stay so", async ({ endpoint, inspector, page }) => {
  for (const status of [503, 200]) {
    await endpoint.send({
      path: `/github?creel-status=${status}`,
      headers: [["X-GitHub-Event", "push"], ["X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"]],
      body: "{}",
    });
  }
  const strip = page.getByRole("img", { name: /^Hits in the last 60 minutes/ });
  await inspector.open(endpoint.page);
  await expect(inspector.rows).toHaveCount(1);
  await expect(strip).toBeVisible();
  await inspector.fromListMenu("Group retries");
  await expect(inspector.rows).toHaveCount(2);
  await inspector.fromListMenu("Activity");
  await expect(strip).toBeHidden();
  await inspector.reload();
  await expect(inspector.rows).toHaveCount(2);
  await expect(strip).toBeHidden();
  await page.getByRole("button", { name: "List menu" }).click();
  for (const name of ["Group retries", "Activity"]) {
    await expect(page.getByRole("menuitemcheckbox", { name })).toHaveAttribute("aria-checked", "false");
  }
  await page.getByRole("menuitemcheckbox", { name: "Group retries" }).click();
  await expect(inspector.rows).toHaveCount(1);
});
