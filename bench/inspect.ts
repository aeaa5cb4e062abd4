/**
 * `npm run bench:inspect`: what `inspect` and `inspect --adopt` take for an account of many buckets, by the clock and in CPU time:
 * from an inventory file, and over HTTP from an endpoint in a process of its own that answers as S3 does at once.
 * Policies are those of bench/realPolicies.ts, 300 of different shapes and sizes, each with its bucket's name.
 */
import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { bucketArn } from "../encryption/arn";
import { runCommand } from "../tools/childProcess";
import { exitWith } from "../tools/exit";
import { readOptions } from "../tools/options";
import { stderrProgress } from "../tools/progress";
import { realPolicies, realPolicy } from "./realPolicies";

const repository = path.dirname(__dirname);
const progress = stderrProgress("[bench]");
const usage = `npm run bench:inspect -- [--buckets N,…] [--rounds N]

What inspect, and inspect --adopt, take for an account of many buckets. See docs/benchmarks.md.

  --buckets N,…  how many the account has (1000,10000)
  --rounds N     how often each command is measured (3)
`;
const command = path.join(repository, "cli", "bin.mjs");

/** One run of the command. */
interface Run {
  readonly seconds: number;
  readonly cpu: number;
  /** Megabytes. */
  readonly resident: number;
}

void exitWith(async () => {
  const { count, counts } = readOptions(usage, { buckets: { type: "string", default: "1000,10000" }, rounds: { type: "string", default: "3" } });
  const [sizes, rounds] = [counts("buckets"), count("rounds")];
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "s3-encryption-audit-bench-"));
  try {
    fs.writeFileSync(path.join(folder, "Pulumi.bench.yaml"), "config: {}\n");
    process.stdout.write("buckets\twhat\tseconds\tCPU seconds\tMB\n");
    for (const buckets of sizes) {
      const inventory = path.join(folder, `${buckets}.json`);
      fs.writeFileSync(inventory, JSON.stringify({ Account: "111122223333", Buckets: Array.from({ length: buckets }, (_, index) => bucketOf(index)) }));
      const report = (what: string, { seconds, cpu, resident }: Run): void =>
        void process.stdout.write(`${buckets}\t${what}\t${seconds.toFixed(1)}\t${cpu.toFixed(1)}\t${resident.toFixed(0)}\n`);
      const from = ["--from", inventory, "--stack", "bench", "--format", "json", "--out", path.join(folder, "out.json")];
      report("from a file", await median(rounds, folder, from));
      report("from a file, and adopt", await median(rounds, folder, [...from, "--adopt", path.join(folder, "adoption")]));
      const { endpoint, stop } = await startEndpoint(inventory);
      try {
        report("over HTTP", await median(rounds, folder, ["--stack", "bench", "--format", "json", "--out", path.join(folder, "out.json")], { AWS_ENDPOINT_URL_S3: endpoint }));
      } finally {
        stop();
      }
    }
    return 0;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

/** A bucket of an inventory: a fifth of them without the default that is required, and so to be told what to add. */
function bucketOf(index: number): object {
  const Name = `acme-${String(index).padStart(5, "0")}`;
  return {
    Name,
    BucketRegion: "us-east-1",
    ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: index % 5 === 0 ? "AES256" : "aws:kms" }, BucketKeyEnabled: true }] },
    Policy: JSON.stringify(realPolicy(bucketArn("aws", Name), index % realPolicies)),
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
    OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
    TagSet: [{ Key: "team", Value: "orders" }],
    LoggingEnabled: null,
    ReplicationConfiguration: null,
    VersioningStatus: "Enabled",
  };
}

/** The run in the middle by the clock. */
async function median(rounds: number, folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round++) {
    const usageFile = path.join(folder, "usage.json");
    const start = performance.now();
    const { exitCode, stderr } = await runCommand(process.execPath, [command, "inspect", ...args], {
      cwd: folder,
      env: { ...process.env, AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "example", REPLAY_USAGE: usageFile, ...env },
    });
    const seconds = (performance.now() - start) / 1000;
    if (exitCode !== 1) throw new Error(`inspect ended with ${exitCode}, and not with 1 for buckets that let wrong uploads in: ${stderr}`);
    const { cpu, rss } = JSON.parse(fs.readFileSync(usageFile, "utf8")) as { cpu: number; rss: number };
    progress(`${args.join(" ")}: ${seconds.toFixed(1)} s`);
    runs.push({ seconds, cpu, resident: rss / 2 ** 20 });
  }
  return runs.sort((a, b) => a.seconds - b.seconds)[Math.floor(rounds / 2)] as Run;
}

/** Starts the endpoint in a process of its own, whose CPU time does not count. */
async function startEndpoint(inventory: string): Promise<{ endpoint: string; stop: () => void }> {
  const server: ChildProcess = spawn(process.execPath, [path.join(__dirname, "inspect", "endpoint.mjs"), inventory], { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise<string>((resolve, reject) => {
    server.stdout?.once("data", (data: Buffer) => {
      resolve(data.toString().trim());
    });
    server.once("exit", () => {
      reject(new Error("the endpoint did not start"));
    });
  });
  return { endpoint: `http://127.0.0.1:${port}`, stop: () => void server.kill() };
}
