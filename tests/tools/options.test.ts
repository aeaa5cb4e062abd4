/** Protects what the commands for developers say of their options, before they start to measure, record or change anything. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { runCommand } from "../../tools/childProcess";

const repository = path.resolve(__dirname, "..", "..");
const { scripts } = JSON.parse(fs.readFileSync(path.join(repository, "package.json"), "utf8")) as { scripts: Readonly<Record<string, string>> };

/** The programs behind the commands that read options: what each is run with. */
const commands = Object.entries(scripts).flatMap(([name, script]) => {
  const [, ...args] = script.split(" ");
  const program = args.at(-1) ?? "";
  return /\.ts$/.test(program) && fs.readFileSync(path.join(repository, program), "utf8").includes("readOptions(") ? [{ name, args }] : [];
});

const run = (args: readonly string[], ...given: string[]): ReturnType<typeof runCommand> => runCommand(process.execPath, [...args, ...given], { cwd: repository });

describe("options of the commands for developers", () => {
  it("are read by those that have any, and by each that measures", () => {
    const measures = Object.keys(scripts).filter((name) => name.startsWith("bench:"));
    const names = commands.map(({ name }) => name);
    assert.deepEqual([...measures, "test:mutation", "record:iam-simulate"].filter((name) => !names.includes(name)), []);
  });

  for (const { name, args } of commands) {
    it(`${name} --help tells what it does and each of its options, and does nothing`, async () => {
      const { exitCode, stdout, stderr } = await run(args, "--help");
      assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: "" });
      assert.match(stdout, new RegExp(`^npm run ${name}\\b`));
      const source = fs.readFileSync(path.join(repository, args.at(-1) ?? ""), "utf8");
      const options = [...source.matchAll(/^\s*(?:.*\{ )?"?([a-z-]+)"?: \{ type: "/gm)].map(([, option]) => option);
      for (const option of options) assert.match(stdout, new RegExp(`^ {2}--${String(option)}\\b.*[a-z]`, "m"));
    });
  }

  const mutation = commands.find(({ name }) => name === "test:mutation")?.args ?? [];
  const refused: ReadonlyArray<readonly [what: string, args: readonly string[], said: RegExp]> = [
    ["an option there is not, with the one that was meant", ["judge", "--evry", "2"], /^There is no option --evry; did you mean --every\?\n/],
    ["an option that is like none", ["judge", "--colour"], /^There is no option --colour\n/],
    ["an option without its value", ["judge", "--every"], /^Option '--every <value>' argument missing\n/],
    ["a number that is none", ["judge", "--every", "few"], /^--every takes whole numbers above 0, not few\n/],
    ["a number below one", ["judge", "--every", "0"], /^--every takes whole numbers above 0, not 0\n/],
    ["two numbers for one", ["judge", "--every", "2,3"], /^--every takes one number, not 2,3\n/],
    ["a folder there is not", ["jugde"], /^There is no TypeScript at jugde\n/],
    ["no folder at all", [], /^Say what to change: a folder or a file\n/],
  ];
  for (const [what, args, said] of refused) {
    it(`${what} is refused, with how the command is used`, async () => {
      const { exitCode, stdout, stderr } = await run(mutation, ...args);
      assert.deepEqual({ exitCode, stdout }, { exitCode: 2, stdout: "" });
      assert.match(stderr, said);
      assert.match(stderr, /^npm run test:mutation -- FOLDER/m);
    });
  }
});
