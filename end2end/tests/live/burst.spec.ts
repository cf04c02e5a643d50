import { expect, test } from "../../fixtures/test.ts";

const BEFORE = 20;
const BURST = 3_000;
const LANES = 20;

test("after a burst the count and the list are those of the store", async ({ endpoint, inspector }) => {
  for (let n = 0; n < BEFORE; n += 1) {
    await endpoint.send({ path: `/before/${n}` });
  }
  await inspector.open(endpoint.page);
  await inspector.connected();

  const lane = async (of: number): Promise<void> => {
    for (let n = of; n < BURST; n += LANES) {
      // Most look alike in the list, some do not.
      const method = n % 7 === 0 ? "PUT" : "POST";
      const answer = await fetch(`${endpoint.url}/burst/${n}`, { method, body: `{"n":${n}}` });
      expect(answer.status).toBe(200);
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, of) => lane(of)));

  await expect(inspector.total).toHaveText((BEFORE + BURST).toLocaleString("en"));
  await inspector.shows(BEFORE + BURST);
  await inspector.page.keyboard.press(".");
  await expect(inspector.row(BEFORE + BURST)).toBeVisible();
  const seqs = await inspector.seqs();
  const stored = await endpoint.hits(seqs.length);
  expect(seqs).toEqual(stored.map(({ seq }) => seq));
  const links = await inspector.rows.getByRole("link").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  expect(links).toEqual(stored.map(({ seq }) => new URL(`${endpoint.page}/${seq}`).pathname));
  const text = (name: string) => inspector.rows.locator(name).allTextContents();
  expect(await text(".method")).toEqual(stored.map(({ method }) => method));
  const path = (target: string) => target.slice(new URL(endpoint.url).pathname.length);
  expect(await text(".path")).toEqual(stored.map(({ target }) => path(target)));
});
