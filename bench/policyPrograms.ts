/** The programs and policy packs that the benchmark of the policy pack compares. */
import * as fs from "node:fs";
import * as path from "node:path";
import { bucketArn } from "../encryption/arn";
import { bucketDefault } from "../encryption/bucketPolicy";
import { defaultRequirement } from "../encryption/requirement";
import { realPolicies, realPolicy } from "./realPolicies";

const repository = path.dirname(__dirname);

/**
 * A Pulumi project that declares proper buckets, each with an encryption configuration and a policy of its own: of 300
 * different policies in the shapes of public modules and landing zones, one after the other.
 */
export function writeProgram(folder: string, buckets: number): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "Pulumi.yaml"), "name: bench\nruntime: nodejs\nmain: index.js\n");
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "bench", main: "index.js" }));
  linkModules(folder);
  const template = "the-bucket-of-the-benchmark";
  const byDefault = bucketDefault(defaultRequirement);
  const policies = Array.from({ length: Math.min(realPolicies, buckets) }, (_, index) => JSON.stringify(realPolicy(bucketArn("aws", template), index)));
  fs.writeFileSync(
    path.join(folder, "index.js"),
    `const aws = require("@pulumi/aws");
const policies = ${JSON.stringify(policies)};
const rules = [{ applyServerSideEncryptionByDefault: { sseAlgorithm: ${JSON.stringify(byDefault.algorithm)} }, bucketKeyEnabled: true }];
for (let index = 0; index < ${buckets}; index++) {
  const name = "acme-bench-" + index;
  const { id: bucket } = new aws.s3.Bucket(name, { bucket: name });
  new aws.s3.BucketServerSideEncryptionConfiguration(name, { bucket, rules });
  new aws.s3.BucketPolicy(name, { bucket, policy: policies[index % policies.length].replaceAll(${JSON.stringify(template)}, name) });
}
`,
  );
}

/** A pack that does nothing: its price is the engine's own for any pack. */
export function writeEmptyPack(folder: string): void {
  writePack(
    folder,
    `const { PolicyPack } = require("@pulumi/policy");
new PolicyPack("empty", { policies: [{ name: "nothing", description: "Nothing.", enforcementLevel: "advisory", validateStack: () => {} }] });
`,
  );
  linkModules(folder);
}

/** awsguard with everything it checks, as advice; its packages are already installed in the folder. */
export function writeAwsGuardPack(folder: string): void {
  writePack(folder, `const { AwsGuard } = require("@pulumi/awsguard");\nnew AwsGuard({ all: "advisory" });\n`);
}

function writePack(folder: string, source: string): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "PulumiPolicy.yaml"), "runtime:\n  name: nodejs\n  options:\n    typescript: false\n");
  const file = path.join(folder, "package.json");
  const own = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, "utf8")) as object) : {};
  fs.writeFileSync(file, JSON.stringify({ ...own, name: "bench-pack", version: "0.0.1", main: "index.js" }));
  fs.writeFileSync(path.join(folder, "index.js"), source);
}

function linkModules(folder: string): void {
  fs.symlinkSync(path.join(repository, "node_modules"), path.join(folder, "node_modules"));
}
