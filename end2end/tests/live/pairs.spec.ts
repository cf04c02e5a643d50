import { expect, test } from "../../fixtures/test.ts";

const FORM: [string, string] = ["Content-Type", "application/x-www-form-urlencoded"];

test("a query is read decoded and as it was sent", async ({ endpoint, inspector }) => {
  await endpoint.send({ path: "/?to=%2B47+9&tag=a&tag=b&debug" });
  await inspector.open(`${endpoint.page}/1?tab=query`);
  const table = inspector.hit.getByRole("table", { name: "Query" });
  const values = table.locator("td.vl");
  await expect(values.first()).toHaveText("+47 9sent as %2B47+9");
  await inspector.hit.getByRole("radio", { name: "As sent" }).click();
  await expect(values.first()).toHaveText("%2B47+9");
  await expect(values.nth(2)).toHaveText("bnumber 2 of this name, kept apart");
  await expect(values.nth(3)).toContainText("no value");
  await inspector.hit.getByRole("radio", { name: "Decoded" }).click();
  await expect(values.first()).toContainText("+47 9");
});

test("a form is copied as JSON, its query stays as it is", async ({ endpoint, inspector, page, accessible }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const copied = async (): Promise<string> => await page.evaluate(async () => await navigator.clipboard.readText());
  await endpoint.send({ method: "POST", path: "/?q=%20", headers: [FORM], body: "text=a+b&tag=1&tag=2&debug&text=%22" });
  await inspector.open(`${endpoint.page}/1?tab=query`);
  await accessible();
  await inspector.hit.getByRole("button", { name: "Copy form as JSON" }).click();
  await expect.poll(async () => JSON.parse(await copied()) as unknown).toEqual({ text: ["a b", '"'], tag: ["1", "2"], debug: null });
  await inspector.hit.getByRole("button", { name: "Copy query" }).click();
  await expect.poll(copied).toBe("q=%20");
  await inspector.tab("Body");
  await expect(inspector.hit.locator(".lens-bar")).toContainText("5 fields");
});

test("parts are counted, and each can be read as bytes", async ({ endpoint, inspector, accessible }) => {
  const part = (name: string, type: string, content: string): Buffer => Buffer.from(
    `--cut\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`,
    "latin1",
  );
  const parts = [part("order", "text/plain", "1847"), part("invoice", "application/pdf", "%PDF-1.7 \xff\0")];
  const body = Buffer.concat([...parts, Buffer.from("--cut--\r\n")]);
  await endpoint.send({ method: "POST", headers: [["Content-Type", "multipart/form-data; boundary=cut"]], body });
  await inspector.open(`${endpoint.page}/1`);
  const bar = inspector.hit.locator(".lens-bar");
  await expect(bar).toContainText("2 parts");
  await expect(bar.locator("code")).toHaveText("cut");
  const invoice = inspector.hit.getByRole("region", { name: "Part 2" });
  await expect(invoice).toContainText("Not shown: application/pdf is only offered as a download.");
  const hex = invoice.getByRole("button", { name: "Hex" });
  await hex.click();
  await expect(hex).toHaveAttribute("aria-pressed", "true");
  await expect(invoice.locator(".hex pre").nth(1)).toHaveText("25 50 44 46 2d 31 2e 37  20 ff 00");
  await expect(inspector.hit.getByRole("region", { name: "Part 1" }).locator(".hex")).toHaveCount(0);
  await accessible();
  await hex.click();
  await expect(invoice).toContainText("only offered as a download");
});

test("a form that has only come in part says so", async ({ endpoint, inspector }) => {
  const body = Array.from({ length: 40_000 }, (_, number) => `field${number}=${number}`).join("&");
  await endpoint.send({ method: "POST", headers: [FORM], body });
  await inspector.open(`${endpoint.page}/1?tab=query`);
  await expect(inspector.hit.locator(".lens-bar")).toContainText(/the first [\d,]+ fields/);
  await expect(inspector.hit.getByRole("button", { name: "Copy what is loaded of the form as JSON" })).toBeVisible();
});

test("names and values that turn text around are drawn, not obeyed", async ({ endpoint, inspector }) => {
  await endpoint.send({ method: "POST", headers: [FORM], body: "a%20\u202eb&c=\u202e%20d" });
  await inspector.open(`${endpoint.page}/1?tab=query`);
  const table = inspector.hit.getByRole("table", { name: "Form" });
  await expect(table).toContainText("sent as “a%20\ufffdb”");
  await expect(table).not.toContainText("\u202e");
});
