import { createHmac } from "node:crypto";
import { expect, test } from "../../fixtures/test.ts";
import { push } from "../../senders/github.ts";

const SECRET = "It's a Secret to Everybody";

test("a pasted secret proves who sent a hit, and never leaves the browser", async ({ endpoint, inspector, page }) => {
  const sent: string[] = [];
  page.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(String(payload))));

  await endpoint.send(await push(SECRET));
  await inspector.open(`${endpoint.page}/1`);
  await inspector.tab("Signature");
  await expect(inspector.verdict).toContainText("GitHub");
  await inspector.checkWith(SECRET);
  await expect(inspector.verdictHeading).toHaveText(/^Verified/);

  await inspector.tab("Body");
  await expect(inspector.hit.getByText("9007199254740993")).toBeVisible();
  // Kept in this browser: it is still there after a reload.
  await inspector.reload();
  await inspector.tab("Signature");
  await expect(inspector.verdictHeading).toHaveText(/^Verified/);
  expect(sent.filter((text) => text.includes("Secret") || text.includes("Everybody"))).toEqual([]);
});

test("a secret that is saved on the server from a hit checks what has come already", async ({ endpoint, inspector, page }) => {
  const message = await push(SECRET);
  await endpoint.send(message);
  await endpoint.send({ ...message, body: `${message.body}\n` });
  await inspector.open(`${endpoint.page}/1?tab=signature`);
  await page.getByText("Save on the server", { exact: true }).click();
  await expect(page.getByRole("radio", { name: /^Save on the server/ })).toBeChecked();
  await inspector.checkWith(SECRET);
  await expect(inspector.verdictHeading).toHaveText("Verified");
  await expect(page.getByRole("status").filter({ hasText: "Saved on the server" })).toBeVisible();
  const verdicts = async () => (await endpoint.hits()).map(({ verdict }) => verdict);
  await expect.poll(verdicts).toEqual(["failed", "verified"]);
  await inspector.tab("Headers");
  await expect(inspector.hit.getByRole("row", { name: /X-Hub-Signature-256/ })).toContainText("read by the check");
});

test("one changed byte fails the check and is explained", async ({ endpoint, inspector, accessible }) => {
  const message = await push(SECRET);
  const body = message.body.replace("refs/heads/main", "refs/heads/mein");
  await endpoint.send({ ...message, body });
  await inspector.open(`${endpoint.page}/1`);
  await inspector.tab("Signature");
  await inspector.checkWith(SECRET);
  await expect(inspector.verdictHeading).toHaveText(/^Failed/);
  await accessible();
});

test("a newline that was added to the body is named as the reason", async ({ endpoint, inspector }) => {
  const message = await push(SECRET);
  await endpoint.send({ ...message, body: `${message.body}\n` });
  await inspector.open(`${endpoint.page}/1`);
  await inspector.tab("Signature");
  await inspector.checkWith(SECRET);
  await expect(inspector.verdictHeading).toHaveText(/^Failed/);
  const explained = inspector.hit.getByRole("region", { name: "What explains it" });
  await expect(explained).toContainText(/newline|end of the body/i);
  // The card says what failed; what explains it is said once.
  const sentence = await explained.getByRole("paragraph").first().innerText();
  await expect(inspector.verdict).not.toContainText(sentence);
});

test("without a secret it is shown how far the check comes", async ({ endpoint, inspector, accessible }) => {
  await endpoint.send(await push(SECRET));
  await inspector.open(`${endpoint.page}/1?tab=signature`);
  const steps = inspector.hit.getByRole("list", { name: "Checks, in order" }).getByRole("listitem");
  await expect(steps.filter({ hasText: "Signature found" })).toContainText("x-hub-signature-256");
  await expect(steps.filter({ hasText: "Signed bytes put together" })).toBeVisible();
  await expect(steps.last().getByRole("img", { name: "Needs you" })).toBeVisible();
  await expect(steps.last()).toContainText("The secret is needed to check this.");
  await accessible();
});

test("a signature of one's own making is described, and checked from then on", async ({ endpoint, inspector, page, accessible }) => {
  const sign = (body: string) => `sha1=${createHmac("sha1", "of my own").update(`POST ${body}`).digest("base64")}`;
  const send = (body: string, signed: string) => endpoint.send({ method: "POST", headers: [["X-Mine", sign(signed)]], body });
  await send("one", "one");
  await inspector.open(`${endpoint.page}/1?tab=signature`);
  await inspector.connected();
  await expect(inspector.verdictHeading).toHaveText("Unsigned");
  await page.getByLabel("Header", { exact: true }).fill("x-mine");
  await page.getByLabel("Algorithm").selectOption({ label: "HMAC-SHA1" });
  await page.getByLabel("Written as").selectOption({ label: "base64" });
  await page.getByLabel("Signed bytes", { exact: true }).fill("{method} {body}");
  await page.getByLabel("Secret", { exact: true }).fill("of my own");
  await accessible();
  await page.getByRole("button", { name: "Save and check" }).click();
  await expect(inspector.verdictHeading).toHaveText("Verified");
  await send("two", "other");
  await expect.poll(async () => (await endpoint.hits()).map(({ verdict }) => verdict)).toEqual(["failed", "verified"]);
});

test("a hit that failed is checked again with the secrets of now", async ({ endpoint, inspector, page, accessible }) => {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ provider: "github", name: "repo", secret: "another" });
  const saved = await endpoint.fetch("secrets", { method: "POST", body, headers });
  const { id } = (await saved.json()) as { id: string };
  await endpoint.send(await push(SECRET));
  await inspector.open(`${endpoint.page}/1?tab=signature`);
  await inspector.connected();
  await expect(inspector.verdictHeading).toHaveText(/^Failed/);
  await endpoint.fetch(`secrets/${id}`, { method: "DELETE" });
  await inspector.verdict.getByRole("button", { name: "Check again" }).click();
  await expect(page.getByText("Checked again")).toBeVisible();
  await expect(inspector.verdictHeading).toHaveText("No secret yet");
  await expect(inspector.row(1).getByRole("img", { name: "No secret yet" })).toBeVisible();
  await accessible();
});
