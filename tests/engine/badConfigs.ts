/** Wrong configs, one of each kind, for tests that ask the engine about them. */
import assert from "node:assert/strict";
import { assertRefused, withStack } from "./harness";

export const head = "config:\n  aws:region: us-east-1\n";
export const line = (key: string, value: string): string => `  s3-encryption-audit:${key}: ${value}\n`;
export const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const manyNames = Array.from({ length: 501 }, (_, index) => `acme-${index}`).join(", ");

export type Case = readonly [what: string, config: string, ...says: RegExp[]];

/** One of each kind; tests/config has the others, without the engine. */
const cases: readonly Case[] = [
  ["an unknown key", line("requirment", "{ methods: [sse-kms] }"), /s3-encryption-audit:requirment: .*not a known key/, /Did you mean requirement\?/],
  ["an unknown key inside", line("logGroup", "{ retentionDay: 30 }"), /s3-encryption-audit:logGroup\.retentionDay: /, /Did you mean retentionDays\?/],
  ["an invalid bucket name", line("buckets", "[{ name: Acme_Orders }]"), /buckets\[0\]\.name: "Acme_Orders" is not a valid bucket name/],
  ["an ARN of another service", line("notifications", "{ topicArn: 'arn:aws:sqs:us-east-1:111122223333:q' }"), /notifications\.topicArn: .* an ARN of sqs, not of sns/],
  ["an ARN of another partition", line("requirement", `{ methods: [sse-kms], kmsKeyArns: ["${key.replace("arn:aws:", "arn:aws-cn:")}"] }`), /kmsKeyArns\[0\]: .*partition aws-cn/],
  ["an ARN of another region", line("logGroup", `{ kmsKeyArn: "${key.replace("us-east-1", "eu-west-1")}" }`), /logGroup\.kmsKeyArn: .* is in region eu-west-1, but the stack deploys to us-east-1/],
  ["none as an approved method", line("requirement", "{ methods: [none] }"), /requirement\.methods\[0\]: "none" cannot be approved/],
  ["KMS keys with no KMS method", line("requirement", `{ methods: [sse-s3], kmsKeyArns: ["${key}"] }`), /requirement\.kmsKeyArns: /],
  ["an empty requirement", line("requirement", "{}"), /requirement\.methods: is missing/],
  ["a bucket declared twice", line("buckets", "[{ name: acme-one }, { name: acme-one }]"), /buckets\[1\]\.name: "acme-one" is also the name of buckets\[0\]/],
  ["an existing bucket that is also created", line("buckets", "[{ name: acme-one }]") + line("trail", "{ logBucket: { existing: acme-one } }"), /trail\.logBucket\.existing: "acme-one" is said to exist, but buckets\[0\] creates it/],
  ["a retention that CloudWatch does not have", line("logGroup", "{ retentionDays: 91 }"), /logGroup\.retentionDays: 91 is not one of/],
  ["a misspelt name of the project", "  s3-encryption-adit:protect: true\n", /s3-encryption-adit: is not the name of this project/, /Did you mean s3-encryption-audit\?/],
  ["a text for a list of the top level", line("buckets", "acme-orders"), /buckets: "acme-orders" is not a list/],
  ["JSON in quotes", line("requirement", `'{"methods": ["sse-kms"]}'`), /is text, not a map: write it without quotes/, /Did you mean s3-encryption-audit:requirement: \{ methods: \[sse-kms\] \}\?/],
  ["a key without a value", line("requirement", ""), /s3-encryption-audit:requirement: has no value/],
  ["a number in quotes", line("logGroup", '{ retentionDays: "90" }'), /retentionDays: "90" is text, not a number: write it without quotes/],
  ["everything nested under the project's name", "  s3-encryption-audit: { protect: true }\n", /s3-encryption-audit\.protect: is nested/, /Did you mean s3-encryption-audit:protect: true\?/],
  ["the way to a key in its name", line("requirement.methods", "[sse-kms]"), /Did you mean s3-encryption-audit:requirement: \{ methods: \[sse-kms\] \}\?/],
  ["a requirement under another name", "  s3-encryption:requirement: { methods: [sse-kms] }\n", /s3-encryption:requirement: stands under s3-encryption/],
];

/** What is looked for once everything else is right. */
const cross: readonly Case[] = [
  ["a bucket with the name that the log bucket gets", line("buckets", "[{ name: s3-encryption-audit-test-trail-111122223333 }]"), /buckets\[0\]\.name: .* is the name of the trail's own log bucket/],
  ["an exemption of every role", line("buckets", '[{ name: acme-one, exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/*", reason: why }] }]'), /exemptPrincipals\[0\]\.arn: .* exempts every role/],
  ["more than AWS allows", line("scope", `{ buckets: [${manyNames}] }`), /scope\.buckets: /, /500/],
];

/** Groups that badConfig.test.ts looks at; each is a preview. */
export const few = 4;

/** In as few configs as give no key twice, the fullest first: a config's problems are all told. */
export function groups(): Case[][] {
  const found: Case[][] = [];
  const keysOf = (lines: string): string[] => [...lines.matchAll(/^ {2}([^ ]+?):? /gm)].map(([, key = ""]) => key);
  for (const one of cases) {
    const group = found.find((others) => !others.some(([, lines]) => keysOf(lines).some((key) => keysOf(one[1]).includes(key))));
    if (group) group.push(one);
    else found.push([one]);
  }
  return [...found, ...cross.map((one) => [one])];
}

/** A line of a stack trace of Node.js. */
export const stackTrace = /^\s+at .+:\d+:\d+\)?$/m;

/** Previews each group of cases, and looks at how it is refused. */
export async function refusesAll(configs: readonly Case[][]): Promise<void> {
  await withStack({ program: { repository: true } }, async ({ engine }) => {
    for (const group of configs) {
      engine.writeConfig(head + group.map(([, lines]) => lines).join(""));
      const refused = await engine.preview();
      assertRefused(refused);
      const { steps = [], diagnostics = [] } = refused.preview ?? {};
      assert.deepEqual(steps.map(({ type }) => type), ["pulumi:pulumi:Stack"], "nothing is registered but the stack itself");
      assert.deepEqual(diagnostics.map(({ severity }) => severity), ["error"], "all is told once");
      const message = diagnostics[0]?.message ?? "";
      const problems = group.length === 1 ? "1 problem" : `${group.length} problems`;
      assert.ok(message.includes(`config of stack test has ${problems}; nothing was changed`), `${group.map(([what]) => what).join(", ")}: ${message}`);
      for (const part of ["Allowed: ", "Example: "]) assert.equal(message.split(part).length - 1, group.length, message);
      assert.doesNotMatch(message, stackTrace);
      for (const [what, , ...says] of group) for (const pattern of says) assert.match(message, pattern, what);
    }
    assert.deepEqual((await engine.exportStack()).resources, [], "the state stays empty");
  });
}
