import { expect, test } from "../../fixtures/test.ts";
import { push } from "../../senders/github.ts";

/** What Chromium says when a server goes away under an open page. */
const CUT = [/WebSocket connection to .* failed/, /Failed to load resource: net::ERR_/, /Failed to fetch/];

test("what was acknowledged survives a kill", async ({ ownCreel, context, inspector, faults }) => {
  // The page is open, and may be asking, when the server goes.
  CUT.forEach((pattern) => faults.expect(pattern));
  const endpoint = await ownCreel.endpoint(context.request);
  const message = await push("secret");
  expect((await endpoint.send(message)).status).toBe(200);
  await inspector.open(`${endpoint.page}/1`);
  await inspector.shows(1);
  await inspector.tab("Headers");
  const before = await inspector.headers();

  await ownCreel.kill();
  await ownCreel.restart();

  await inspector.open(`${endpoint.page}/1`);
  await inspector.shows(1);
  await inspector.tab("Headers");
  expect(await inspector.headers()).toEqual(before);
  expect((await endpoint.body(1)).toString()).toBe(message.body);
  expect((await endpoint.send({ path: "/after" })).headers).toContainEqual(["x-creel-hit", "2"]);
});

test("an open page catches up without a gap when the server comes back", async ({
  ownCreel,
  context,
  inspector,
  faults,
}) => {
  CUT.forEach((pattern) => faults.expect(pattern));
  const endpoint = await ownCreel.endpoint(context.request);
  await inspector.open(endpoint.page);
  await inspector.connected();
  for (let n = 1; n <= 5; n += 1) {
    await endpoint.send({ path: `/before/${n}` });
  }
  await expect(inspector.rows).toHaveCount(5);
  // A page that was loaded again would not have this.
  await inspector.page.evaluate(() => document.documentElement.setAttribute("data-same", ""));

  await ownCreel.kill();
  await expect(inspector.live).toHaveAttribute("data-live", "reconnecting");
  await ownCreel.restart();
  // These are stored while the page may still be waiting for its next try.
  for (let n = 6; n <= 12; n += 1) {
    expect((await endpoint.send({ path: `/away/${n}` })).status).toBe(200);
  }
  await inspector.connected();
  await endpoint.send({ path: "/again/13" });

  await inspector.showNew();
  await expect(inspector.rows).toHaveCount(13);
  const seqs = await inspector.seqs();
  expect(seqs).toEqual(Array.from({ length: 13 }, (_, index) => 13 - index));
  await expect(inspector.page.locator("html")).toHaveAttribute("data-same", "");
});
