/**
 * Protects what whole files say, as people write them after reading the docs: wrong ones are told with everything that is wrong in
 * them, right ones are taken. What YAML itself refuses is told by Pulumi, and by `npm start` (tests/sandbox/triedConfig.test.ts).
 */
import assert from "node:assert/strict";
import * as yaml from "js-yaml";
import { ConfigError, parseStackConfig } from "../../config/parse";
import { configWarnings } from "../../config/warnings";
import type { ConfigContext } from "../../config/context";
import { trailWarnings } from "../../arguments/checks/trail";
import { pathText } from "../../validation/problem";

const project = "s3-encryption-audit";

/** What is told of a file, in the account of the documentation: the paths of problems and warnings, and the message. */
function told(file: string): { problems: string[]; warnings: string[]; message: string } {
  const { config } = yaml.load(file) as { config: Record<string, unknown> };
  // Pulumi takes a key without a colon for one of the project's.
  const entries = Object.entries(config).map(([key, value]) => [key.includes(":") ? key : `${project}:${key}`, value] as const);
  const values = Object.fromEntries(entries.flatMap(([key, value]) => (key.startsWith(`${project}:`) ? [[key.slice(project.length + 1), value]] : [])));
  const region = config["aws:region"] as string | undefined;
  const context: ConfigContext = { project, stack: "prod", region, keys: entries.map(([key]) => key), accountId: "111122223333" };
  const warnings = configWarnings(context).map(({ path }) => pathText(path));
  try {
    const parsed = parseStackConfig(values, context);
    return { problems: [], warnings: [...warnings, ...trailWarnings(parsed).map(({ path }) => pathText(path))], message: "" };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { problems: error.problems.map(({ path }) => pathText(path).replace(`${project}:`, "")), warnings, message: error.message };
  }
}

/** A file with a region and these lines. */
const file = (lines: string, region = "eu-west-2"): string => `config:\n  aws:region: ${region}\n${lines.replaceAll(/^(?=\S)/gm, `  ${project}:`).replaceAll(/^(?= +-|    )/gm, "  ")}\n`;

const roleArn = "arn:aws:iam::444455556666:role";

