import type { Locator } from "@playwright/test";
import { expect, test } from "../../fixtures/test.ts";

test("the request is shown as text and as bytes, and how is remembered", async ({ endpoint, inspector }) => {
  const body = `one\r\ntwo ${"long ".repeat(80)}\nthree`;
  await endpoint.send({ method: "POST", path: "/find-me", headers: [["Content-Type", "text/plain"]], body });
  const raw = await endpoint.raw(1);
  const { hit } = inspector;
  const code = hit.locator(".code pre").last();
  const find = hit.getByRole("searchbox", { name: "Find in raw" });
  await inspector.open(`${endpoint.page}/1?tab=raw`);
  await expect(hit.locator(".lens-bar")).toContainText(`body ${Buffer.byteLength(body)}`);
  await expect(code).toContainText("one\\r\\n");
  await expect(code).toContainText("long \\n");

  await hit.getByLabel("Line endings").uncheck();
  await expect(code).not.toContainText("\\n");
  const wide = async (): Promise<boolean> => await code.evaluate((text) => text.scrollWidth > text.clientWidth);
  expect(await wide()).toBe(false);
  await hit.getByLabel("Wrap").uncheck();
  expect(await wide()).toBe(true);
  await find.fill("long");
  await expect(hit.locator("mark")).toHaveCount(80);

  // What is looked for is found among the bytes as well.
  await hit.getByRole("radio", { name: "Hex" }).click();
  const column = (at: number): Locator => hit.locator(".hex pre").nth(at);
  // What is found may begin on one line and end on the next.
  const found = async (at: number): Promise<string> => (await column(at).locator("mark").allTextContents()).join("");
  await find.fill("find-me");
  await expect.poll(async () => await found(2)).toBe("find-me");
  await find.fill("0d 0a 0d 0a");
  await expect.poll(async () => (await found(1)).replaceAll(" ", "")).toBe("0d0a0d0a");
  const bytes = await column(1).textContent();
  const all = Buffer.from((bytes ?? "").replaceAll(/\s/g, ""), "hex");
  expect(all.equals(raw)).toBe(true);

  await inspector.reload();
  await expect(hit.getByRole("radio", { name: "Hex" })).toHaveAttribute("aria-checked", "true");
  await hit.getByRole("radio", { name: "Text" }).click();
  await expect(hit.getByRole("radio", { name: "Text" })).toHaveAttribute("aria-checked", "true");
  await expect(hit.getByRole("radio", { name: "Hex" })).toHaveAttribute("aria-checked", "false");
  await expect(hit.getByLabel("Line endings")).not.toBeChecked();
  await expect(hit.getByLabel("Wrap")).not.toBeChecked();
  await expect(code).not.toContainText("\\n");
  expect(await wide()).toBe(true);
});

test("the exact bytes are copied where they are shown", async ({ endpoint, inspector, page, accessible }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await endpoint.send({ method: "POST", headers: [["X-Odd", "a  b"]], body: Buffer.from([0xff, 0, 0x0a]) });
  const raw = await endpoint.raw(1);
  await inspector.open(`${endpoint.page}/1?tab=raw`);
  await accessible();
  await expect(inspector.hit.getByRole("button", { name: "Copy as text" })).toBeVisible();
  await inspector.hit.getByRole("radio", { name: "Hex" }).click();
  await inspector.hit.getByRole("button", { name: "Copy exact bytes as base64" }).click();
  await expect.poll(async () => await page.evaluate(async () => await navigator.clipboard.readText())).toBe(raw.toString("base64"));
  await accessible();
});
