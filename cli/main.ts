/** `s3-encryption-audit`: the commands for whoever has installed the package. */
import { writeFileSync } from "node:fs";
import { replayCommand } from "./replayCommand";

const help = `Usage: s3-encryption-audit <command> [options]

Commands:
  replay    what the audit would have said about CloudTrail logs: s3-encryption-audit replay --help
`;

async function main([command, ...args]: readonly string[]): Promise<number> {
  if (command === "replay") return replayCommand(args);
  if (command === "--help" || command === "-h" || command === "help") {
    process.stdout.write(help);
    return 0;
  }
  process.stderr.write(command === undefined ? help : `There is no command "${command}".\n${help}`);
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
