import type { Locator, Page } from "@playwright/test";
import type { Settle } from "../fixtures/test.ts";

/** The settings of one endpoint. */
export class SettingsPage {
  readonly page: Page;
  readonly signatures: Locator;
  readonly access: Locator;
  readonly danger: Locator;
  #settle: Settle;

  constructor(page: Page, settle: Settle) {
    this.page = page;
    this.#settle = settle;
    this.signatures = page.getByRole("region", { name: "Signatures" });
    this.access = page.getByRole("region", { name: "Access and sharing" });
    this.danger = page.getByRole("region", { name: "Danger zone" });
  }

  /** Opens the settings of the endpoint whose page this is. */
  async open(address: string): Promise<void> {
    await this.page.goto(`${address}/settings`);
    await this.#settle(this.page);
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  /** Saves what was filled in, by the bar or, without scripts, by the form's button. */
  async save(): Promise<void> {
    await this.page.getByRole("button", { name: /^Save(?! on)/ }).click();
  }

  async addSecret(sender: string, name: string, secret: string): Promise<void> {
    await this.signatures.getByLabel("Sender").selectOption({ label: sender });
    await this.signatures.getByLabel("Name").fill(name);
    await this.signatures.getByLabel("Secret", { exact: true }).fill(secret);
    await this.signatures.getByRole("button", { name: "Save on the server" }).click();
  }

  async share(name: string): Promise<void> {
    await this.access.getByLabel("Name").fill(name);
    await this.access.getByRole("button", { name: "Make a share link" }).click();
  }
}
