import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { look } from "../../fixtures/look.ts";
import { expect, test } from "../../fixtures/test.ts";

const LABEL = "Damaged on its disk";

/** Changes one byte of what the database holds behind the label: its settings are no JSON any more. */
async function damage(folder: string): Promise<void> {
  const path = join(folder, "creel.db");
  const file = await readFile(path);
  const behind = file.indexOf("{", file.indexOf(LABEL));
  expect(behind).toBeGreaterThan(0);
  file[behind] = "!".charCodeAt(0);
  await writeFile(path, file);
}

test("a page that cannot be made says what the log calls it", async ({ ownCreel, page, context, settle, faults }, info) => {
  faults.expect(/status of 500/);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const endpoint = await ownCreel.endpoint(context.request, { label: LABEL });
  await ownCreel.end();
  await damage(ownCreel.folder);
  await ownCreel.restart();
  const response = await page.goto(endpoint.page);
  expect(response?.status()).toBe(500);
  await settle(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Something broke here");
  const reference = await page.getByRole("main").locator("code").innerText();
  expect(reference).toMatch(/^req-[0-9a-f]{8}$/);
  // Once in the log, with its cause; the cause is not on the page.
  const lines = ownCreel.log.split("\n").filter((line) => line.includes(reference));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("settings");
  await expect(page.getByRole("main")).not.toContainText(/settings|column|sql/i);
  await page.getByRole("button", { name: "Copy the reference" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(reference);
  await look(page, info, "broken");
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByRole("main").locator("code")).not.toHaveText(reference);
});

test("a server that does not answer", async ({ ownCreel, page, context, settle, faults }, info) => {
  faults.expect(/ERR_CONNECTION_REFUSED|WebSocket connection/);
  const endpoint = await ownCreel.endpoint(context.request, { label: "Quiet" });
  await endpoint.send({ path: "/before" });
  await page.goto(ownCreel.origin);
  await settle(page);
  await ownCreel.kill();
  await page.getByRole("link", { name: "Quiet" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The server did not answer");
  await look(page, info, "no-answer");
  await ownCreel.restart();
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByRole("link", { name: "/before" })).toBeVisible();
});

/** What a server says that has too much to do, and what stands in front of one says by itself. */
const TROUBLES = [
  [503, { error: { code: "busy", message: "Too many reads at a time. Try again in a second." } }, "The server is busy", "Too many reads at a time."],
  [502, "<html>Bad Gateway</html>", "The server is out of reach", "What stands in front of it has no answer from it."],
  [429, { error: { code: "too_many_requests", message: "Wait a second." } }, "Too much at a time", "Wait a second."],
] as const;

for (const [status, answer, heading, words] of TROUBLES) {
  test(`a page that is answered ${status}`, async ({ endpoint, home, page, faults }, info) => {
    faults.expect(new RegExp(`status of ${status}`));
    await home.open();
    await page.route(`**/api/endpoints/${endpoint.id}`, (route) =>
      route.fulfill(typeof answer === "string" ? { status, body: answer } : { status, json: answer }),
    );
    await page.getByRole("link", { name: endpoint.id }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    await expect(page.getByRole("main")).toContainText(words);
    await expect(page.getByRole("main")).not.toContainText("our fault");
    if (status === 503) {
      await look(page, info, "busy");
    }
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("option", { name: "All endpoints" })).toBeVisible();
    await page.keyboard.press("Escape");
    await page.unroute(`**/api/endpoints/${endpoint.id}`);
    await page.getByRole("link", { name: "Try again" }).click();
    await expect(page.getByRole("heading", { name: "Waiting for the first hit" })).toBeVisible();
  });
}
