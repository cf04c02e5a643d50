import { AxeBuilder } from "@axe-core/playwright";
import type { Page, TestInfo } from "@playwright/test";
import type { Endpoint } from "../../fixtures/endpoint.ts";
import { expect, test } from "../../fixtures/test.ts";

/**
 * The states of the page, light and dark, wide and narrow: accessible, no wider than the window, and kept as
 * pictures beside the results for people to look at.
 */
async function look(page: Page, info: TestInfo, state: string): Promise<void> {
  const keep = async (what: string) => {
    await page.screenshot({ path: info.outputPath(`${state}-${what}.png`) });
  };
  const check = async (what: string, rules?: string[]) => {
    const axe = new AxeBuilder({ page });
    const { violations } = await (rules === undefined ? axe : axe.withRules(rules)).analyze();
    const told = violations.map(({ id, nodes }) => ({ id, where: nodes.map((node) => node.html.slice(0, 300)) }));
    expect(told, `${state}, ${what}`).toEqual([]);
  };
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const moving = () => document.getAnimations().filter((one) => one instanceof CSSAnimation && one.playState === "running").length;
  // What began before motion was reduced may be at its last frame.
  await expect.poll(() => page.evaluate(moving), `${state}: moves although motion is reduced`).toBe(0);
  for (const [width, height] of [[320, 640], [1024, 768], [390, 844], [1440, 900]] as const) {
    await page.setViewportSize({ width, height });
    const wide = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
    expect(await page.evaluate(wide), `${state} at ${width}: sideways scroll`).toBe(0);
    if (width === 320) {
      continue;
    }
    await keep(`light-${width}`);
    if (width === 1024) {
      continue;
    }
    await check(`light at ${width}`);
    await page.emulateMedia({ colorScheme: "dark" });
    await keep(`dark-${width}`);
    if (width === 1440) {
      // The rest does not depend on the theme.
      await check(`dark at ${width}`, ["color-contrast", "link-in-text-block"]);
    }
    await page.emulateMedia({ colorScheme: "light" });
  }
}

const JSON_TYPE: [string, string] = ["Content-Type", "application/json"];

async function fill(endpoint: Endpoint): Promise<void> {
  const body = '{"id":9007199254740993,"paid":true,"items":[1,2]}';
  await endpoint.send({ path: "/orders?shop=harbour", headers: [JSON_TYPE], body });
  await endpoint.send({ method: "GET", path: "/health" });
  for (const status of [503, 500, 200]) {
    await endpoint.send({
      path: `/github?creel-status=${status}`,
      headers: [
        JSON_TYPE,
        ["User-Agent", "GitHub-Hookshot/abc1234"],
        ["X-GitHub-Event", "push"],
        ["X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"],
        ["X-Hub-Signature-256", `sha256=${"ab".repeat(32)}`],
      ],
      body: "{}",
    });
  }
}

test("waiting, then the list", async ({ endpoint, inspector, page }, info) => {
  await inspector.open(endpoint.page);
  await inspector.connected();
  await look(page, info, "waiting");
  await fill(endpoint);
  await inspector.open(endpoint.page);
  await inspector.connected();
  await look(page, info, "list");
});

test("attempts, and a paused list", async ({ endpoint, inspector, page }, info) => {
  await fill(endpoint);
  await inspector.open(endpoint.page);
  await inspector.connected();
  await inspector.row(5).getByRole("button", { name: "Show the 3 attempts" }).click();
  await inspector.live.click();
  await expect(inspector.live).toHaveAttribute("data-live", "paused");
  await endpoint.send({ path: "/while-paused" });
  await expect(page.getByRole("button", { name: "Show 1 new hit" })).toBeVisible();
  await look(page, info, "paused");
});

for (const [state, key] of [["shortcuts", "?"], ["palette", "Control+k"], ["note", "n"]] as const) {
  test(`a dialog: ${state}`, async ({ endpoint, inspector, page }, info) => {
    await fill(endpoint);
    await inspector.open(endpoint.page);
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog")).toBeVisible();
    await look(page, info, state);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });
}

