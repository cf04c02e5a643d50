import { defineConfig, devices } from "@playwright/test";
import type { Options } from "./fixtures/test.ts";

const root = process.getuid?.() === 0;

/**
 * Two projects: everything with the page hydrated, and the core specs once
 * more with JavaScript switched off, against the server's HTML alone.
 *
 * `cargo xtask test` sets `CREEL_BIN` (the server) and `CHROMIUM` (the browser).
 */
export default defineConfig<Options>({
  testDir: "tests",
  outputDir: "results",
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["./reporter.ts"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env["CHROMIUM"],
      args: [
        // Chromium refuses to run as root with its sandbox.
        ...(root ? ["--no-sandbox"] : []),
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-gpu",
        "--disable-quic",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
  projects: [
    { name: "hydrated", use: { javaScriptEnabled: true } },
    { name: "no-js", testDir: "tests/core", use: { javaScriptEnabled: false } },
  ],
});
