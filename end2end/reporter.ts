import type { FullResult, Reporter, Suite } from "@playwright/test/reporter";

/** Ends the output with one line that `cargo xtask` counts. */
export default class ClosingLine implements Reporter {
  private suite: Suite | undefined;

  onBegin(_config: unknown, suite: Suite): void {
    this.suite = suite;
  }

  onEnd(result: FullResult): void {
    const tests = this.suite?.allTests() ?? [];
    const passed = tests.filter((test) => test.outcome() === "expected").length;
    // A test that was skipped or never got its turn did not pass.
    let failed = tests.length - passed;
    if (failed === 0 && result.status !== "passed") {
      failed = 1;
    }
    process.stdout.write(`browser: ${passed} passed, ${failed} failed\n`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
