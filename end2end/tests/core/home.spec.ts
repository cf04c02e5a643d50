import { expect, test } from "../../fixtures/test.ts";

test("an endpoint is made with options, and its key is shown once", async ({
  home,
  page,
  accessible,
  javaScriptEnabled,
}) => {
  const slug = `orders-${Date.now().toString(36)}-${javaScriptEnabled ? "js" : "no"}`;
  await home.open();
  await home.withOptions.click();
  await home.options.getByLabel("Label").fill("Orders");
  await home.options.getByLabel("Address").fill(slug);
  await home.options.getByLabel("Show me its key").check();
  if (javaScriptEnabled) {
    await accessible();
  }
  await home.options.getByRole("button", { name: "Create endpoint" }).click();
  await expect(page.getByRole("heading", { name: "Its key, shown this once" })).toBeVisible();
  const key = await page.locator("code").textContent();
  await page.getByRole("link", { name: "Go to the endpoint" }).click();
  await expect(page).toHaveURL(new RegExp(`/e/${slug}$`));

  // Another browser gets in with it.
  await page.context().clearCookies();
  await home.open();
  await home.addByKey.click();
  await home.claim.getByLabel("URL or id").fill(slug);
  await home.claim.getByLabel("Key", { exact: true }).fill(key ?? "");
  await home.claim.getByRole("button", { name: "Add endpoint" }).click();
  await expect(page).toHaveURL(new RegExp(`/e/${slug}$`));
  await home.open();
  await expect(home.endpoints).toContainText("Orders");
});

test("who comes first sees what it shows, with nothing in it to press", async ({ home, page, accessible, javaScriptEnabled }) => {
  const specimen = page.locator(".specimen");
  for (const width of [1440, 1024]) {
    await page.setViewportSize({ width, height: 800 });
    await home.open();
    await expect(specimen).toContainText("One byte was added to the end of the body.");
    const picture = await specimen.boundingBox();
    for (const beside of [home.heading, home.create, home.withOptions]) {
      const box = await beside.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(picture?.x ?? 0);
    }
  }
  expect(await specimen.evaluate((picture) => picture.querySelectorAll("a[href], button, [tabindex]").length)).toBe(0);
  if (javaScriptEnabled) {
    await accessible();
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(specimen).toBeHidden();
});

test("an address that is taken is said, and the way back is there", async ({ home, page, endpoint, faults }) => {
  faults.expect(/409/);
  const taken = await endpoint.slug();
  await home.open();
  await home.withOptions.click();
  await home.options.getByLabel("Address").fill(taken);
  await home.options.getByRole("button", { name: "Create endpoint" }).click();
  await expect(page.getByText(/is taken on this server/)).toBeVisible();
  await page.getByRole("link", { name: "Your endpoints" }).click();
  await expect(home.heading).toContainText("Catch webhooks");
});
