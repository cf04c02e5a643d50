import { expect, test } from "../../fixtures/test.ts";
import type { Endpoint } from "../../fixtures/endpoint.ts";

/** One delivery of a sender that tries again until it gets 200. */
async function deliver(endpoint: Endpoint, id: string, statuses: number[]): Promise<void> {
  for (const status of statuses) {
    await endpoint.send({
      path: `/github?creel-status=${status}`,
      headers: [
        ["Content-Type", "application/json"],
        ["User-Agent", "GitHub-Hookshot/abc1234"],
        ["X-GitHub-Event", "push"],
        ["X-GitHub-Delivery", id],
        ["X-Hub-Signature-256", `sha256=${"ab".repeat(32)}`],
      ],
      body: `{"status":${status}}`,
    });
  }
}

test("attempts of one delivery are one row that unfolds", async ({
  endpoint,
  inspector,
  accessible,
  javaScriptEnabled,
}) => {
  await deliver(endpoint, "72d3162e-cc78-11e3-81ab-4c9367dc0958", [503, 503, 200]);
  await endpoint.send({ path: "/between" });
  await deliver(endpoint, "82d3162e-cc78-11e3-81ab-4c9367dc0958", [200]);
  await inspector.open(endpoint.page);

  if (!javaScriptEnabled) {
    // Nobody could unfold them: all are listed.
    expect(await inspector.seqs()).toEqual([5, 4, 3, 2, 1]);
    await inspector.choose(1);
    return;
  }
  await expect.poll(async () => await inspector.seqs()).toEqual([5, 4, 3]);
  await expect(inspector.row(3)).toContainText("3 attempts");
  await expect(inspector.row(3).getByTitle("Replied 503, 503, 200")).toBeVisible();
  await expect(inspector.row(5)).not.toContainText("attempts");
  await accessible();

  await inspector.row(3).getByRole("button", { name: "Show the 3 attempts" }).click();
  expect(await inspector.seqs()).toEqual([5, 4, 3, 2, 1]);
  await expect(inspector.row(1)).toContainText("Attempt 1 503");
  await inspector.choose(2);
  await accessible();
  await inspector.row(3).getByRole("button", { name: "Hide the 3 attempts" }).click();
  expect(await inspector.seqs()).toEqual([5, 4, 3]);
  await inspector.shows(3);
});

test.describe("with scripts", () => {
  test.skip(({ javaScriptEnabled }) => !javaScriptEnabled, "the keyboard needs them");

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
});
