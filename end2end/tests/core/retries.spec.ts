import { expect, test } from "../../fixtures/test.ts";
import { deliver } from "../../senders/github.ts";

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
