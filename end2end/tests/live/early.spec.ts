import { expect, test } from "../../fixtures/test.ts";

/** Opens a hit and leaves its code unloaded: nothing moves, nothing is pressed. */
test.beforeEach(async ({ endpoint, page }) => {
  await endpoint.send({ method: "POST", body: "one two ONE" });
  await page.goto(`${endpoint.page}/1`);
  await expect(page.locator("html")).toHaveAttribute("data-hydrated");
});

test("a button that is pressed before its code has come still does its work", async ({ endpoint, inspector, page }) => {
  await page.evaluate(() => {
    if (!document.querySelector("#hit [data-later]")) throw new Error("the code has come already");
    document.querySelector<HTMLButtonElement>("#hit button[aria-label=Pin]")?.click();
  });
  await expect(inspector.row(1).getByRole("img", { name: "Pinned" })).toBeVisible();
  expect((await endpoint.hits(1))[0]).toMatchObject({ seq: 1, pinned: true });
});

test("what is typed before its code has come is not lost", async ({ inspector, page }) => {
  await page.keyboard.press("f");
  await page.keyboard.type("one");
  const find = inspector.hit.getByRole("searchbox", { name: "Find in body" });
  await expect(inspector.hit.locator("mark")).toHaveText(["one", "ONE"]);
  await expect(find).toHaveValue("one");
  await expect(find).toBeFocused();
});

test("a hit whose code does not come can still be read, and comes with the next try", async ({ faults, inspector, page }) => {
  faults.expect(/Failed to (fetch|load)/);
  const PARTS = "**/pkg/part.*";
  await page.route(PARTS, (route) => route.abort());
  await page.mouse.move(5, 5);
  await expect(inspector.hit.locator("[data-later=failed]")).toHaveCount(1);
  await expect(inspector.hit).toContainText("one two ONE");
  await page.unroute(PARTS);
  // A press alone, as assistive technology makes it, is use enough.
  await page.evaluate(() => document.querySelector<HTMLButtonElement>("#hit button[aria-label=Pin]")?.click());
  await expect(inspector.row(1).getByRole("img", { name: "Pinned" })).toBeVisible();
});

test("all of a long body comes though nobody touches the page", async ({ endpoint, inspector, page }) => {
  const items = Array.from({ length: 12_000 }, (_, number) => ({ number, open: true }));
  const body = JSON.stringify({ items });
  expect(body.length).toBeGreaterThan(300_000);
  await endpoint.send({ method: "POST", headers: [["Content-Type", "application/json"]], body });
  await page.goto(`${endpoint.page}/2`);
  await expect(inspector.hit.getByRole("tree")).toContainText("12,000 items");
});

test("a field that is drawn anew has text and focus at once", async ({ browser, endpoint }) => {
  const stranger = await browser.newContext();
  const page = await stranger.newPage();
  const held: (() => Promise<void>)[] = [];
  await page.route("**/pkg/part.home*", (route) => void held.push(() => route.continue()));
  await page.goto(`${endpoint.page}/1`);
  const field = page.getByRole("textbox", { name: "Key" });
  await field.fill("ck_half");
  await field.evaluate((old: HTMLInputElement) => {
    new MutationObserver((_, observer) => {
      if (old.isConnected) return;
      observer.disconnect();
      const now = document.activeElement;
      document.title = now instanceof HTMLInputElement ? `${now.name}: ${now.value}` : String(now?.tagName);
    }).observe(document, { childList: true, subtree: true });
  });
  await expect.poll(() => held.length).toBe(1);
  for (const go of held) await go();
  await expect(page).toHaveTitle("key: ck_half");
  await stranger.close();
});
