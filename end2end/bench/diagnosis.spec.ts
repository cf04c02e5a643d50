import { createHmac } from "node:crypto";
import { expect, test } from "../fixtures/test.ts";

/** JSON of about a megabyte, as an API would send it. */
function large(): string {
  const items = Array.from({ length: 9500 }, (_, id) => ({
    id,
    name: `item ${id}`,
    price: 19.5,
    tags: ["a", "b"],
    url: `https://example.com/i/${id}`,
  }));
  return JSON.stringify({ items });
}

test("what diagnosing a failed hit of 1 MB costs the page", async ({ creel, context, inspector, page }) => {
  const body = large();
  const mac = createHmac("sha256", "the right secret").update(body).digest("hex");
  const headers: [string, string][] = [
    ["Content-Type", "application/json"],
    ["X-GitHub-Event", "push"],
    ["X-Hub-Signature-256", `sha256=${mac}`],
  ];
  for (const run of ["module not loaded yet", "module in the cache", "once more"]) {
    const endpoint = await creel.endpoint(context.request);
    await endpoint.send({ headers, body });
    await inspector.open(`${endpoint.page}/1`);
    await inspector.tab("Signature");
    await expect(inspector.hit.getByLabel("Signing secret")).toBeVisible();
    await page.evaluate(() => {
      const seen = { longest: 0, count: 0, frame: 0, last: performance.now(), going: true };
      Object.assign(window, { seen });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) {
          seen.longest = Math.max(seen.longest, duration);
          seen.count += 1;
        }
      }).observe({ type: "longtask" });
      const frame = (now: number): void => {
        seen.frame = Math.max(seen.frame, now - seen.last);
        seen.last = now;
        if (seen.going) {
          requestAnimationFrame(frame);
        }
      };
      requestAnimationFrame(frame);
    });
    const start = performance.now();
    await inspector.checkWith("a wrong secret");
    await expect(inspector.verdictHeading).toHaveText(/^Failed/);
    const took = performance.now() - start;
    const seen = await page.evaluate(() => {
      const { seen } = window as unknown as { seen: { longest: number; count: number; frame: number; going: boolean } };
      seen.going = false;
      return seen;
    });
    console.log(
      `${run}: verdict after ${took.toFixed(0)} ms; longest task of the page ${seen.longest.toFixed(0)} ms ` +
        `(${seen.count} over 50 ms), longest time between two frames ${seen.frame.toFixed(0)} ms; body ${body.length} bytes`,
    );
  }
});
