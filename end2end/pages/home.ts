import type { Locator, Page } from "@playwright/test";
import type { Endpoint } from "../fixtures/endpoint.ts";
import type { Settle } from "../fixtures/test.ts";

/** The home page: a new endpoint, and this browser's. */
export class HomePage {
  readonly page: Page;
  readonly heading: Locator;
  readonly create: Locator;
  readonly endpoints: Locator;
  readonly withOptions: Locator;
  readonly options: Locator;
  readonly addByKey: Locator;
  readonly claim: Locator;
  #settle: Settle;

  constructor(page: Page, settle: Settle) {
    this.page = page;
    this.#settle = settle;
    this.heading = page.getByRole("heading", { level: 1 });
    this.create = page.getByRole("button", { name: "New endpoint" }).first();
    this.withOptions = page.getByRole("button", { name: "With options…" });
    this.options = page.getByRole("dialog", { name: "New endpoint" });
    this.addByKey = page.getByRole("button", { name: "Add one by its key" });
    this.claim = page.getByRole("dialog", { name: "Add an endpoint by its key" });
    this.endpoints = page.getByRole("region", { name: "This browser’s endpoints" });
  }

  async open(origin = ""): Promise<void> {
    await this.page.goto(`${origin}/`);
    await this.#settle(this.page);
  }

  /** The row of an endpoint. */
  row(endpoint: Endpoint): Locator {
    return this.endpoints.getByRole("listitem").filter({ hasText: endpoint.id });
  }

  /** Opens the menu of its row. */
  async more(endpoint: Endpoint): Promise<Locator> {
    await this.row(endpoint).getByRole("button", { name: /^More for / }).click();
    return this.page.getByRole("menu", { name: "Endpoint" });
  }

  /** Makes an endpoint and waits for its page. */
  async newEndpoint(): Promise<void> {
    await this.create.click();
    await this.page.waitForURL(/\/e\/[^/]+/);
    await this.#settle(this.page);
  }
}
