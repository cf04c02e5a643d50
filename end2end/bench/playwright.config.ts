import { defineConfig } from "@playwright/test";
import tests from "../playwright.config.ts";

/** Measurements in a real browser; they print figures and judge none. */
export default defineConfig({
  ...tests,
  testDir: ".",
  outputDir: "../results",
  workers: 1,
  reporter: [["line"]],
  projects: [{ name: "bench", use: { javaScriptEnabled: true } }],
});
