import type { Page } from "@playwright/test";
import { deflateSync, crc32 } from "node:zlib";
import { expect, test } from "../../fixtures/test.ts";

/** What the browser was asked to show; it has no way to be looked at from here. */
async function desktop(page: Page, answer: "granted" | "denied"): Promise<void> {
  await page.addInitScript((answer) => {
    const told: string[] = [];
    class Told {
      static requestPermission = async () => answer;
      constructor(title: string, options: { body: string }) {
        told.push(`${title}: ${options.body}`);
      }
    }
    Object.assign(window, { Notification: Told, told });
  }, answer);
}

const told = (page: Page) => page.evaluate(() => (window as unknown as { told: string[] }).told);

async function hide(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
}

test("the desktop hears of hits when that is on and nobody looks", async ({ endpoint, inspector, page }) => {
  await desktop(page, "granted");
  await inspector.open(endpoint.page);
  await inspector.connected();
  const turn = async () => {
    await page.getByRole("button", { name: "List menu" }).click();
    await page.getByRole("menuitemcheckbox", { name: "Desktop notifications" }).click();
  };
  await turn();
  await expect(page.getByText("Desktop notifications are on")).toBeVisible();
  await endpoint.send({ body: "<b>secret</b>" });
  await inspector.shows(1);
  expect(await told(page)).toEqual([]);
  await hide(page);
  await endpoint.send({ body: "again" });
  await expect.poll(() => told(page)).toHaveLength(1);
  // It counts, and says nothing of what was captured.
  expect((await told(page))[0]).toMatch(/: 1 new hit$/);
});

test("a browser that forbids notifications is believed", async ({ endpoint, inspector, page }) => {
  await desktop(page, "denied");
  await inspector.open(endpoint.page);
  await page.getByRole("button", { name: "List menu" }).click();
  const item = page.getByRole("menuitemcheckbox", { name: "Desktop notifications" });
  await expect(item).toHaveAttribute("aria-checked", "false");
  await item.click();
  await expect(page.getByText("This browser does not allow notifications here")).toBeVisible();
  await page.getByRole("button", { name: "List menu" }).click();
  await expect(item).toHaveAttribute("aria-checked", "false");
});

test("a share link that was taken back", async ({ endpoint, page, faults }) => {
  faults.expect(/status of 404|WebSocket connection/);
  const headers = { "Content-Type": "application/json" };
  const made = await endpoint.fetch("shares", { method: "POST", body: "{}", headers });
  const { url, id } = (await made.json()) as { url: string; id: string };
  await page.context().clearCookies();
  await page.goto(url);
  await expect(page.getByText("You are reading a shared copy.")).toBeVisible();
  await endpoint.fetch(`shares/${id}`, { method: "DELETE" });
  await page.goto(url);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("No endpoint here that you may read");
});

/** A PNG of one pixel. */
function png(): Buffer {
  const chunk = (kind: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = deflateSync(Buffer.from([0, 200, 100, 50]));
  return Buffer.concat([mark, chunk("IHDR", head), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

test("pictures are shown, drawings that could run are not", async ({ endpoint, inspector, page }) => {
  const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
  await endpoint.send({ headers: [["Content-Type", "image/png"]], body: png() });
  await endpoint.send({ headers: [["Content-Type", "text/html"]], body: gif });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="window.__ran=1"><script>window.__ran=1</script></svg>`;
  await endpoint.send({ headers: [["Content-Type", "image/svg+xml"]], body: svg });
  await endpoint.send({ headers: [["Content-Type", "image/png"]], body: svg });
  for (const seq of [1, 2]) {
    await inspector.open(`${endpoint.page}/${seq}`);
    const picture = inspector.hit.getByRole("img", { name: "The body as a picture" });
    await expect(picture).toBeVisible();
    expect(await picture.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBe(1);
  }
  for (const seq of [3, 4]) {
    await inspector.open(`${endpoint.page}/${seq}`);
    await expect(inspector.hit.getByRole("radiogroup", { name: "Lens" })).toBeVisible();
    await expect(inspector.hit.locator("img")).toHaveCount(0);
  }
  expect(await page.evaluate(() => "__ran" in window)).toBe(false);
});
