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
  // The path at the end of the pane does not cover it.
  const bottom = (box: { y: number; height: number } | null): number => (box?.y ?? 0) + (box?.height ?? 0);
  const path = await inspector.hit.locator(".crumbs").boundingBox();
  expect(bottom(await tree.locator("mark").boundingBox())).toBeLessThanOrEqual(path?.y ?? 0);
  // What is on the way there is not drawn, and comes when it is wanted.
  const lines = tree.getByRole("treeitem");
  expect(await lines.count()).toBeLessThan(700);
  await expect(tree).not.toContainText('"items"');
  const line = tree.getByRole("treeitem", { level: 4, selected: true });
  await expect(line).toContainText("name");
  await inspector.hit.getByRole("button", { name: "Show earlier lines" }).click();
  await expect.poll(() => lines.count()).toBeGreaterThan(2000);
  await line.press("Home");
  await expect(tree.getByRole("treeitem", { level: 1 })).toBeFocused();
  await expect(tree).toContainText('"items"');
  await tree.getByRole("treeitem", { level: 1 }).press("ArrowUp");
  await expect(tree.getByRole("treeitem", { level: 1 })).toBeFocused();
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

test("where JSON breaks is gone to", async ({ endpoint, inspector }) => {
  const body = `{"filler":"${"x ".repeat(20_000)}","items":[1,]}`;
  await endpoint.send({ method: "POST", headers: [JSON_TYPE], body });
  await inspector.open(`${endpoint.page}/1`);
  const odd = inspector.hit.locator(".err-at");
  await expect(odd).not.toBeInViewport();
  await inspector.hit.getByRole("button", { name: "Go to it" }).click();
  await expect(odd).toBeInViewport();
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

test("text and bytes are found in Hex and in Raw", async ({ endpoint, inspector }) => {
  await endpoint.send({ path: "/find-me", headers: [JSON_TYPE], body: '{"name":"Mara","Name":2}' });
  await inspector.open(`${endpoint.page}/1?lens=hex`);
  const find = inspector.hit.getByRole("searchbox", { name: "Find in body" });
  const now = inspector.hit.locator("mark[data-now]");
  await find.fill("name");
  await inspector.page.keyboard.press("Enter");
  await expect(inspector.hit.locator(".find")).toContainText("1 of 2");
  await expect(now).toHaveText(["6e 61 6d 65", "name"]);
  await inspector.hit.getByRole("button", { name: "Next match" }).click();
  await expect(now).toHaveText(["4e 61 6d 65", "Name"]);
  await find.fill("7b 22");
  await expect(inspector.hit.locator("mark")).toHaveText(["7b 22", '{"']);

  await inspector.tab("Raw");
  const inRaw = inspector.hit.getByRole("searchbox", { name: "Find in raw" });
  await inRaw.fill("find-me");
  await expect(inspector.hit.locator("mark")).toHaveText(["find-me"]);
  // The ends of lines are drawn, and not there.
  await inRaw.fill("\\r\\n");
  await expect(inspector.hit.locator(".find")).toContainText("none");
});

test("a place far down is drawn when it is gone to", async ({ endpoint, inspector }) => {
  const body = Buffer.concat([Buffer.alloc(160_000), Buffer.from("needle"), Buffer.alloc(10)]);
  await endpoint.send({ method: "POST", headers: [["Content-Type", "application/octet-stream"]], body });
  await inspector.open(`${endpoint.page}/1`);
  await expect(inspector.hit.getByRole("button", { name: "Show more lines" })).toBeVisible();
  await inspector.hit.getByRole("searchbox", { name: "Find in body" }).fill("needle");
  await inspector.page.keyboard.press("Enter");
  const now = inspector.hit.locator("mark[data-now]");
  await expect(now).toHaveText(["6e 65 65 64 6c 65", "needle"]);
  await expect(now.first()).toBeInViewport();
  // What is on the way there is not drawn, and comes when it is wanted.
  const offsets = inspector.hit.locator(".hex .off");
  await expect(offsets).not.toContainText("00000000");
  await expect(offsets).toContainText("00027100");
  await expect(inspector.hit.getByRole("button", { name: "Show more lines" })).toHaveCount(0);
  const earlier = inspector.hit.getByRole("button", { name: "Show earlier lines" });
  while ((await earlier.count()) > 0) await earlier.click();
  await expect(offsets).toContainText("00000000");
});

test("a decoded body is shown as it was sent, and back", async ({ endpoint, inspector }) => {
  const packed = gzipSync('{"order":1847}');
  await endpoint.send({ method: "POST", headers: [JSON_TYPE, ["Content-Encoding", "gzip"]], body: packed });
  await inspector.open(`${endpoint.page}/1`);
  await expect(inspector.hit.getByRole("tree")).toContainText("1847");
  await expect(inspector.hit.locator(".lens-bar")).toContainText(`gzip: ${packed.length} bytes on the wire, 14 bytes decoded`);
  await inspector.hit.getByRole("button", { name: "Show as sent" }).click();
  await expect(inspector.hit.locator(".hex")).toContainText("1f 8b 08");
  await expect(inspector.hit.getByRole("radio", { name: "Hex" })).toHaveAttribute("aria-checked", "true");
  await expect(inspector.hit).toContainText(`The ${packed.length} bytes that were sent.`);
  await inspector.hit.getByRole("button", { name: "Show decoded" }).click();
  await expect(inspector.hit.getByRole("tree")).toContainText("1847");
  await inspector.hit.getByRole("button", { name: "Show as sent" }).click();
  // Another lens looks at what can be read.
  await inspector.lens("Pretty");
  await expect(inspector.hit.locator(".code")).toContainText("1847");
});

test("the pixels of a picture are told", async ({ endpoint, inspector }) => {
  const dot = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==", "base64");
  await endpoint.send({ method: "POST", headers: [["Content-Type", "image/png"]], body: dot });
  await inspector.open(`${endpoint.page}/1`);
  await expect(inspector.hit.getByRole("img", { name: "The body as a picture" })).toBeVisible();
  await expect(inspector.hit.locator(".lens-bar")).toContainText("1 × 1");
});

test("a value is copied and filtered by from its line, and times are told beside it", async ({ endpoint, inspector, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const at = new Date(Math.floor(Date.now() / 1_000) * 1_000 - 120_000).toISOString();
  const send = (name: string) => endpoint.send({ headers: [JSON_TYPE], body: JSON.stringify({ at, who: { "first name": name } }) });
  await send("Mara");
  await send("Ada");
  await inspector.open(`${endpoint.page}/1`);
  await expect(inspector.hit.getByRole("treeitem").filter({ hasText: at })).toContainText(/2 min( \d s)? before this hit/);
  const line = inspector.hit.getByRole("treeitem").filter({ hasText: "Mara" }).last();
  await line.hover();
  const tools = inspector.hit.locator(".tools");
  await tools.getByRole("button", { name: "Copy value" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("Mara");
  await tools.getByRole("button", { name: "Copy path" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('$.who["first name"]');
  await tools.getByRole("button", { name: "Filter" }).click();
  await expect(page.getByRole("combobox", { name: "Filter hits" })).toHaveValue('body.who."first name":"Mara"');
  await expect(inspector.row(2)).toHaveCount(0);
  await inspector.shows(1);
  await page.mouse.move(0, 0);
  await expect(tools).toHaveCount(0);
});
