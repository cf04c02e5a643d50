import { expect, test } from "../../fixtures/test.ts";
import { deliver } from "../../senders/github.ts";

test("the keyboard unfolds a delivery and goes through its attempts", async ({ endpoint, inspector, page }) => {
  await deliver(endpoint, "72d3162e-cc78-11e3-81ab-4c9367dc0958", [503, 503, 200]);
  await inspector.open(endpoint.page);
  await expect.poll(async () => await inspector.seqs()).toEqual([3]);
  await inspector.row(3).getByRole("link").focus();
  await page.keyboard.press("ArrowRight");
  await expect(inspector.rows).toHaveCount(3);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await inspector.shows(1);
  await page.keyboard.press("ArrowLeft");
  await expect(inspector.rows).toHaveCount(1);
  await inspector.shows(3);
});

test("the address of an older attempt shows it in the list", async ({ endpoint, inspector }) => {
  await deliver(endpoint, "72d3162e-cc78-11e3-81ab-4c9367dc0958", [503, 503, 200]);
  await inspector.open(`${endpoint.page}/2`);
  await expect(inspector.row(2).getByRole("link")).toHaveAttribute("aria-current", "true");
  // Another attempt arrives: it stands for the delivery, and what was unfolded stays unfolded.
  await inspector.connected();
  await deliver(endpoint, "72d3162e-cc78-11e3-81ab-4c9367dc0958", [200]);
  // A hit is selected, so it waits to be asked for.
  await inspector.newPill.click();
  await expect(inspector.row(4)).toContainText("4 attempts");
  await expect(inspector.rows).toHaveCount(4);
});
