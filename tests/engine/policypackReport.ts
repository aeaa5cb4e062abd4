/** For tests of the policy pack on the real engine: programs to judge, and what the engine says the pack said. */
import assert from "node:assert/strict";
import * as path from "node:path";
import type { CommandResult } from "../../tools/childProcess";
import { repository } from "./harness";

/** The pack as it runs in the repository, from its sources. */
export const sourcePack = path.join(repository, "policypack");

/**
 * The start of a program: what a proper bucket is made of, written down here on its own and not taken from the project.
 * A bucket's resources bear one name, so that violations can be told apart by it.
 */
export const PRELUDE = `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
const HEADER = "s3:x-amz-server-side-encryption";
const deny = (bucket: string, Sid: string, Condition: object): any =>
  ({ Sid, Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: "arn:aws:s3:::" + bucket + "/*", Condition });
const otherMethods = (bucket: string, approved = ["aws:kms", "aws:kms:dsse"]) =>
  deny(bucket, "OtherMethods", { Null: { [HEADER]: "false" }, StringNotEquals: { [HEADER]: approved } });
const sseC = (bucket: string) => deny(bucket, "SseC", { Null: { [HEADER + "-customer-algorithm"]: "false" } });
const noHeader = (bucket: string) => deny(bucket, "NoHeader", { Null: { [HEADER]: "true", [HEADER + "-customer-algorithm"]: "true" } });
const documentOf = (statements: any[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const properPolicy = (bucket: string) => documentOf([otherMethods(bucket), sseC(bucket)]);
const rule = (sseAlgorithm = "aws:kms", more = {}) => ({ applyServerSideEncryptionByDefault: { sseAlgorithm }, bucketKeyEnabled: true, ...more });
const encryption = (name: string, bucket: pulumi.Input<string>, one: any = rule(), options = {}) =>
  new aws.s3.BucketServerSideEncryptionConfiguration(name, { bucket, rules: [one] }, options);
const policy = (name: string, bucket: pulumi.Input<string>, document: any, options = {}) =>
  new aws.s3.BucketPolicy(name, { bucket, policy: document }, options);
`;

/** One violation as the engine shows it. */
export interface Violation {
  level: string;
  policy: string;
  /** The type and the logical name of the resource that it is shown with. */
  type: string;
  resource: string;
  /** What the policy said, as a rule with its description as the first line. */
  text: string;
}

/**
 * The violations in what the CLI printed.
 * Fails where the engine took a policy that did not run for a note, as it does with one that reads unknown values.
 */
export function violations({ stdout, stderr }: CommandResult): Violation[] {
  assert.doesNotMatch(`${stdout}${stderr}`, /can't run policy|cannot run policy/i);
  const found: (Violation & { lines: string[] })[] = [];
  // The last section: what is shown of changes while they happen is indented alike.
  const section = stdout.split(/^Policies:$/m).slice(1).at(-1)?.split("\n\n")[0] ?? "";
  for (const line of section.split("\n")) {
    // Newer CLIs tell the severity as well.
    const header = /^ +- \[(\w+)\] +(?:\[severity: \w+\] +)?(\S+) +\((\S+): (.*)\)$/.exec(line);
    if (header) {
      const [, level = "", policy = "", type = "", resource = ""] = header;
      found.push({ level, policy, type, resource, text: "", lines: [] });
    } else if (line.startsWith(" ".repeat(10))) {
      found.at(-1)?.lines.push(line.slice(10));
    }
  }
  return found.map(({ lines, ...violation }) => ({ ...violation, text: lines.join("\n") }));
}

/** The violations that are shown with a resource of this name, without the ones that only say what is not audited. */
export function violationsOf(all: readonly Violation[], resource: string): Violation[] {
  return all.filter((violation) => violation.resource === resource && violation.policy !== "s3-upload-audited");
}

/** Violations as lines `mandatory s3-default-encryption data`, sorted. */
export function summary(all: readonly Violation[]): string[] {
  return all.map(({ level, policy, resource }) => `${level} ${policy} ${resource}`).sort();
}

/** The statements that a violation says to add; of a bucket that is like another one, those of that other. */
export function statementsToPaste({ text }: Violation, all: readonly Violation[] = []): unknown[] {
  const json = /^ {4}\[\n[^]*?^ {4}\]$|^ {4}\[.*\]$/m.exec(text)?.[0];
  if (json !== undefined) return JSON.parse(json) as unknown[];
  const [, own = "", other = ""] = /Bucket (\S+) .*just as bucket ([^:]+): add the statements given there/.exec(text) ?? [];
  const first = all.find((one) => one.text !== text && one.text.includes(`Bucket ${other} `));
  assert.ok(first, `no statements to paste in:\n${text}`);
  return JSON.parse(JSON.stringify(statementsToPaste(first)).replaceAll(`:::${other}/`, `:::${own}/`)) as unknown[];
}
