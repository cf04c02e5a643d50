import { expect, test } from "../../fixtures/test.ts";
import { send } from "../../wire/http.ts";

test("another browser cannot read an endpoint", async ({ browser, endpoint }) => {
  await endpoint.send({ path: "/private", body: "for its owner only" });
  const stranger = await browser.newContext();
  const page = await stranger.newPage();
  for (const address of [endpoint.page, `${endpoint.page}/1`]) {
    const response = await page.goto(address);
    expect(response?.status(), address).toBe(404);
    await expect(page.getByRole("main")).not.toContainText("for its owner only");
    await expect(page.getByRole("main")).not.toContainText("/private");
  }
  const api = `${endpoint.creel.origin}/api/endpoints/${endpoint.id}`;
  for (const path of ["", "/hits", "/hits/1", "/hits/1/body", "/hits/1/raw"]) {
    const response = await stranger.request.get(`${api}${path}`);
    expect(response.status(), path).toBe(404);
  }
  await stranger.close();
});

test("an endpoint that never was looks the same as one that may not be read", async ({ browser, endpoint }) => {
  const stranger = await browser.newContext();
  const page = await stranger.newPage();
  const texts = [];
  for (const id of [endpoint.id, "00000000-0000-4000-8000-000000000000"]) {
    const response = await page.goto(`${endpoint.creel.origin}/e/${id}`);
    expect(response?.status()).toBe(404);
    const text = await page.getByRole("main").innerText();
    texts.push(text.replaceAll(id, "ID"));
  }
  expect(texts[0]).toBe(texts[1]);
  await stranger.close();
});

test("a key opens an endpoint where it could not be read", async ({ browser, endpoint }) => {
  await endpoint.send({ path: "/private" });
  const stranger = await browser.newContext();
  const page = await stranger.newPage();
  await page.goto(`${endpoint.page}/1`);
  await page.getByRole("textbox", { name: "Key" }).fill("ck_wrong");
  await page.getByRole("button", { name: "Read with key" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("That did not work");
  await page.goto(`${endpoint.page}/1`);
  await page.getByRole("textbox", { name: "Key" }).fill(endpoint.key);
  await page.getByRole("button", { name: "Read with key" }).click();
  await expect(page.getByRole("link", { name: "/private" })).toBeVisible();
  await stranger.close();
});

test("a capture URL that is not known says so in the sender's language", async ({ creel }) => {
  const path = "/00000000-0000-4000-8000-000000000000/orders";
  const plain = await send(creel.origin, { path, headers: [["Accept", "text/plain"]], body: "x" });
  expect(plain.status).toBe(404);
  expect(plain.body.toString()).toMatch(/^There is no endpoint/);

  const json = await send(creel.origin, { path, headers: [["Accept", "application/json"]], body: "x" });
  expect(json.status).toBe(404);
  expect(JSON.parse(json.body.toString())).toMatchObject({ error: { code: expect.any(String) } });
});

test("an address where no page is has a page that says so", async ({ creel, page, settle, accessible, faults, javaScriptEnabled }) => {
  faults.expect(/status of 404/);
  for (const path of ["/e/x/y/z", "/e", "/s/a/b/c"]) {
    const response = await page.goto(`${creel.origin}${path}`);
    expect(response?.status(), path).toBe(404);
    await settle(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no page here");
  }
  if (javaScriptEnabled) {
    await accessible();
  }
  await page.getByRole("link", { name: "Your endpoints" }).click();
  await expect(page).toHaveURL(`${creel.origin}/`);
});
