/**
 * `npm run bench:policy`: what the policy pack costs a preview, beside no pack, one that does nothing, and awsguard, and how
 * the cost grows with the number of buckets. Medians of each round's ratios; seconds say nothing on another machine.
 */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { runCommand } from "../tools/childProcess";
import { exitWith } from "../tools/exit";
import { readOptions } from "../tools/options";
import { stderrProgress } from "../tools/progress";
import { ensurePulumiCli, type PulumiCli } from "../tools/pulumiCli";
import { writeAwsGuardPack, writeEmptyPack, writeProgram } from "./policyPrograms";
import { previewSideBySide, type SideBySide } from "./sideBySide";

const repository = path.dirname(__dirname);
const progress = stderrProgress("[bench]");
/** What is measured beside the pack that does nothing. */
const packs = ["none", "ours", "awsguard"];
const usage = `npm run bench:policy -- [--rounds N] [--buckets N,…] [--packs NAME,…]

What the policy pack costs a preview, beside one that does nothing. See docs/benchmarks.md.

  --rounds N     how often each preview is measured (3)
  --buckets N,…  of the programs that are previewed (10,100,1000,5000)
  --packs NAME,… what is measured: ${packs.join(", ")} (all); awsguard is installed from npm
`;
/** The engine hands stack config to packs, as it does with the repository's own stacks. */
const stackConfig = "config:\n  aws:region: us-east-1\n";

interface Contestant {
  readonly name: string;
  /** Folder of the pack; undefined for none. */
  readonly pack: string | undefined;
}

void exitWith(async () => {
  const { values, count, counts, refuse } = readOptions(usage, {
    rounds: { type: "string", default: "3" },
    buckets: { type: "string", default: "10,100,1000,5000" },
    packs: { type: "string", default: packs.join(",") },
  });
  const [rounds, sizes, asked] = [count("rounds"), counts("buckets"), values.packs.split(",")];
  const unknown = asked.find((name) => !packs.includes(name));
  if (unknown !== undefined) refuse(`--packs takes ${packs.join(", ")}, not ${unknown}`);
  const cli = await ensurePulumiCli(progress);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "s3-encryption-audit-bench-"));
  try {
    const contestants = await prepare(folder, asked);
    const compared = contestants.filter(({ name }) => name !== "empty");
    const table: string[] = [["buckets", ...compared.map(({ name }) => `${name} / empty (each round; ms more a bucket)`)].join("\t")];
    for (const buckets of sizes) {
      const measured = await measure(cli, folder, contestants, buckets, rounds);
      table.push([String(buckets), ...compared.map(({ name }) => besideEmpty(measured, name, buckets))].join("\t"));
    }
    process.stdout.write(`${table.join("\n")}\n`);
    return 0;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

/** How many times as long it takes as with the pack that does nothing, by round, and how much longer. */
function besideEmpty(measured: SideBySide, name: string, buckets: number): string {
  const rounds = measured.ratios(name, "empty").map((ratio) => ratio.toFixed(2));
  const more = (measured.median(name) - measured.median("empty")) / buckets;
  return `${measured.ratio(name, "empty").toFixed(2)} (${rounds.join(", ")}; ${more.toFixed(2)})`;
}

async function prepare(folder: string, asked: readonly string[]): Promise<Contestant[]> {
  const empty = path.join(folder, "empty");
  writeEmptyPack(empty);
  const contestants = [{ name: "none", pack: undefined }, { name: "empty", pack: empty }, { name: "ours", pack: path.join(repository, "policypack") }, ...(asked.includes("awsguard") ? await awsguard(folder) : [])];
  return contestants.filter(({ name }) => name === "empty" || asked.includes(name));
}

async function awsguard(folder: string): Promise<Contestant[]> {
  const pack = path.join(folder, "awsguard");
  fs.mkdirSync(pack);
  fs.writeFileSync(path.join(pack, "package.json"), JSON.stringify({ name: "bench-pack", private: true }));
  progress("Installing awsguard…");
  const installed = await runCommand("npm", ["install", "--silent", "--ignore-scripts", "--no-audit", "@pulumi/awsguard@0.3.1"], { cwd: pack });
  if (installed.exitCode !== 0) {
    progress("awsguard could not be installed: it is left out.");
    return [];
  }
  writeAwsGuardPack(pack);
  return [{ name: "awsguard", pack }];
}

/** Previews of so many buckets with each contestant's pack. */
async function measure(cli: PulumiCli, folder: string, contestants: readonly Contestant[], buckets: number, rounds: number): Promise<SideBySide> {
  const project = path.join(folder, `program-${buckets}`);
  writeProgram(project, buckets);
  const workspace = path.join(folder, `workspace-${buckets}`);
  const previews = contestants.map(({ name, pack }) => ({
    name,
    engine: { cli, project, workspace, stack: "bench", stackConfig, ...(pack !== undefined && { policyPacks: [{ folder: pack }] }) },
  }));
  return previewSideBySide(previews, rounds, (line) => progress(`${buckets} buckets, ${line}`));
}
