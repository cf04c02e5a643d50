import { expect, test } from "../../fixtures/test.ts";
import { send } from "../../wire/http.ts";

test("a stranger gets a URL, sends a request and reads it", async ({
  home,
  inspector,
  page,
  creel,
  javaScriptEnabled,
}) => {
  await home.open();
  await expect(home.heading).toContainText("Catch webhooks");
  await home.newEndpoint();
  const id = /\/e\/([^/?]+)/.exec(page.url())?.[1] ?? "";
  await expect(page.getByText(`${creel.origin}/${id}`).first()).toBeVisible();
  if (javaScriptEnabled) {
    await inspector.connected();
    await page.evaluate(() => (document.title += " (same page)"));
  }

  const answer = await send(creel.origin, {
    path: `/${id}/orders?b=2&a=1`,
    headers: [
      ["User-Agent", "curl/8.5.0"],
      ["Content-Type", "application/json"],
      ["X-Custom", "kept"],
    ],
    body: '{"hello": "creel"}',
  });
  expect(answer.status).toBe(200);
  expect(answer.headers).toContainEqual(["x-creel-hit", "1"]);

  if (!javaScriptEnabled) {
    await inspector.reload();
  }
  await expect(inspector.row(1)).toContainText("/orders");
  await inspector.choose(1);
  await expect(inspector.hit).toContainText("hello");
  await inspector.tab("Headers");
  expect(await inspector.headers()).toEqual([
    ["Host", new URL(creel.origin).host],
    ["User-Agent", "curl/8.5.0"],
    ["Content-Type", "application/json"],
    ["X-Custom", "kept"],
    ["Content-Length", "18"],
  ]);
});

test("a list and a hit can be read", async ({ endpoint, inspector, accessible, javaScriptEnabled }) => {
  for (const path of ["/first", "/second", "/third"]) {
    await endpoint.send({ path, body: `text of ${path}` });
  }
  await inspector.open(endpoint.page);
  await expect(inspector.rows).toHaveCount(3);
  await expect(inspector.rows.first()).toContainText("/third");
  await inspector.choose(2);
  await expect(inspector.hit).toContainText("text of /second");
  await expect(inspector.page).toHaveURL(/\/e\/[^/]+\/2/);
  if (javaScriptEnabled) {
    await accessible();
  }
});

test("the home page lists what this browser made", async ({ endpoint, home, accessible, javaScriptEnabled }) => {
  await home.open();
  await expect(home.endpoints).toContainText(endpoint.id);
  if (javaScriptEnabled) {
    await accessible();
  }
});
