import { expect, test } from "../../fixtures/test.ts";
import { Creel } from "../../fixtures/creel.ts";
import { InspectorPage } from "../../pages/inspector.ts";

test("everything works below a base path", async ({ context, inspector }) => {
  const creel = await Creel.start(["--base-path", "/hooks"]);
  try {
    const made = await context.request.post(`${creel.origin}/hooks/api/endpoints`, {
      headers: { Origin: creel.origin },
      data: {},
    });
    expect(made.status()).toBe(201);
    const { id, url } = (await made.json()) as { id: string; url: string };
    expect(url).toBe(`${creel.origin}/hooks/${id}`);
    await inspector.open(`${creel.origin}/hooks/e/${id}`);
    await inspector.connected();
    expect((await fetch(url, { method: "POST", body: "{\"below\":1}" })).status).toBe(200);
    await inspector.shows(1);
    await expect(inspector.hit.getByRole("tree")).toContainText('"below"');
    await inspector.tab("Headers");
    await inspector.reload();
    await expect(inspector.hit.getByRole("table")).toContainText("content-length");
    await inspector.page.getByRole("link", { name: "Endpoint settings" }).click();
    await expect(inspector.page).toHaveURL(`${creel.origin}/hooks/e/${id}/settings`);
    await expect(inspector.page.getByRole("heading", { name: "Limits" })).toBeVisible();
  } finally {
    await creel.stop();
  }
});

test("a browser that blocks storage can still read and check", async ({ endpoint, inspector, context }) => {
  await context.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("blocked", "SecurityError");
        },
      });
    }
  });
  await inspector.open(endpoint.page);
  await inspector.connected();
  await endpoint.send({ method: "POST", body: "{\"a\":1}" });
  await inspector.shows(1);
  await expect(inspector.hit.getByRole("tree")).toContainText('"a"');
  await endpoint.send({ path: "/second" });
  await inspector.showNew();
  await inspector.choose(2);
});

test("a plain address of a local network needs nothing that only secure pages have", async ({
  endpoint,
  inspector,
  context,
}) => {
  // What a page on http://192.168.… does not have; on 127.0.0.1 browsers make an exception.
  await context.addInitScript(() => {
    Object.defineProperty(window, "isSecureContext", { value: false });
    Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined });
    Object.defineProperty(Crypto.prototype, "subtle", { get: () => undefined });
  });
  await endpoint.send({ method: "POST", body: "{\"a\":1}" });
  await inspector.open(`${endpoint.page}/1`);
  await inspector.connected();
  await expect(inspector.hit.getByRole("tree")).toContainText('"a"');
  await inspector.hit.getByRole("button", { name: "Copy body" }).click();
  // Either the old way of copying works, or the text is there to be copied by hand.
  const copied = inspector.hit.locator("button[data-copied]");
  const byHand = inspector.page.getByRole("dialog");
  await expect(copied.or(byHand).first()).toBeVisible();
});

test("deletes and pins follow in another tab", async ({ endpoint, inspector, context, settle }) => {
  for (const path of ["/one", "/two", "/three"]) {
    await endpoint.send({ path });
  }
  await inspector.open(`${endpoint.page}/2`);
  await inspector.connected();
  const other = new InspectorPage(await context.newPage(), settle);
  await other.open(`${endpoint.page}/3`);
  await other.connected();

  await inspector.hit.getByRole("button", { name: "Pin", exact: true }).click();
  await expect(other.row(2).getByRole("img", { name: "Pinned" })).toBeVisible();
  await endpoint.fetch("hits/1", { method: "DELETE" });
  await expect(other.rows).toHaveCount(2);
  await expect(inspector.rows).toHaveCount(2);
  await expect(other.total).toHaveText("2");
});
