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
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This share link does not work");
});

test("a shared page that is open says when its link ends", async ({ endpoint, inspector, page, accessible, faults }) => {
  faults.expect(/status of 404|WebSocket connection/);
  const headers = { "Content-Type": "application/json" };
  const share = async (body: object) => {
    const made = await endpoint.fetch("shares", { method: "POST", body: JSON.stringify(body), headers });
    return (await made.json()) as { url: string; id: string };
  };
  await endpoint.send({ path: "/before" });
  await page.context().clearCookies();
  const ends = async () => {
    await expect(inspector.live).toHaveAttribute("data-live", "ended");
    await expect(page.getByText("This share link has ended.")).toBeVisible();
    await expect(page.getByText("You are reading a shared copy.")).toBeHidden();
    // What was loaded can be read.
    await expect(inspector.row(1)).toBeVisible();
  };
  const taken = await share({});
  await inspector.open(taken.url);
  await inspector.connected();
  await endpoint.fetch(`shares/${taken.id}`, { method: "DELETE" });
  await endpoint.send({ path: "/not-for-them" });
  await ends();
  await expect(inspector.rows).toHaveCount(1);
  await accessible();
  const short = await share({ expires_at: new Date(Date.now() + 4_000).toISOString() });
  await inspector.open(short.url);
  await ends();
});

/** Every sentence that the page has said to those who hear it, and when. */
async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const said: [number, string][] = [];
    Object.assign(window, { said });
    new MutationObserver(() => {
      for (const region of document.querySelectorAll("p[aria-live]")) {
        const text = (region.textContent ?? "").trim();
        if (text !== "" && said.at(-1)?.[1] !== text) {
          said.push([performance.now(), text]);
        }
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
}

test("new hits are told of in one sentence each five seconds", async ({ endpoint, inspector, page }) => {
  await listen(page);
  await inspector.open(endpoint.page);
  await inspector.connected();
  const said = () => page.evaluate(() => (window as unknown as { said: [number, string][] }).said);
  await endpoint.send({ body: "<b>secret</b>" });
  const texts = async () => (await said()).map(([, text]) => text);
  await expect.poll(texts).toEqual(["1 new hit"]);
  for (const number of [2, 3, 4]) {
    await endpoint.send({ path: `/secret/${number}` });
  }
  await expect.poll(texts).toEqual(["1 new hit", "3 new hits"]);
  const [[first], [second]] = (await said()) as [[number, string], [number, string]];
  // Five seconds between the two, less what the first took to be drawn.
  expect(second - first).toBeGreaterThan(4_000);
});

test("a sound is made of new hits when that is on", async ({ endpoint, inspector, page }) => {
  await page.addInitScript(() => {
    const start = OscillatorNode.prototype.start;
    Object.assign(window, { tones: 0 });
    OscillatorNode.prototype.start = function (...args) {
      (window as unknown as { tones: number }).tones += 1;
      return start.apply(this, args);
    };
  });
  const tones = () => page.evaluate(() => (window as unknown as { tones: number }).tones);
  await inspector.open(endpoint.page);
  await inspector.connected();
  await endpoint.send({ path: "/silent" });
  await inspector.shows(1);
  expect(await tones()).toBe(0);
  await inspector.fromListMenu("Sound of new hits");
  await expect(page.getByText("The sound of new hits is on")).toBeVisible();
  // Heard once, so that the reader knows it.
  await expect.poll(tones).toBe(1);
  await endpoint.send({ path: "/heard" });
  await expect.poll(tones).toBe(2);
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

/** Two by two pixels. Browsers read AVIF, but do not write it. */
const AVIF =
  "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAAB0AAAAoaWluZgAAAAAAAQAAABppbmZlAgAAAAABAABhdjAxQ29sb3IAAAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAAAIAAAACAAAAEHBpeGkAAAAAAwgICAAAAAxhdjFDgQ0MAAAAABNjb2xybmNseAACAAIAAYAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAACVtZGF0EgAKCBgANogQEAwgMg8f8D///8WfhwB8+ErK42A=";

test("pictures are known by their first bytes, whatever they are called", async ({ endpoint, inspector, page }) => {
  await inspector.open(endpoint.page);
  const drawn = (type: string) =>
    page.evaluate((type) => {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 2;
      canvas.getContext("2d")?.fillRect(0, 0, 1, 2);
      return canvas.toDataURL(type).split(",")[1] ?? "";
    }, type);
  const pictures = [await drawn("image/jpeg"), await drawn("image/webp"), AVIF];
  for (const picture of pictures) {
    const body = Buffer.from(picture, "base64");
    await endpoint.send({ headers: [["Content-Type", "application/octet-stream"]], body });
  }
  for (const seq of [1, 2, 3]) {
    await inspector.open(`${endpoint.page}/${seq}`);
    const image = inspector.hit.getByRole("img", { name: "The body as a picture" });
    await expect(image).toBeVisible();
    await expect.poll(() => image.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBe(2);
  }
});
