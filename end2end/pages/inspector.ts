import { expect, type Locator, type Page } from "@playwright/test";
import type { Settle } from "../fixtures/test.ts";

/** The parts of a hit, as their tabs are called. */
export type Tab = "Body" | "Headers" | "Query & form" | "Signature" | "Reply" | "Raw";

/** The page of one endpoint: the list of hits, and one of them. */
export class InspectorPage {
  readonly page: Page;
  readonly list: Locator;
  readonly rows: Locator;
  readonly hit: Locator;
  readonly live: Locator;
  /** How many hits the endpoint holds, as shown above the list. */
  readonly total: Locator;
  /** The card that says what the signature check found. */
  readonly verdict: Locator;
  readonly verdictHeading: Locator;
  /** The name of the endpoint in the bar; opens the reader's other ones. */
  readonly switcher: Locator;
  readonly endpoints: Locator;
  #settle: Settle;

  constructor(page: Page, settle: Settle) {
    this.page = page;
    this.#settle = settle;
    this.list = page.getByRole("navigation", { name: "Hits, newest first" });
    this.rows = this.list.getByRole("listitem");
    this.hit = page.getByRole("region", { name: "Hit", exact: true });
    this.live = page.getByRole("region", { name: "Hits", exact: true }).locator("[data-live]");
    this.total = page.getByRole("region", { name: "Hits", exact: true }).locator("[data-total]");
    this.verdict = this.hit.locator("section[data-verdict]");
    this.verdictHeading = this.verdict.getByRole("heading");
    this.switcher = page.getByTitle("Switch endpoint");
    this.endpoints = page.getByRole("dialog", { name: "Endpoints" });
  }

  /** Opens the page of an endpoint, or one of its hits. */
  async open(address: string): Promise<void> {
    await this.page.goto(address);
    await this.#settle(this.page);
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.#settle(this.page);
  }

  /** Waits until the page receives hits as they arrive. */
  async connected(): Promise<void> {
    await expect(this.live).toHaveAttribute("data-live", "live");
  }

  /** The row of a hit. */
  row(seq: number): Locator {
    return this.rows.filter({ has: this.page.getByText(`#${seq}`, { exact: true }) });
  }

  /** Numbers of the rows, from top to bottom. */
  async seqs(): Promise<number[]> {
    const texts = await this.rows.getByText(/^#\d+$/).allTextContents();
    return texts.map((text) => Number(text.slice(1)));
  }

  /** The button that counts hits which are not drawn yet. */
  get newPill(): Locator {
    return this.page.getByRole("button", { name: /^Show \d+ new hits?$/ });
  }

  /** Draws the hits that the list holds back, if it does. */
  async showNew(): Promise<void> {
    if (await this.newPill.isVisible()) {
      await this.newPill.click();
    }
  }

  /** Opens a hit from the list. */
  async choose(seq: number): Promise<void> {
    await this.row(seq).getByRole("link").click();
    await this.shows(seq);
  }

  /** Waits until a hit is open. */
  async shows(seq: number): Promise<void> {
    await expect(this.hit.getByRole("heading", { name: `#${seq}`, exact: true })).toBeVisible();
  }

  /** Opens a tab of the hit. */
  async tab(name: Tab): Promise<void> {
    const link = this.hit.getByRole("navigation", { name: "Parts of hit" }).getByRole("link", { name });
    await link.click();
    await expect(link).toHaveAttribute("aria-current", "page");
  }

  /** Chooses a way to look at the body. */
  async lens(name: string): Promise<void> {
    await this.hit.getByRole("radiogroup", { name: "Lens" }).getByRole("radio", { name, exact: true }).click();
  }

  /** Opens the menu of the list and chooses from it. */
  async fromListMenu(item: string): Promise<void> {
    await this.page.getByRole("button", { name: "List menu" }).click();
    const menu = this.page.getByRole("menu", { name: "List menu" });
    await menu.getByText(item, { exact: true }).click();
    await expect(menu).toHaveCount(0);
  }

  /** Checks the open hit with a secret that stays in this browser. */
  async checkWith(secret: string): Promise<void> {
    await this.hit.getByLabel("Signing secret").fill(secret);
    await this.hit.getByRole("button", { name: "Check this hit" }).click();
  }

  /** Names and values of the table of headers, in the order shown. */
  async headers(): Promise<[string, string][]> {
    const rows = this.hit.getByRole("table", { name: "Headers" }).getByRole("row");
    await expect(rows.nth(1)).toBeVisible();
    return await rows.evaluateAll((all) => {
      // Remarks stand beside the text: "1 of 3" in a chip, the rest in a `small`.
      const own = (cell: Element): string => {
        const copy = cell.cloneNode(true) as Element;
        copy.querySelectorAll("small, .chip").forEach((remark) => remark.remove());
        return (copy.textContent ?? "").trim();
      };
      return all.flatMap((row): [string, string][] => {
        const name = row.querySelector("th[scope=row]");
        const value = row.querySelector("td.vl");
        if (name === null || value === null) {
          return [];
        }
        return [[own(name), own(value)]];
      });
    });
  }
}
