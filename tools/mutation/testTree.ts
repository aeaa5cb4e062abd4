/** A small stand-in for mocha: the tests of the loaded files as a tree, of which single tests can be run again and again. */

type Work = (this: object) => unknown;

/** A test, with the suites that it stands in, the outermost first. */
export interface TreeTest {
  readonly title: string;
  readonly suites: readonly Suite[];
  readonly work: Work;
}

interface Suite {
  readonly title: string;
  readonly before: Work[];
  readonly after: Work[];
  readonly beforeEach: Work[];
  readonly afterEach: Work[];
}

const suite = (title: string): Suite => ({ title, before: [], after: [], beforeEach: [], afterEach: [] });

/** What test files call: `describe`, `it` and the hooks, as globals. */
export class TestTree {
  readonly tests: TreeTest[] = [];
  private path: readonly Suite[] = [suite("")];

  /** Makes the functions global, so that files can be loaded. */
  install(): void {
    const hook = (kind: "before" | "after" | "beforeEach" | "afterEach") => (work: Work) => this.path.at(-1)?.[kind].push(work);
    const describe = (title: string, body: Work): void => {
      const outer = this.path;
      this.path = [...outer, suite(title)];
      body.call(context);
      this.path = outer;
    };
    const it = (title: string, work: Work): void => {
      const titles = [...this.path.slice(1).map((one) => one.title), title];
      this.tests.push({ title: titles.join(" "), suites: this.path, work });
    };
    Object.assign(globalThis, { describe, it, before: hook("before"), after: hook("after"), beforeEach: hook("beforeEach"), afterEach: hook("afterEach") });
  }

  /** Begins with a suite of its own for another file. */
  newFile(): void {
    this.path = [suite("")];
  }
}

const context = { timeout: () => context, slow: () => context };

/** Runs one test with all of its hooks. Throws where it fails. */
export async function runTest({ suites, work }: TreeTest): Promise<void> {
  const inwards = [...suites].reverse();
  const all = async (list: readonly Suite[], kind: "before" | "after" | "beforeEach" | "afterEach"): Promise<void> => {
    for (const one of list) for (const hook of one[kind]) await hook.call(context);
  };
  try {
    await all(suites, "before");
    await all(suites, "beforeEach");
    await work.call(context);
  } finally {
    await all(inwards, "afterEach");
    await all(inwards, "after");
  }
}
