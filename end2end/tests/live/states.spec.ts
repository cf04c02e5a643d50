import type { Endpoint } from "../../fixtures/endpoint.ts";
import { look } from "../../fixtures/look.ts";
import { expect, test } from "../../fixtures/test.ts";

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

test("an endpoint that expired while it was open", async ({ endpoint, inspector, page }, info) => {
  await fill(endpoint);
  await inspector.open(endpoint.page);
  await inspector.connected();
  const end = new Date(Date.now() + 2_000).toISOString();
  const headers = { "Content-Type": "application/json" };
  await endpoint.fetch("", { method: "PATCH", body: JSON.stringify({ expires_at: end }), headers });
  const notice = page.getByRole("region", { name: "Notices" });
  await expect(notice).toContainText("Expired. Senders get 410 since");
  expect((await endpoint.send({ path: "/late" })).status).toBe(410);
  await look(page, info, "expired");
  await page.getByRole("button", { name: "Reopen for 7 days" }).click();
  await expect(notice).not.toContainText("Expired");
  expect((await endpoint.send({ path: "/again" })).status).toBe(200);
});

test("an endpoint that is full", async ({ endpoint, inspector, page }, info) => {
  const headers = { "Content-Type": "application/json" };
  const patch = (path: string, change: object) => endpoint.fetch(path, { method: "PATCH", body: JSON.stringify(change), headers });
  await patch("", { settings: { max_hits: 2 } });
  for (const seq of [1, 2]) {
    await endpoint.send({ path: `/kept/${seq}` });
    await patch(`hits/${seq}`, { pinned: true });
  }
  expect((await endpoint.send({ path: "/too-much" })).status).toBe(507);
  await inspector.open(endpoint.page);
  const notice = page.getByRole("region", { name: "Notices" });
  await expect(notice).toContainText("This endpoint is full. 2 hits are kept, all of them pinned; senders now get 507 and nothing is stored.");
  await look(page, info, "full");
  await patch("hits/1", { pinned: false });
  await expect(notice).not.toContainText("This endpoint is full.");
  expect((await endpoint.send({ path: "/room" })).status).toBe(200);
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
  // The seconds go by, and the button keeps the focus.
  const again = page.getByRole("button", { name: "Reconnect now" });
  const said = page.getByRole("region", { name: "Notices" });
  await again.focus();
  const before = await said.innerText();
  await expect(said).not.toHaveText(before);
  await expect(again).toBeFocused();
  await ownCreel.restart();
  await page.keyboard.press("Enter");
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

test("a shared copy, until its link ends", async ({ endpoint, inspector, page, context, faults }, info) => {
  faults.expect(/status of 404|WebSocket connection/);
  await fill(endpoint);
  const headers = { "Content-Type": "application/json" };
  const until = new Date(Date.now() + 86_400_000);
  const made = await endpoint.fetch("shares", { method: "POST", body: JSON.stringify({ expires_at: until }), headers });
  const { id, url } = await made.json();
  await context.clearCookies();
  await inspector.open(url);
  const notice = page.getByRole("region", { name: "Notices" });
  await expect(notice).toContainText("You are reading a shared copy.");
  // To the second, in UTC, as the server writes it.
  await expect(notice).toContainText(`The link works until`);
  await expect(notice).toContainText(until.toISOString().slice(11, 19));
  await expect(page.getByRole("button", { name: "Delete" })).toHaveCount(0);
  await look(page, info, "shared");
  await endpoint.fetch(`shares/${id}`, { method: "DELETE" });
  await expect(notice).toContainText("This share link has ended.");
  await look(page, info, "share-ended");
  await page.goto(url);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This share link does not work");
  await look(page, info, "no-share");
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
