/**
 * `npm run bench:preview`: what the program costs a preview. The dev stack's beside that of a program with one plain bucket,
 * and how it grows with the buckets that the stack owns. Medians of each round's ratios; seconds say nothing on another machine.
 */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Engine, type EngineOptions } from "../sandbox/engine";
import { exitWith } from "../tools/exit";
import { readOptions } from "../tools/options";
import { stderrProgress } from "../tools/progress";
import { ensurePulumiCli } from "../tools/pulumiCli";
import { previewSideBySide } from "./sideBySide";

const repository = path.dirname(__dirname);
const progress = stderrProgress("[bench]");
const usage = `npm run bench:preview -- [--rounds N] [--buckets N,… | --estate]

What the program costs a preview, beside a program with one plain bucket. See docs/benchmarks.md.

  --rounds N     how often each preview is measured (3)
  --buckets N,…  of the stacks that are previewed beside the dev stack's (1,100,400)
  --estate       instead: 12 accounts of 4 regions beside one account and region with about as many resources
`;

interface Contestant {
  readonly name: string;
  readonly project: string;
  readonly stackConfig: string;
}

void exitWith(async () => {
  const { values, count, counts } = readOptions(usage, {
    rounds: { type: "string", default: "3" },
    buckets: { type: "string", default: "1,100,400" },
    estate: { type: "boolean", default: false },
  });
  const [rounds, sizes] = [count("rounds"), counts("buckets")];
  const cli = await ensurePulumiCli(progress);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "s3-encryption-audit-bench-"));
  try {
    if (values.estate) {
      const ofEstate = { cli, project: repository, stack: "bench" };
      await compareEstate({ ...ofEstate, workspace: path.join(folder, "estate") }, { ...ofEstate, workspace: path.join(folder, "one") }, rounds);
      return 0;
    }
    const plain = plainProgram(path.join(folder, "plain"));
    const dev = { name: "dev", project: repository, stackConfig: fs.readFileSync(path.join(repository, "Pulumi.dev.yaml"), "utf8") };
    const owned = sizes.map((count) => ({ name: String(count), project: repository, stackConfig: ownedBuckets(count) }));
    const previews = [plain, dev, ...owned].map(({ name, ...stack }) => ({
      name,
      engine: { cli, workspace: path.join(folder, `workspace-${name}`), stack: "bench", ...stack },
    }));
    const measured = await previewSideBySide(previews, rounds, progress);
    process.stdout.write(`dev stack / one plain bucket\t${measured.ratio("dev", "plain").toFixed(2)}\n`);
    sizes.forEach((count, index) => {
      const before = sizes[index - 1];
      const between = before === undefined ? undefined : (measured.median(String(count)) - measured.median(String(before))) / (count - before);
      const each = between === undefined ? "" : `${between.toFixed(1)} ms for each further bucket`;
      process.stdout.write(`${count} owned buckets / one plain bucket\t${measured.ratio(String(count), "plain").toFixed(2)}\t${each}\n`);
    });
    return 0;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

function plainProgram(project: string): Contestant {
  fs.mkdirSync(project);
  fs.writeFileSync(path.join(project, "Pulumi.yaml"), "name: bench\nruntime: nodejs\nmain: index.ts\n");
  fs.writeFileSync(path.join(project, "package.json"), JSON.stringify({ name: "bench", private: true }));
  fs.writeFileSync(path.join(project, "index.ts"), 'import * as aws from "@pulumi/aws";\nnew aws.s3.Bucket("plain", { bucket: "acme-plain" });\n');
  fs.symlinkSync(path.join(repository, "node_modules"), path.join(project, "node_modules"));
  return { name: "plain", project, stackConfig: "config:\n  aws:region: us-east-1\n" };
}

const accounts = 12;
const regions = ["eu-west-1", "eu-central-1", "us-west-2"];

/** As many accounts in the home region and {@link regions}. */
function estate(): string {
  const ids = Array.from({ length: accounts }, (_, index) => String(200_000_000_000 + index));
  const others = ids.map((id) => ({ id, roleArn: `arn:aws:iam::${id}:role/bench` }));
  const keys = { regions, accounts: others, trail: { multiRegion: true } };
  return `config:\n  aws:region: us-east-1\n${Object.entries(keys).map(([key, value]) => `  s3-encryption-audit:${key}: ${JSON.stringify(value)}\n`).join("")}`;
}

/** How many resources a preview creates. */
async function sizeOf(options: EngineOptions): Promise<number> {
  const engine = await Engine.start(options);
  try {
    return (await engine.preview()).preview?.summary["create"] ?? NaN;
  } finally {
    engine.close();
  }
}

async function compareEstate(several: EngineOptions, one: EngineOptions, rounds: number): Promise<void> {
  const size = await sizeOf({ ...several, stackConfig: estate() });
  const [few, more] = [await sizeOf({ ...one, stackConfig: ownedBuckets(1) }), await sizeOf({ ...one, stackConfig: ownedBuckets(2) })];
  const buckets = 1 + Math.round((size - few) / (more - few));
  const measured = await previewSideBySide(
    [
      { name: "estate", engine: { ...several, stackConfig: estate() } },
      { name: "one", engine: { ...one, stackConfig: ownedBuckets(buckets) } },
    ],
    rounds,
    progress,
  );
  process.stdout.write(`${accounts} accounts x ${regions.length + 1} regions, ${size} resources / one account and region with ${buckets} owned buckets\t${measured.ratio("estate", "one").toFixed(2)}\n`);
}

function ownedBuckets(count: number): string {
  const buckets = Array.from({ length: count }, (_, index) => ({ name: `acme-bench-${index}` }));
  return `config:\n  aws:region: us-east-1\n  s3-encryption-audit:buckets: ${JSON.stringify(buckets)}\n`;
}