const wrong: readonly (readonly [what: string, text: string, problems: readonly string[], ...says: RegExp[]])[] = [
  ["a misspelt key", file("logGrup: { retentionDays: 30 }"), ["logGrup"], /Did you mean logGroup\?/],
  ["one method where a list is wanted", file("requirement: { methods: dsse-kms }"), ["requirement.methods"], /Did you mean methods: \[dsse-kms\]\?/],
  ["a key of another region", file("requirement: { methods: [sse-kms], kmsKeyArns: [\"arn:aws:kms:sa-east-1:444455556666:key/0\"] }"), ["requirement.kmsKeyArns[0]"], /is in region sa-east-1, but the stack deploys to eu-west-2/],
  ["numbers in quotes", file("trail: { logBucket: { expireAfterDays: \"30\" } }\nalarms: { silentHours: \"12\" }"), ["trail.logBucket.expireAfterDays", "alarms.silentHours"], /write it without quotes/, /silentHours: 12\?/],
  ["a bucket twice", file("buckets: [{ name: inv-a }, { name: inv-b }, { name: inv-a }]"), ["buckets[2].name"], /also the name of buckets\[0\]/],
  ["defaults that are not approved, one of them misspelt as well", file("requirement: { methods: [dsse-kms] }\nbuckets: [{ name: inv-a, method: sse-kms }, { name: inv-b, method: DSSE_KMS }]"), ["buckets[1].method", "buckets[0].method"], /Did you mean dsse-kms\?/, /"sse-kms" is not approved/],
  ["exemptions without reasons", file(`buckets: [{ name: inv-a, exemptPrincipals: ["${roleArn}/loader"] }, { name: inv-b, exemptPrincipals: [{ arn: "arn:aws:sts::444455556666:assumed-role/a/b", reason: " " }] }]`), ["buckets[0].exemptPrincipals[0]", "buckets[1].exemptPrincipals[0].arn", "buckets[1].exemptPrincipals[0].reason", "buckets[0].exemptPrincipals[0].reason"], /write it under arn/],
  ["all buckets, narrowed down", file("scope: { buckets: all, bucketPrefixes: [inv-, fin-] }"), ["scope.bucketPrefixes"], /narrows nothing down/],
  ["methods by their headers", file("requirement: { methods: [\"aws:kms:dsse\"] }"), ["requirement.methods[0]"], /Did you mean dsse-kms\?/],
  ["no method", file("requirement: { methods: [], origin: header }"), ["requirement.methods"], /is empty/],
  ["an ARN of the usual partition in another", file("requirement: { methods: [sse-kms], kmsKeyArns: [\"arn:aws:kms:us-gov-east-1:444455556666:key/0\"] }", "us-gov-east-1"), ["requirement.kmsKeyArns[0]"], /puts region us-gov-east-1 in partition aws, but it is in aws-us-gov/, /Did you mean arn:aws-us-gov:kms:us-gov-east-1:444455556666:key\/0\?/],
  ["numbers out of range, subscriptions to an existing topic, and an unknown key", file("alarms: { silentHours: 0, periodMinutes: 3 }\nnotifications: { topicArn: \"arn:aws:sns:eu-west-2:444455556666:soc\", emails: [x@y.z] }\nalarm2: 1"), ["alarms.periodMinutes", "alarms.silentHours", "notifications.emails[0]", "alarm2", "notifications.emails"], /is not an e-mail address/, /Did you mean alarms\?/],
  ["maps and lists as JSON in quotes", file("requirement: '{\"methods\": [\"sse-c\"]}'\ntags: '{\"a\": \"b\"}'"), ["requirement", "tags"], /Did you mean s3-encryption-audit:requirement: \{ methods: \[sse-c\] \}\?/],
  ["keys without values", file("scope:\nbuckets:\n  - name:"), ["scope", "buckets[0].name"], /scope: has no value/, /name: has no value/],
  ["an own bucket that is not audited, and a wildcard", file("scope: { excludedBuckets: [inv-a, inv-*] }\nbuckets: [{ name: inv-a }]"), ["scope.excludedBuckets[1]", "scope.excludedBuckets[0]"], /has a \*, but a bucket is named by its whole name/],
  ["many slips in one bucket", file(`buckets:\n  - name: inv-a\n    exemptPrincipal: [{ arn: "${roleArn}/x", reason: why }]\n    enforcement: enforce\n    versioning: yes please\n    kmsKeyArn: alias/inv`), ["buckets[0].enforcement", "buckets[0].versioning", "buckets[0].exemptPrincipal"], /Did you mean exemptPrincipals\?/],
  ["slips in one bucket that hide nothing else", file("buckets:\n  - name: inv-a\n    versioning: \"off\"\n    kmsKeyArn: alias/inv"), ["buckets[0].versioning", "buckets[0].kmsKeyArn"], /versioning: false\?/, /"alias\/inv" is not an ARN/],
  ["a number and a reserved name among tags", file("tags: { room: 101, \"aws:cost\": x }"), ["tags.room", "tags.aws:cost"], /room: "101"\?/],
  ["a misspelt word, and a name for a map", file("trail: exsting\nlogGroup: /inv/uploads"), ["trail.mode", "logGroup"], /Did you mean existing\?/, /logGroup: \{ name: \/inv\/uploads \}\?/],
  ["a path for a key", file("alarms.silentHours: 24"), ["alarms.silentHours"], /Did you mean s3-encryption-audit:alarms: \{ silentHours: 24 \}\?/],
  ["a wildcard in a prefix, and policies' targets that are none", file("scope: { bucketPrefixes: [\"inv-*\"] }\npolicies: { resourceControl: yes, serviceControl: { targets: [ou-x, 4444555566] } }"), ["scope.bucketPrefixes[0]", "policies.serviceControl.targets[0]", "policies.serviceControl.targets[1]", "policies.resourceControl"], /what names begin with is written without it/, /is a number, not text/],
  ["everything nested under the project", "config:\n  aws:region: eu-west-2\n  s3-encryption-audit:\n    requirement: { methods: [sse-c] }\n", ["s3-encryption-audit.requirement"], /Did you mean s3-encryption-audit:requirement: \{ methods: \[sse-c\] \}\?/],
  ["a requirement under another name", "config:\n  aws:region: eu-west-2\n  s3-audit:requirement: { methods: [sse-c] }\n", ["s3-audit:requirement"], /Did you mean s3-encryption-audit:requirement\?/],
  ["an exemption of every role", file(`buckets: [{ name: inv-a, exemptPrincipals: [{ arn: "${roleArn}/*", reason: why }] }]`), ["buckets[0].exemptPrincipals[0].arn"], /exempts every role/],
  ["a bucket with the name that the log bucket gets", file("buckets: [{ name: s3-encryption-audit-prod-trail-111122223333 }]"), ["buckets[0].name"], /is the name of the trail's own log bucket/],
];

const right: readonly (readonly [what: string, text: string, warnings?: readonly string[]])[] = [
  ["two methods and who is told", file("requirement: { methods: [sse-s3, dsse-kms] }\nnotifications: { emails: [a@inv.example, b@inv.example] }")],
  ["a key without the project's name", "config:\n  aws:region: eu-west-2\n  requirement: { methods: [sse-c] }\n"],
  ["an organization's trail, with its log bucket", file("trail: { mode: existing, name: \"arn:aws:cloudtrail:us-east-1:444455556666:trail/org\", logBucket: { existing: inv-logs } }\nscope: { bucketPrefixes: [inv-], excludedBuckets: [inv-access] }")],
  ["an organization's trail, whose log bucket is not known", file("trail: { mode: existing, name: org }\nscope: { bucketPrefixes: [inv-] }"), ["trail.logBucket.existing"]],
  ["an existing trail for buckets that are named", file("trail: existing\nscope: { buckets: [inv-a] }")],
  ["a log bucket of another team", file("requirement: { methods: [dsse-kms] }\nbuckets:\n  - name: inv-a\n    versioning: true\ntrail: { kmsKey: none, logBucket: { existing: inv-central } }", "us-gov-east-1")],
  ["no bucket of its own", file("scope: { buckets: [inv-a], bucketPrefixes: [inv-log-] }\nlogGroup: { name: /inv/uploads, retentionDays: 30, resourcePolicy: existing }\ndeadLetterQueue: false\nalarms: { periodMinutes: 30 }")],
  ["no region", "config:\n  s3-encryption-audit:protect: true\n"],
  ["a region that is not known, and a key of another", file("requirement: { methods: [sse-kms], kmsKeyArns: [\"arn:aws:kms:eu-west-2:444455556666:key/0\"] }", "eu-wset-2"), ["aws:region"]],
  ["keys of another program", "config:\n  aws:region: eu-west-2\n  acme:buckets: []\n  acme:colour: red\n", ["acme:buckets"]],
  ["an exemption of every role that says so", file(`buckets: [{ name: inv-a, exemptPrincipals: [{ arn: "${roleArn}/*", everyone: true, reason: why }] }]`)],
];

describe("a stack's file", () => {
  for (const [what, text, problems, ...says] of wrong) {
    it(`is refused for ${what}`, () => {
      const { message, ...found } = told(text);
      assert.deepEqual(found.problems, problems, message);
      for (const pattern of says) assert.match(message, pattern);
    });
  }

  for (const [what, text, warnings = []] of right) {
    it(`may have ${what}`, () => {
      assert.deepEqual(told(text), { problems: [], warnings, message: "" });
    });
  }
});
