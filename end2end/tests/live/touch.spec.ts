import type { Page } from "@playwright/test";
import { expect, test } from "../../fixtures/test.ts";

test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

/** The smallest side of what a finger is meant for, in pixels; a control of the full size is higher. */
const SMALL = 32;
const FULL = 40;

/** Controls on the page that are too small, with their size. */
async function tooSmall(page: Page): Promise<string[]> {
  expect(await page.evaluate(() => matchMedia("(pointer: coarse)").matches)).toBe(true);
  return await page.evaluate(
    ([small, full]) => {
      const controls = document.querySelectorAll<HTMLElement>("button, select, input, textarea, summary, a, label.check, label.switch");
      return [...controls].flatMap((one) => {
        // Links in a sentence are as high as its line.
        const inline = getComputedStyle(one).display === "inline";
        // The label is pressed in its place.
        const labelled = one.matches("[type=checkbox], [type=radio]") && one.closest("label") !== null;
        // The field is the box around it.
        const target = (one.matches("input") && one.closest("label.find, .affix, .filter-box, .q")) || one;
        const { width, height } = target.getBoundingClientRect();
        const seen = one.checkVisibility({ visibilityProperty: true }) && !one.matches(".skip, .sr-only") && width > 1;
        const whole = one.matches(".btn:not(.sm), .input:not(.sm), .select") && !one.closest(".sm");
        const least = whole ? full : small;
        const arrow = one.matches(".split > :last-child");
        if (!seen || inline || labelled || (height >= least && width >= (arrow ? small : Math.min(least, small)))) {
          return [];
        }
        return [`${one.outerHTML.slice(0, 140)} ${Math.round(width * 10) / 10}×${Math.round(height * 10) / 10}`];
      });
    },
    [SMALL, FULL] as const,
  );
}

test("a finger hits what it is put on", async ({ endpoint, inspector, page }) => {
  const found: Record<string, string[]> = {};
  const look = async (what: string) => {
    const small = await tooSmall(page);
    if (small.length > 0) {
      found[what] = small;
    }
  };
  await inspector.open(endpoint.page);
  await look("waiting");
  const JSON_TYPE: [string, string] = ["Content-Type", "application/json"];
  for (const number of [1, 2, 3]) {
    await endpoint.send({ path: "/orders?n=1", headers: [JSON_TYPE], body: JSON.stringify({ number, deep: { a: [1, 2] } }) });
  }
  const github: [string, string][] = [["User-Agent", "GitHub-Hookshot/abc1234"], ["X-GitHub-Event", "push"]];
  await endpoint.send({ path: "/github", headers: [...github, ["X-Hub-Signature-256", `sha256=${"ab".repeat(32)}`]], body: "{}" });
  await inspector.open(endpoint.page);
  await look("list");
  expect(await inspector.row(3).evaluate((row) => row.getBoundingClientRect().height)).toBe(58);
  for (const tab of ["body", "headers", "query", "signature", "reply", "raw"]) {
    await inspector.open(`${endpoint.page}/4?tab=${tab}`);
    await look(tab);
  }
  await inspector.open(`${endpoint.page}/3`);
  await look("tree");
  await inspector.open(`${endpoint.page}/3?with=1`);
  await look("compare");
  await inspector.open(`${endpoint.page}/settings`);
  await look("settings");
  await inspector.open(endpoint.creel.origin);
  await look("home");
  expect(found).toEqual({});
});

test("a finger opens a hit, goes back, and chooses from a menu", async ({ endpoint, inspector, page }) => {
  for (const path of ["/one", "/two"]) {
    await endpoint.send({ path });
  }
  await inspector.open(endpoint.page);
  await inspector.row(1).tap();
  await inspector.shows(1);
  await page.getByRole("link", { name: "Back to the list" }).tap();
  await expect(inspector.row(2)).toBeVisible();
  await page.getByRole("button", { name: "List menu" }).tap();
  const items = page.getByRole("menu", { name: "List menu" }).locator("[role^=menuitem]");
  const heights = await items.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
  expect(heights.filter((height) => height < SMALL)).toEqual([]);
  await items.filter({ hasText: "Mark all as read" }).tap();
  await expect(items).toHaveCount(0);
});
