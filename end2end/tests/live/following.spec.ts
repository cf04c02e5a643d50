import type { WebSocketRoute } from "@playwright/test";
import { expect, test } from "../../fixtures/test.ts";

test("the newest hit is open while the reader follows, and a chosen one stays", async ({ endpoint, inspector, page }) => {
  await endpoint.send({ path: "/one" });
  await inspector.open(endpoint.page);
  await inspector.connected();
  await endpoint.send({ path: "/two" });
  await inspector.shows(2);
  await expect(inspector.row(2).getByRole("link")).toHaveAttribute("aria-current", "true");

  await inspector.choose(1);
  await endpoint.send({ path: "/three" });
  await expect(page.getByRole("button", { name: "Show 1 new hit" })).toBeVisible();
  await inspector.shows(1);
  expect(await inspector.seqs()).toEqual([2, 1]);
  await page.keyboard.press(".");
  await inspector.shows(3);
  await expect(inspector.newPill).toHaveCount(0);
});

test("nothing moves under a resting pointer, and following goes on when it leaves", async ({ endpoint, inspector, page }) => {
  await endpoint.send({ path: "/one" });
  await inspector.open(endpoint.page);
  await inspector.connected();
  await inspector.row(1).hover();
  const before = await inspector.row(1).boundingBox();
  await endpoint.send({ path: "/two" });
  await expect(page.getByRole("button", { name: "Show 1 new hit" })).toBeVisible();
  expect(await inspector.row(1).boundingBox()).toEqual(before);
  await inspector.shows(1);
  // Away from the list: what waited is drawn by itself.
  await inspector.hit.getByRole("heading", { level: 1 }).hover();
  await inspector.shows(2);
  await endpoint.send({ path: "/three" });
  await inspector.shows(3);
});

test("no connection for two minutes, and what comes after", async ({ ownCreel, inspector, page, context, faults }) => {
  faults.expect(/WebSocket connection|Failed to load resource|ERR_CONNECTION_REFUSED/);
  const endpoint = await ownCreel.endpoint(context.request);
  await endpoint.send({ path: "/before" });
  await page.clock.install();
  await inspector.open(endpoint.page);
  await inspector.connected();
  await ownCreel.kill();
  await expect(inspector.live).toHaveAttribute("data-live", "reconnecting");
  await page.clock.fastForward("02:05");
  await expect(inspector.live).toHaveAttribute("data-live", "offline");
  await expect(page.getByText("No connection for 2 min. You are reading what was already loaded.")).toBeVisible();
  await inspector.shows(1);
  await ownCreel.restart();
  await page.getByRole("button", { name: "Reconnect now" }).click();
  await inspector.connected();
  await expect(page.getByText("No connection for")).toHaveCount(0);
  // Nothing was missed, so nothing is said; what comes later is new.
  await page.clock.fastForward("00:10");
  await endpoint.send({ path: "/after" });
  await inspector.showNew();
  await expect(inspector.row(2)).toBeVisible();
  await expect(page.getByText("1 new hit", { exact: true })).toBeAttached();
  await expect(page.getByText(/caught up/)).toHaveCount(0);
});

test("what was missed is put in, and said once", async ({ endpoint, inspector, page }) => {
  let cut = false;
  const open: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/live/, async (socket) => {
    if (cut) {
      await socket.close({ code: 1001 });
    } else {
      socket.connectToServer();
      open.push(socket);
    }
  });
  await endpoint.send({ path: "/one" });
  await inspector.open(endpoint.page);
  await inspector.connected();
  await expect.poll(() => open.length).toBe(1);
  cut = true;
  await open[0]?.close({ code: 1001 });
  await expect(inspector.live).toHaveAttribute("data-live", "reconnecting");
  await endpoint.send({ path: "/two" });
  await endpoint.send({ path: "/three" });
  cut = false;
  await expect(page.getByText("Connected again, 2 hits caught up.")).toBeVisible();
  await inspector.connected();
  await inspector.showNew();
  await expect(inspector.row(3)).toBeVisible();
  expect(await inspector.seqs()).toEqual([3, 2, 1]);
});
