/** `s3-encryption-audit`: the commands for whoever has installed the package. */
import { writeFileSync } from "node:fs";
import { didYouMean } from "../validation/didYouMean";

/** Each is loaded when it is called: what one needs may take longer to load than another one to run. */
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  inspect: async (args) => (await import("./inspectCommand")).inspectCommand(args),
  replay: async (args) => (await import("./replayCommand")).replayCommand(args),
};

const help = `Usage: s3-encryption-audit <command> [options]

Commands:
  inspect   what the buckets of an account let in, and what to add: s3-encryption-audit inspect --help
  replay    what the audit would have said about CloudTrail logs: s3-encryption-audit replay --help
`;

async function main([command = "", ...args]: readonly string[]): Promise<number> {
  if (Object.hasOwn(commands, command)) return commands[command]?.(args) ?? 2;
  if (command === "--help" || command === "-h" || command === "help") {
    process.stdout.write(help);
    return 0;
  }
  const meant = didYouMean(command, Object.keys(commands));
  process.stderr.write(command === "" ? help : `There is no command "${command}".${meant === undefined ? "" : ` Did you mean ${meant}?`}\n${help}`);
  return 2;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
  // For the benchmark: what it took, all threads together.
  const usage = process.env["REPLAY_USAGE"];
  if (usage === undefined) return;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeFileSync(usage, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, rss: maxRSS * 1024 }));
});
