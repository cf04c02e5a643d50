import type { Page } from "@playwright/test";
import type { Endpoint } from "../../fixtures/endpoint.ts";
import { expect, test } from "../../fixtures/test.ts";

/** What has the focus, by its name; `!` in front when nothing shows that it has it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const one = document.activeElement;
    if (one === null || one === document.body) {
      return "";
    }
    const ring = (element: Element) => {
      const style = getComputedStyle(element);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    };
    // The edge of the list is a line that is coloured.
    const line = one.matches("[role=separator]") && getComputedStyle(one, "::after").backgroundColor !== "rgba(0, 0, 0, 0)";
    // A field may leave it to the box around it.
    const seen = line || ring(one) || (one.parentElement !== null && ring(one.parentElement));
    const seq = one.closest("[data-seq]")?.getAttribute("data-seq");
    const name =
      one.getAttribute("aria-label") ??
      (seq == null ? (one.textContent ?? "").trim() : `row ${seq}`);
    return (seen ? "" : "!") + name;
  });

/** The stops of the tabulator from the top of the page until the focus leaves it. */
async function walk(page: Page): Promise<string[]> {
  const stops: string[] = [];
  for (let at = 0; at < 80; at += 1) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (now === "" || (stops.length > 2 && now === stops[0])) {
      return stops;
    }
    stops.push(now);
  }
  throw new Error(`no end of stops: ${stops.join(" | ")}`);
}

const JSON_TYPE: [string, string] = ["Content-Type", "application/json"];

async function fill(endpoint: Endpoint): Promise<void> {
  for (const number of [1, 2, 3]) {
    const body = JSON.stringify({ number, deep: { a: [1, 2], word: "needle", other: "needle" } });
    await endpoint.send({ path: `/${number}`, headers: [JSON_TYPE], body });
  }
}

test("the tabulator goes from left to right, and is always seen", async ({ endpoint, inspector, page }) => {
  await fill(endpoint);
  await inspector.open(`${endpoint.page}/3`);
  await inspector.connected();
  const stops = await walk(page);
  expect(stops.filter((stop) => stop.startsWith("!"))).toEqual([]);
  const order = [
    "Skip to the list",
    "Skip to the hit",
    "Creel, all endpoints",
    "Show QR code",
    "Endpoint settings",
    "Keyboard shortcuts",
    "Switch theme",
    "Live",
    "List menu",
    "Filter hits",
    "row 3",
    "Width of the list",
    "Copy as something else",
    "Pin",
    "Add a note",
    "Share",
    "Delete",
    "Find in body",
  ];
  expect(stops.filter((stop) => order.includes(stop))).toEqual(order);
  // The list is one stop, and so is the tree.
  expect(stops.filter((stop) => stop.startsWith("row "))).toEqual(["row 3"]);
  expect(await page.locator("[role=tree] [tabindex='0']").count()).toBeLessThanOrEqual(1);
});

test("every key does what the sheet says", async ({ endpoint, inspector, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await fill(endpoint);
  await inspector.open(endpoint.page);
  await inspector.connected();
  const key = (name: string) => page.keyboard.press(name);

  // The list.
  for (const [name, seq] of [["j", 2], ["k", 3], ["G", 1], ["g", 3], ["]", 2], ["[", 3]] as const) {
    await key(name);
    await expect(page).toHaveURL(`${endpoint.page}/${seq}`);
  }
  await inspector.shows(3);
  await key("/");
  await expect(page.getByRole("combobox", { name: "Filter hits" })).toBeFocused();
  // First what is offered closes, then the field is left.
  await key("Escape");
  await expect(page.getByRole("listbox", { name: "Suggestions" })).toHaveCount(0);
  await key("Escape");
  await expect(page.getByRole("combobox", { name: "Filter hits" })).not.toBeFocused();
  await key("l");
  await expect(inspector.live).toHaveAttribute("data-live", "paused");
  await key("l");
  await expect(inspector.live).toHaveAttribute("data-live", "live");
  await inspector.row(3).getByRole("link").focus();
  await key("Enter");
  await expect(inspector.hit).toBeFocused();

  // The body.
  await key("f");
  const find = page.getByRole("searchbox", { name: "Find in body" });
  await expect(find).toBeFocused();
  await find.fill("needle");
  const tally = inspector.hit.getByRole("status");
  for (const [name, at] of [["Enter", 1], ["Enter", 2], ["Shift+Enter", 1]] as const) {
    await key(name);
    await expect(tally).toHaveText(`${at} of 2`);
  }
  await key("Escape");
  await expect(find).not.toBeFocused();
  const lens = (name: string) => inspector.hit.getByRole("radio", { name, exact: true });
  await key("v");
  await expect(lens("Pretty")).toHaveAttribute("aria-checked", "true");
  await lens("Tree").click();
  await page.getByRole("heading", { name: "#3", exact: true }).click();

  // The hit and anywhere.
  await key("c");
  await expect.poll(copied).toContain("curl");
  await key("y");
  await expect.poll(copied).toBe(`${endpoint.page}/3`);
  await key("u");
  await expect.poll(copied).toBe(endpoint.url);
  await key("2");
  await expect(page).toHaveURL(/\/3\?tab=headers$/);
  await key("1");
  await key("p");
  await expect(inspector.hit.getByRole("button", { name: "Pin" })).toHaveAttribute("aria-pressed", "true");
  await key("Delete");
  await expect(inspector.row(3)).toBeHidden();
  await inspector.shows(2);
  await key("z");
  await expect(inspector.row(3)).toBeVisible();
  await inspector.shows(3);
  for (const [name, dialog] of [["n", "Note on #3"], ["?", "Keyboard shortcuts"], ["Control+k", "Command palette"]]) {
    await key(name!);
    await expect(page.getByRole("dialog", { name: dialog! })).toBeVisible();
    await key("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  const theme = page.locator("html");
  await key("t");
  await expect(theme).toHaveAttribute("data-theme", /light|dark/);
  await key("x");
  await expect(page).toHaveURL(/\/3\?with=2$/);
  await key("Escape");
  await key(",");
  await expect(page).toHaveURL(`${endpoint.page}/settings`);
});

test("closing the whole tree keeps the place in it", async ({ endpoint, inspector, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await fill(endpoint);
  await inspector.open(`${endpoint.page}/3`);
  await inspector.connected();
  const lines = inspector.hit.getByRole("tree").getByRole("treeitem");
  await expect(lines).toHaveCount(8);
  // An array within an object; closed, the object stands for it.
  await lines.nth(3).click();
  await page.keyboard.press("E");
  await expect(lines).toHaveCount(3);
  await expect(lines.nth(2)).toBeFocused();
  await page.keyboard.press("e");
  await expect(lines).toHaveCount(8);
  await expect(lines.nth(2)).toBeFocused();
  await page.keyboard.press("Shift+C");
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("$.deep");
});

test("what is typed right after Escape belongs to the page again", async ({ endpoint, inspector, page }) => {
  await fill(endpoint);
  await inspector.open(`${endpoint.page}/3`);
  await inspector.connected();
  const dialog = (name: string) => page.getByRole("dialog", { name });
  for (const [name, open] of [["n", "Note on #3"], ["Control+k", "Command palette"]] as const) {
    await page.keyboard.press(name);
    await expect(dialog(open)).toBeVisible();
    // Both before the browser comes to anything else.
    await page.evaluate(() => {
      const press = (on: Element, key: string) =>
        on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      press(document.activeElement!, "Escape");
      press(document.body, "?");
    });
    await expect(dialog("Keyboard shortcuts")).toBeVisible();
    await expect(dialog(open)).toHaveCount(0);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
});
