/** Protects what README.md states of the code: the numbers of the cost table, versions, outputs, messages, links. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ConfigError, parseStackConfig } from "../../config/parse";
import { metricFilters } from "../../encryption/metricFilters";
import program from "../../index";
import { engines } from "../../package.json";
import { s3DenyWrongUploads } from "../../policypack/policies/s3-deny-wrong-uploads";
import { isNewEnough } from "../../tools/pulumiCli";
import { laterMethods } from "../encryption/laterMethods";
import { cases } from "../judges/wellKnownChecks/cases";
import { deny, keys, policy } from "../judge/policies";
import { messages } from "../policypack/stack";

const root = resolve(__dirname, "../..");
const readme = readFileSync(resolve(root, "README.md"), "utf8");
const project = "s3-encryption-audit";
// The YAML reader that Pulumi's SDK brings along.
const yaml = createRequire(require.resolve("@pulumi/pulumi"))("js-yaml") as { load(text: string): unknown };

/** What the README says, or another page, as the groups of a pattern. */
function said(pattern: RegExp, page = readme): string[] {
  const found = pattern.exec(page);
  assert.ok(found, `${page === readme ? "README.md" : "docs/costs.md"} says ${String(pattern)}`);
  return found.slice(1);
}

const costs = readFileSync(resolve(__dirname, "../../docs/costs.md"), "utf8");

interface Stack {
  readonly outputs: Record<string, unknown>;
  /** How many resources of a type there are, by the end of the type's token. */
  count(type: string): number;
}

/** Runs the program of a stack on Pulumi's mocks. */
async function stackOf(config: Readonly<Record<string, unknown>>): Promise<Stack> {
  const types: string[] = [];
  const place = { accountId: "111122223333", region: "us-east-1", partition: "aws" };
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        types.push(type);
        return { id: name, state: { ...(inputs as object), arn: `arn:aws:${type}:::${name}`, keyId: name, url: `https://queue/${name}` } };
      },
      call: () => place,
    },
    project,
    "dev",
  );
  const values = Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]);
  pulumi.runtime.setAllConfig(Object.fromEntries(values) as Record<string, string>);
  const outputs = await program();
  await pulumi.runtime.disconnect();
  return { outputs, count: (type) => types.filter((one) => one.endsWith(type)).length };
}

/** The amount of a row at a million uploads a month. */
const amount = (row: string): string => said(new RegExp(String.raw`^\| ${row}[^|]*\|[^|]*\| ([\d.]+) \|`, "m"), costs)[0] ?? "";

