import { expect, test } from "../../fixtures/test.ts";

test("two hits are compared at an address of their own", async ({
  endpoint,
  inspector,
  page,
  accessible,
  javaScriptEnabled,
}) => {
  const json: [string, string][] = [["Content-Type", "application/json"]];
  await endpoint.send({
    path: "/orders?a=1",
    headers: [...json, ["X-Old", "gone"]],
    body: '{"id":9007199254740993,"paid":false,"items":[1,2]}',
  });
  await endpoint.send({
    path: "/orders?a=2",
    headers: [...json, ["X-New", "come"]],
    body: '{"id":9007199254740993,"paid":true,"items":[1,2],"note":"<b>bold</b>"}',
  });
  await inspector.open(`${endpoint.page}/2?with=1`);
  const compare = page.getByRole("region", { name: "Compare" });
  await expect(compare.getByRole("heading", { name: "Compare two hits" })).toBeVisible();
  await expect(compare).toContainText("+ 1 added");
  await expect(compare).toContainText("1 changed");
  const differences = compare.getByRole("group", { name: "Differences" });
  await expect(differences).toContainText('Only in A: "paid": false');
  await expect(differences).toContainText('Only in B: "paid": true');
  await expect(differences).toContainText('"<b>bold</b>"');
  await expect(differences).toContainText("9007199254740993");
  if (javaScriptEnabled) {
    await accessible();
  }
  await compare.getByRole("link", { name: "Headers" }).click();
  await expect(differences).toContainText("Only in A: X-Old: gone");
  await expect(differences).toContainText("Only in B: X-New: come");
  await compare.getByRole("link", { name: "Query" }).click();
  await expect(differences).toContainText("Only in B: a: 2");
  await compare.getByRole("link", { name: "Swap A and B" }).click();
  await expect(page).toHaveURL(/\/1\?with=2&part=query$/);
  await expect(differences).toContainText("Only in B: a: 1");
  await compare.getByRole("link", { name: "Back to the hit" }).click();
  await inspector.shows(1);
});
