import { expect, test } from "../../fixtures/test.ts";

test("settings are saved", async ({ endpoint, settings, accessible, javaScriptEnabled }) => {
  await settings.open(endpoint.page);
  await settings.field("Label").fill("Orders");
  await settings.field("Status").fill("202");
  await settings.save();
  if (javaScriptEnabled) {
    await expect(settings.page.getByText("Saved", { exact: true })).toBeVisible();
    await accessible();
  }
  await settings.open(endpoint.page);
  await expect(settings.field("Label")).toHaveValue("Orders");
  expect((await endpoint.send({ body: "x" })).status).toBe(202);
});

test("secrets and share links come and go", async ({ endpoint, settings }) => {
  await settings.open(endpoint.page);
  await settings.addSecret("GitHub", "repo", "hunter2");
  await expect(settings.signatures).toContainText("repo");
  await expect(settings.signatures).not.toContainText("hunter2");
  await settings.share("Ann");
  await expect(settings.access).toContainText("Ann");
  const sections = settings.page.getByRole("navigation", { name: "Settings" });
  await expect(sections.getByRole("link", { name: "Signatures" })).toHaveText("Signatures1");
  await expect(sections.getByRole("link", { name: "Access and sharing" })).toHaveText("Access and sharing1");
  await settings.signatures.getByRole("button", { name: "Delete repo" }).click();
  await expect(settings.signatures).toContainText("No secret is saved");
  await settings.access.getByRole("button", { name: "Take back Ann" }).click();
  await expect(settings.access).toContainText("No share links");
  await expect(sections).not.toContainText("1");
});

test("deleting an endpoint asks first", async ({ endpoint, settings, page, javaScriptEnabled }) => {
  await settings.open(endpoint.page);
  await settings.danger.getByRole("button", { name: "Delete endpoint…" }).click();
  await expect(page.getByRole("heading", { name: /for good\?$/ })).toBeVisible();
  if (javaScriptEnabled) {
    await page.getByLabel(/^Type/).fill(endpoint.id);
  }
  await page.getByRole("button", { name: "Delete endpoint", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Catch webhooks");
  expect((await endpoint.send({ body: "x" })).status).toBe(404);
});