describe("README.md and docs/costs.md", () => {
  let dev: Stack;
  let bare: Stack;
  let twoBuckets: Stack;
  before(async () => {
    const { config } = yaml.load(readFileSync(resolve(root, "Pulumi.dev.yaml"), "utf8")) as { config: Record<string, unknown> };
    dev = await stackOf(config);
    bare = await stackOf({});
    twoBuckets = await stackOf({ [`${project}:buckets`]: [{ name: "acme-one" }, { name: "acme-two" }] });
  });
  after(() => {
    pulumi.runtime.setAllConfig({});
  });

  it("counts the metrics", async () => {
    const names = [dev, bare].map(({ outputs }) => new Promise<string[]>((resolve) => (outputs["metricNames"] as pulumi.Output<string[]>).apply(resolve)));
    const metrics = (await Promise.all(names)).map(({ length }) => length);
    assert.deepEqual(said(/Custom metrics: (\d+) in `dev`, (\d+) without `kmsKeyArns`/, costs).map(Number), metrics);
    assert.equal(amount("Custom metrics"), (0.3 * (metrics[0] ?? 0)).toFixed(2));
  });

  it("counts the alarms", () => {
    const alarms = [dev, bare].map((stack) => stack.count(":MetricAlarm"));
    assert.deepEqual(said(/Alarms: (\d+) in `dev`, (\d+) without `kmsKeyArns`/, costs).map(Number), alarms);
    assert.equal(amount("Alarms"), (0.1 * (alarms[0] ?? 0)).toFixed(2));
  });

  it("counts the alarms that are asked for", async () => {
    const more = await stackOf({ [`${project}:alarms`]: { deniedUploads: 10, silentHours: 24 } });
    assert.equal(more.count(":MetricAlarm"), bare.count(":MetricAlarm") + 2);
  });

  it("counts the KMS keys", () => {
    const [ofDev, ofBare, perBucket] = said(/KMS keys that the stack creates:\*\* (\d+) in `dev`, (\d+) without `kmsKeyArns` and (\d+) more per bucket/, costs).map(Number);
    assert.deepEqual([ofDev, ofBare], [dev, bare].map((stack) => stack.count(":Key")));
    assert.equal(twoBuckets.count(":Key"), (ofBare ?? 0) + 2 * (perBucket ?? 0));
  });

  it("says in the README about what the table says", () => {
    const [million = 0, hundredMillion = 0] = said(/About (\d+) US dollars a month for a million uploads, (\d+) for a hundred million/).map(Number);
    const [first = 0, second = 0] = said(/^\| \*\*Together\*\* \| {2}\| ([\d.,]+) \| ([\d.,]+) \|/m, costs).map(Number);
    assert.ok(Math.abs(million - first) < first / 5 && Math.abs(hundredMillion - second) < second / 5, `${first}, ${second}`);
  });

  it("names the days that uploads and log files are kept", () => {
    const { logGroup, trail } = parseStackConfig({}, { project, stack: "dev" });
    assert.deepEqual(said(/CloudWatch Logs, kept for (\d+) days/, costs), [String(logGroup.retentionDays)]);
    assert.deepEqual(said(/per upload, kept for (\d+) days/, costs), [String(trail.logBucket.expireAfterDays)]);
  });

  it("names the most KMS keys that there may be", () => {
    const pattern = (count: number): string => {
      const kmsKeyArns = Array.from({ length: count }, (_, index) => `arn:aws:kms:us-east-1:111122223333:key/${String(index).padStart(8, "0")}-12ab-34cd-56ef-1234567890ab`);
      return metricFilters({ methods: ["sse-kms"], origin: "any", kmsKeyArns }).find(({ name }) => name === "WRONG_KMS_KEY")?.pattern ?? "";
    };
    const [byArn = 0, byId = 0] = said(/Up to (\d+) KMS keys are compared by whole ARN, up to (\d+) by key id/).map(Number);
    assert.ok(pattern(byArn).includes("arn:") && !pattern(byArn + 1).includes("arn:"));
    assert.ok(pattern(byId));
    assert.throws(() => pattern(byId + 1));
  });

  it("asks for the versions that the commands ask for", () => {
    const [node = ""] = said(/Node\.js (\d+\.\d+) or later/);
    assert.equal(`>=${node}`, engines.node);
    const [major = 0, minor = 0] = said(/on `PATH` if it is (\d+)\.(\d+) or later/).map(Number);
    assert.ok(isNewEnough(`${major}.${minor}.0`) && !isNewEnough(`${major}.${minor - 1}.9`));
  });

  it("lists the outputs of a stack", async () => {
    const [list = ""] = said(/^Stack outputs: ([^]*?)\.$/m);
    const listed = [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    const { outputs } = await stackOf({ [`${project}:buckets`]: [{ name: "acme-one" }], [`${project}:policies`]: { identity: true }, [`${project}:lake`]: { create: true } });
    assert.deepEqual(listed.sort(), Object.keys(outputs).sort());
  });

  it("quotes the message of a wrong config", () => {
    const [quoted = ""] = said(/^```\n(The config of stack dev has[^]*?)\n *…\n```$/m);
    try {
      parseStackConfig({ requirement: { methods: ["sse-kns"] }, logGroup: { retentionDays: 91 } }, { project, stack: "dev", region: "us-east-1" });
      assert.fail("the config is wrong");
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      const message = laterMethods.reduce((text, { id }) => text.replace(`, ${id}`, ""), error.message);
      assert.ok(message.startsWith(quoted), message);
    }
  });

  it("quotes what the policy pack says of a bucket that denies SSE-C alone", async () => {
    const [quoted = ""] = said(/^ {2}(Bucket acme-reports [^]*?)\n```$/m);
    const bucket = "acme-reports";
    const Resource = `arn:aws:s3:::${bucket}/*`;
    const later = laterMethods.flatMap(({ algorithm }) => algorithm ?? []);
    const denyLater = later.length > 0 ? [deny({ StringEquals: { [keys.algorithm]: later } }, { Resource })] : [];
    const rules = [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true }];
    const [message = ""] = await messages(s3DenyWrongUploads, [
      { type: "aws:s3/bucket:Bucket", name: "reports", inputs: { bucket } },
      { type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", name: "reports", inputs: { bucket, rules } },
      {
        type: "aws:s3/bucketPolicy:BucketPolicy",
        name: "reports",
        inputs: { bucket, policy: policy(deny({ Null: { [keys.customer]: "false" } }, { Resource }), ...denyLater) },
      },
    ]);
    const words = message.replaceAll(/\s+/g, " ");
    let end = 0;
    for (const part of quoted.replaceAll(/\s+/g, " ").split(/[, ]* … /)) {
      const start = words.indexOf(part, end);
      assert.ok(start >= 0, `${part} is in: ${message}`);
      end = start + part.length;
    }
  });

  it("counts the buckets of the comparison", () => {
    assert.deepEqual(said(/AWS Config, on (\d+) buckets/), [String(cases.length)]);
  });

  it("leads to files that exist", () => {
    const links = [...readme.matchAll(/\]\((?!https:)([^)#]+)\)/g)].map(([, path = ""]) => path);
    assert.ok(links.length > 0);
    for (const link of links) assert.ok(existsSync(resolve(root, link)), link);
  });
});
