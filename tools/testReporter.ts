/** The mocha reporter of `npm test`: nothing for tests that pass, failures in full, the numbers into a file. */
import * as fs from "node:fs";
import Mocha from "mocha";

/** What the reporter writes to the file named by its option `output`. */
export interface TestResult {
  passed: number;
  /** The full titles of the tests that failed, hooks included. */
  failures: string[];
  skipped: number;
}

module.exports = class TestReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { output } = options.reporterOptions as { output: string };
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, pending } = this.stats;
      // A hook that fails is a failure without a test, so failures are told apart and not tests minus passes.
      const result: TestResult = { passed: passes, failures: this.failures.map((test) => test.fullTitle()), skipped: pending };
      fs.writeFileSync(output, JSON.stringify(result));
      if (this.failures.length > 0) Mocha.reporters.Base.list(this.failures);
    });
  }
};
