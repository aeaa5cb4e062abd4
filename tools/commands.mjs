/** The commands that tools/run.mjs runs, with their arguments and help. */

const COMMON_HELP = `
Environment:
  XDG_CACHE_HOME              where a downloaded or built Pulumi CLI is kept (default ~/.cache)
  PULUMI_CLI_SKIP_INSTALLED   set: do not use the Pulumi CLI on PATH
  PULUMI_CLI_SKIP_DOWNLOAD    set: do not download the Pulumi CLI; build it with Go

Exit codes:
  0 success, 1 failed, 2 wrong usage, 3 something is missing on this machine, 130 interrupted

What is missing is installed first: the npm packages of package-lock.json, and a Pulumi CLI (the one on PATH if it is
3.200 or later, else Pulumi's own download, else built with Go 1.21 or later, once, in 2 to 4 minutes).
Progress goes to stderr.
`;

/** What the commands that run tests have in common. */
const TESTS = {
  program: "tools/test.ts",
  writes: false,
  options: [
    { name: "--grep", value: "text" },
    { name: "--seed", value: "number", matches: /^\d{1,9}$/, allowed: "a whole number of at most nine digits" },
    { name: "--help" },
  ],
  words: ["types", "lint", "unit", "lts", "engine"],
};

const TEST_ARGUMENTS = `
Parts (all by default, but lts in npm run test:all alone):
  types     the type check
  lint      ESLint
  unit      the tests that need no Pulumi CLI
  lts       the same on the LTS release of Node.js that README.md recommends, which npm downloads
  engine    the tests that run the real Pulumi engine, against a local stand-in for AWS

Options:
  --grep text     only the tests whose title holds the text (leaves out types and lint)
  --seed number   where the property tests start from; the same for every run unless given (see npm run test:random)
  --help          print this
${COMMON_HELP}`;

/**
 * The commands by name: the program, whether it writes into the checkout, its options (`matches`: what a value has to look
 * like, `allowed`: in words) and other words, its help, and what is `fixed`: arguments that stand before those given.
 */
export const COMMANDS = {
  start: {
    program: "sandbox/demo.ts",
    writes: true,
    options: [
      { name: "--json" },
      { name: "--stack", value: "name", matches: /^[A-Za-z0-9_.-]{1,100}$/, allowed: "the name of a stack, without organization and project" },
      { name: "--config", value: "file" },
      { name: "--help" },
    ],
    words: [],
    help: `Usage: npm start -- [--stack name] [--config file] [--json]

Deploys a stack with the real Pulumi engine and no AWS account (a small local provider stands in for AWS, its state
is in .sandbox/), sends uploads of every kind through what was deployed, and shows what a person would see: the metrics,
the alarms that fire and why, the denied uploads with the statement that denied them, and the dashboard as a picture.
A second run finds nothing to change.

Any config can be tried, whether it names buckets and a trail of its own or ones that exist: the uploads are those that it
has something to say about. Secrets stay unread: a placeholder stands for each.

Options:
  --stack name    try this stack, with its Pulumi.<name>.yaml (default dev)
  --config file   try this stack config; the stack is called like the file, unless --stack names it
  --json          print one JSON document instead, and nothing else, on stdout
  --help          print this
${COMMON_HELP}
Examples:
  npm start
  npm start -- --stack prod
  npm start -- --config ~/my-stack.yaml
  npm start -- --json | jq .alarms
`,
  },
  test: {
    ...TESTS,
    help: `Usage: npm test -- [part…] [--grep text] [--seed number]

Runs every check of this project but the long tests. The last line on stdout is "N passed, N failed".
${TEST_ARGUMENTS}
Examples:
  npm test
  npm test -- unit
  npm test -- engine --grep destroy
`,
  },
  "test:all": {
    ...TESTS,
    fixed: ["--long"],
    help: `Usage: npm run test:all -- [part…] [--grep text] [--seed number]

Runs every check of this project: those of npm test, and the long tests (files named *.long.test.ts), which npm test
leaves out to stay under 12 minutes on two cores. The last line on stdout is "N passed, N failed".
${TEST_ARGUMENTS}
Examples:
  npm run test:all
  npm run test:all -- engine
`,
  },
  "test:random": {
    ...TESTS,
    words: [],
    fixed: ["unit", "--seed=random"],
    help: `Usage: npm run test:random -- [--grep text] [--seed number]

Runs the unit tests with another seed for the property tests each time, to find what the fixed seed of npm test does not.
The first line on stdout says the seed, the last one is "N passed, N failed". A property that fails belongs into a test of
its own, with the counterexample that it prints.

Options:
  --grep text     only the tests whose title holds the text
  --seed number   this seed, to repeat a run
  --help          print this
${COMMON_HELP}
Examples:
  npm run test:random
  npm run test:random -- --seed 271828182
`,
  },
};