test("filters that match nothing, or are wrong", async ({ endpoint, inspector, page }, info) => {
  await fill(endpoint);
  await inspector.open(`${endpoint.page}?q=path:/nowhere`);
  await look(page, info, "no-match");
  await inspector.open(`${endpoint.page}?q=size:big`);
  await look(page, info, "filter-error");
});

test("a comparison, and a hit that is not there", async ({ endpoint, inspector, page, faults }, info) => {
  faults.expect(/status of 404/);
  await fill(endpoint);
  await inspector.open(`${endpoint.page}/1?with=5`);
  await expect(page.getByRole("group", { name: "Differences" })).toBeVisible();
  await look(page, info, "compare");
  await inspector.open(`${endpoint.page}/999`);
  await look(page, info, "no-such-hit");
});

for (const tab of ["headers", "query", "signature", "reply", "raw"]) {
  test(`the tab ${tab}`, async ({ endpoint, inspector, page }, info) => {
    await fill(endpoint);
    await inspector.open(`${endpoint.page}/5?tab=${tab}`);
    await look(page, info, `tab-${tab}`);
  });
}

test("an end that is near", async ({ endpoint, inspector, page }, info) => {
  await fill(endpoint);
  const soon = new Date(Date.now() + 22 * 60_000 + 30_000).toISOString();
  const headers = { "Content-Type": "application/json" };
  await endpoint.fetch("", { method: "PATCH", body: JSON.stringify({ expires_at: soon }), headers });
  await inspector.open(endpoint.page);
  await expect(page.getByText("Expires in 22 min.")).toBeVisible();
  await look(page, info, "expiring");
  await page.getByRole("button", { name: "Keep 7 more days" }).click();
  await expect(page.getByText("Expires in")).toBeHidden();
});

test("a lost connection, and an endpoint that ended", async ({ ownCreel, inspector, page, context, faults }, info) => {
  faults.expect(/WebSocket connection|Failed to load resource|ERR_CONNECTION_REFUSED/);
  const endpoint = await ownCreel.endpoint(context.request);
  await endpoint.send({ path: "/before" });
  await inspector.open(endpoint.page);
  await inspector.connected();
  await ownCreel.kill();
  await expect(inspector.live).toHaveAttribute("data-live", "reconnecting");
  await expect(page.getByText("Connection lost.")).toBeVisible();
  await look(page, info, "reconnecting");
  await ownCreel.restart();
  await page.getByRole("button", { name: "Reconnect now" }).click();
  await inspector.connected();
  await expect(page.getByText("Connection lost.")).toBeHidden();

  await endpoint.fetch("", { method: "DELETE" });
  await expect(inspector.live).toHaveAttribute("data-live", "ended");
  await look(page, info, "ended");
});

test("pages without an endpoint", async ({ endpoint, page, faults }, info) => {
  faults.expect(/status of 404/);
  await page.goto(`${endpoint.creel.origin}/e/no-such-endpoint`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("No endpoint here that you may read");
  await look(page, info, "no-access");
  await page.goto(`${endpoint.page}/no-number`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no page here");
  await look(page, info, "not-found");
});

test("a shared copy", async ({ endpoint, inspector, page, context }, info) => {
  await fill(endpoint);
  const headers = { "Content-Type": "application/json" };
  const made = await endpoint.fetch("shares", { method: "POST", body: "{}", headers });
  const { url } = await made.json();
  await context.clearCookies();
  await inspector.open(url);
  await expect(page.getByText("You are reading a shared copy.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Delete" })).toHaveCount(0);
  await look(page, info, "shared");
});

test("home and settings", async ({ endpoint, page, settle }, info) => {
  await fill(endpoint);
  await page.goto(endpoint.creel.origin);
  await settle(page);
  await look(page, info, "home");
  await page.goto(`${endpoint.page}/settings`);
  await settle(page);
  await look(page, info, "settings");
});
