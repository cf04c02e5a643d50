import { deflateSync, gzipSync } from "node:zlib";
import { expect, test } from "../../fixtures/test.ts";

const JSON_TYPE: [string, string] = ["Content-Type", "application/json"];

test("a coded body is shown decoded, and says so", async ({ endpoint, inspector }) => {
  const text = JSON.stringify({ order: 1847, note: "zipped" });
  const packed = gzipSync(text);
  await endpoint.send({ method: "POST", headers: [JSON_TYPE, ["Content-Encoding", "gzip"]], body: packed });
  await endpoint.send({ method: "POST", headers: [JSON_TYPE, ["Content-Encoding", "deflate"]], body: deflateSync(text) });
  await endpoint.send({ method: "POST", headers: [JSON_TYPE, ["Content-Encoding", "gzip"]], body: text });

  await inspector.open(`${endpoint.page}/1`);
  await expect(inspector.hit.getByRole("tree")).toContainText('"zipped"');
  await expect(inspector.hit).toContainText(
    `Decoded from gzip to be read. The signature is checked on the ${packed.length} bytes that were sent.`,
  );
  await inspector.choose(2);
  await expect(inspector.hit.getByRole("tree")).toContainText('"zipped"');
  await inspector.choose(3);
  await expect(inspector.hit).toContainText("Not decoded.");
  await expect(inspector.hit.getByRole("tree")).toContainText('"zipped"');
});

test("text in another charset is shown as it was meant", async ({ endpoint, inspector }) => {
  const body = Buffer.from("price: \x80 5, caf\xe9", "latin1");
  await endpoint.send({ method: "POST", headers: [["Content-Type", "text/plain; charset=windows-1252"]], body });
  await inspector.open(`${endpoint.page}/1`);
  await expect(inspector.hit.locator(".code")).toContainText("price: € 5, café");
  await expect(inspector.hit.locator(".lens-bar")).toContainText("windows-1252");
});

test("a large JSON body comes in parts, and all of it can be looked through", async ({ endpoint, inspector }) => {
  const items = Array.from({ length: 12_000 }, (_, number) => ({ number, name: `Order ${number}`, open: number % 2 === 0 }));
  const body = JSON.stringify({ items, last: "the end of it" });
  expect(body.length).toBeGreaterThan(500_000);
  await endpoint.send({ method: "POST", headers: [JSON_TYPE], body });

  const html = await (await inspector.page.request.get(`${endpoint.page}/1`)).text();
  expect(html.length).toBeLessThan(400_000);

  await inspector.open(`${endpoint.page}/1`);
  const tree = inspector.hit.getByRole("tree");
  await expect(tree).toContainText("12,000 items");
  await expect(tree).toContainText('"the end of it"');

  await inspector.page.keyboard.press("f");
  await inspector.page.keyboard.type("order 11999");
  await expect(inspector.hit.getByRole("status").filter({ hasText: "1" })).toBeVisible();
  await inspector.page.keyboard.press("Enter");
  await expect(tree.locator("mark")).toHaveText("Order 11999");
  await expect(tree.locator("mark")).toBeInViewport();
});

test("long text is shown in steps", async ({ endpoint, inspector }) => {
  const lines = Array.from({ length: 40_000 }, (_, number) => `line ${number} of the log`);
  await endpoint.send({ method: "POST", headers: [["Content-Type", "text/plain"]], body: lines.join("\n") });
  await inspector.open(`${endpoint.page}/1`);
  const code = inspector.hit.locator(".code");
  await expect(code).toContainText("line 0 of the log");
  await expect(code).not.toContainText("line 39999 of");
  await inspector.hit.getByRole("button", { name: "Show 1 MB more" }).click();
  await expect(code).toContainText("line 39999 of the log");
  await expect(inspector.hit.getByRole("button", { name: "Show 1 MB more" })).toBeHidden();
});

test("numbers stay beside lines that wrap", async ({ endpoint, inspector }) => {
  const body = `{"first":1,\n"long":"${"x".repeat(3_000)}",\n"last":3}`;
  await endpoint.send({ method: "POST", headers: [JSON_TYPE], body });
  await inspector.open(`${endpoint.page}/1?lens=raw`);
  const code = inspector.hit.locator(".code");
  await expect(code.locator(".nr")).toHaveCount(3);
  await expect(code).toHaveText(body);
  const apart = await code.evaluate((code) => {
    const last = [...code.querySelectorAll("span")].find((span) => span.textContent === '"last"');
    const number = [...code.querySelectorAll(".nr")].at(-1);
    return Math.abs((last?.getBoundingClientRect().top ?? 0) - (number?.getBoundingClientRect().top ?? 1_000));
  });
  expect(apart).toBeLessThan(10);
});

test("found places are stepped through", async ({ endpoint, inspector }) => {
  await endpoint.send({ method: "POST", headers: [["Content-Type", "text/plain"]], body: "one two\nONE three\nnone" });
  await inspector.open(`${endpoint.page}/1`);
  const find = inspector.hit.getByRole("searchbox", { name: "Find in body" });
  await inspector.page.keyboard.press("f");
  await expect(find).toBeFocused();
  await inspector.page.keyboard.type("one");
  await expect(inspector.hit.locator("mark")).toHaveText(["one", "ONE", "one"]);
  const now = inspector.hit.locator("mark[data-now]");
  for (const [key, place, text] of [
    ["Enter", "1 of 3", "one"],
    ["Enter", "2 of 3", "ONE"],
    ["Shift+Enter", "1 of 3", "one"],
    ["Shift+Enter", "3 of 3", "one"],
  ] as const) {
    await inspector.page.keyboard.press(key);
    await expect(inspector.hit.locator(".find")).toContainText(place);
    await expect(now).toHaveText(text);
  }
  await inspector.page.keyboard.press("Escape");
  await expect(inspector.hit.locator("mark")).toHaveCount(0);
});
