/** Runs the other checks on all cases, and records what they say in recorded.json. See the README. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../../tools/childProcess";
import { exitWith } from "../../../tools/exit";
import { bucketName } from "../../judge/policies";
import type { ComparisonCase } from "./case";
import { cases } from "./cases";
import { terraform } from "./terraform";
import { digestOf, type CheckVerdict, type RecordedVerdicts } from "./verdicts";

const versions = { checkov: "3.3.30", "cdk-nag": "3.0.2", "aws-cdk-lib": "2.276.0", constructs: "10.8.1", "@pulumi/awsguard": "0.3.1" };

void exitWith(async () => {
  const folder = mkdtempSync(join(tmpdir(), "well-known-checks-"));
  try {
    const { checkov, ...packages } = versions;
    const npm = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
    writeFileSync(join(folder, "package.json"), "{}");
    await run(folder, "npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...npm]);
    await run(folder, "python3", ["-m", "venv", "venv"]);
    await run(folder, join(folder, "venv", "bin", "pip"), ["install", "--quiet", `checkov==${checkov}`]);

    const byCheckov = await runCheckov(folder);
    const load = createRequire(join(folder, "package.json"));
    const cdkNag = cdkNagRule(load);
    const awsguard = awsguardPolicies(load, folder);
    const verdicts = Object.fromEntries(
      cases.map((tested) => [
        tested.id,
        {
          digest: digestOf(tested),
          CKV_AWS_19: byCheckov("CKV_AWS_19", tested),
          CKV_AWS_145: byCheckov("CKV_AWS_145", tested),
          S3DefaultEncryptionKMS: cdkNag(tested),
          awsguard: awsguard(tested),
        },
      ]),
    );
    const content: RecordedVerdicts = { versions, verdicts };
    writeFileSync(join(__dirname, "recorded.json"), `${JSON.stringify(content, undefined, 2)}\n`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function run(folder: string, command: string, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCommand(command, args, { cwd: folder });
  if (exitCode !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`);
  return stdout;
}

interface CheckovResult {
  readonly check_id: string;
  readonly resource: string;
}

async function runCheckov(folder: string): Promise<(check: string, tested: ComparisonCase) => CheckVerdict> {
  const file = join(folder, "main.tf");
  writeFileSync(file, terraform(cases));
  const args = ["-f", file, "--framework", "terraform", "-c", "CKV_AWS_19,CKV_AWS_145", "-o", "json", "--compact", "--soft-fail"];
  const { results, summary } = JSON.parse(await run(folder, join(folder, "venv", "bin", "checkov"), args)) as {
    results: { passed_checks: CheckovResult[]; failed_checks: CheckovResult[] };
    summary: { parsing_errors: number };
  };
  if (summary.parsing_errors > 0) throw new Error("Checkov could not parse the configuration");
  return (check, { id }) => {
    const has = (list: readonly CheckovResult[]): boolean => list.some((one) => one.check_id === check && one.resource === `aws_s3_bucket.${id}`);
    const [passed, failed] = [has(results.passed_checks), has(results.failed_checks)];
    if (passed === failed) throw new Error(`Checkov says ${passed ? "both" : "nothing"} of ${id} by ${check}`);
    return passed ? "passes" : "rejects";
  };
}

/** The rule itself, on the CloudFormation resource that the CDK makes of a bucket. */
function cdkNagRule(load: NodeJS.Require): (tested: ComparisonCase) => CheckVerdict {
  const { App, Stack } = load("aws-cdk-lib") as { App: new () => object; Stack: new (app: object, id: string) => object };
  const { CfnBucket } = load("aws-cdk-lib/aws-s3") as { CfnBucket: new (stack: object, id: string, props: object) => object };
  const { rules } = load("cdk-nag") as { rules: { s3: { S3DefaultEncryptionKMS: (node: object) => string } } };
  const stack = new Stack(new App(), "cases");
  return ({ id, encryption }) => {
    const rule = encryption && {
      serverSideEncryptionByDefault: { sseAlgorithm: encryption.sseAlgorithm, kmsMasterKeyId: encryption.kmsMasterKeyId },
      bucketKeyEnabled: encryption.bucketKeyEnabled,
      blockedEncryptionTypes: encryption.blockedEncryptionTypes && { encryptionType: encryption.blockedEncryptionTypes },
    };
    const node = new CfnBucket(stack, id, { bucketName, ...(rule && { bucketEncryption: { serverSideEncryptionConfiguration: [rule] } }) });
    const compliance = rules.s3.S3DefaultEncryptionKMS(node);
    if (compliance !== "Compliant" && compliance !== "Non-Compliant") throw new Error(`cdk-nag says ${compliance} of ${id}`);
    return compliance === "Compliant" ? "passes" : "rejects";
  };
}

interface AwsGuardPolicy {
  readonly name: string;
  readonly validateResource?: ResourceValidation | readonly ResourceValidation[];
}
type ResourceValidation = (args: object, report: (message: string) => void) => unknown;

/** All of awsguard's resource policies, on the resources that Pulumi would declare. */
function awsguardPolicies(load: NodeJS.Require, folder: string): (tested: ComparisonCase) => string[] {
  const own = join(folder, "node_modules", "@pulumi", "awsguard");
  // The class would start a server; the policies are internal, and are what the package's modules export.
  const modules = readFileSync(join(own, "index.js"), "utf8").matchAll(/require\("\.\/(\w+)"\)/g);
  const policies = [...modules].flatMap(([, name]) => Object.values(load(join(own, name ?? "")) as object)).filter(isPolicy);
  if (policies.length === 0) throw new Error("awsguard has no policies where they were");
  return (tested) => {
    const reporting = new Set<string>();
    for (const { type, props } of pulumiResources(tested)) {
      for (const { name, validateResource = [] } of policies) {
        const args = {
          type,
          props,
          urn: `urn:pulumi:test::test::${type}::orders`,
          name: "orders",
          opts: {},
          getConfig: () => ({}),
          isType: ({ __pulumiType }: { __pulumiType?: string }) => __pulumiType === type,
          notApplicable: () => undefined,
        };
        for (const validate of [validateResource].flat() as ResourceValidation[]) {
          if (validate(args, () => reporting.add(name)) instanceof Promise) throw new Error(`${name} has become asynchronous`);
        }
      }
    }
    return [...reporting].sort();
  };
}

function isPolicy(value: unknown): value is AwsGuardPolicy {
  return typeof value === "object" && value !== null && "validateResource" in value;
}

function pulumiResources({ encryption, policy }: ComparisonCase): { type: string; props: object }[] {
  const { bucketKeyEnabled, blockedEncryptionTypes, ...byDefault } = encryption ?? {};
  const rule = { applyServerSideEncryptionByDefault: byDefault, bucketKeyEnabled, blockedEncryptionTypes };
  return [
    // Inline as well: awsguard is of a time when buckets declared their encryption so.
    { type: "aws:s3/bucket:Bucket", props: { bucket: bucketName, ...(encryption && { serverSideEncryptionConfiguration: { rule } }) } },
    ...(encryption
      ? [{ type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", props: { bucket: bucketName, rules: [rule] } }]
      : []),
    ...(policy === undefined ? [] : [{ type: "aws:s3/bucketPolicy:BucketPolicy", props: { bucket: bucketName, policy } }]),
  ];
}
