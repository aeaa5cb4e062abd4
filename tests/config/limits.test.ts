/** Protects that what AWS would refuse for its size is a problem of the config, under the key that makes it so. */
import assert from "node:assert/strict";
import { ConfigError, parseStackConfig } from "../../config/parse";
import { pathText } from "../../validation/problem";

const context = { project: "s3-encryption-audit", stack: "dev", region: "us-east-1" };
const many = (count: number, of: (index: number) => string): string[] => Array.from({ length: count }, (_, index) => of(index));
const keyArn = (id: number): string => `arn:aws:kms:us-east-1:111122223333:key/${String(id).padStart(8, "0")}-12ab-34cd-56ef-1234567890ab`;
const principals = (count: number): object[] => many(count, (index) => `arn:aws:iam::111122223333:role/importer-${index}`).map((arn) => ({ arn, reason: "r" }));
const longNames = (count: number): string[] => many(count, (index) => `acme-with-a-name-that-is-as-long-as-it-may-be-in-s3-${index + 1000}`);

function limitsOf(values: Record<string, unknown>, region = context.region): { path: string; message: string }[] {
  try {
    parseStackConfig(values, { ...context, region });
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    for (const { allowed, example } of error.problems) assert.ok(allowed && example);
    return error.problems.map(({ path, message }) => ({ path: pathText(path).replace("s3-encryption-audit:", ""), message }));
  }
}

/** A statement of an access point's policy with so many values of 18 characters. */
const ofTeams = (count: number): object => ({
  Effect: "Deny",
  Principal: "*",
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:us-east-1:111122223333:accesspoint/app/object/*",
  Condition: { StringEquals: { "aws:PrincipalTag/team": many(count, (index) => `department-${String(index).padStart(4, "0")}`) } },
});

describe("the limits of AWS", () => {
  const cases: readonly (readonly [what: string, values: Record<string, unknown>, path: string, message: RegExp, region?: string])[] = [
    ["event selector values, of buckets", { trail: "existing", scope: { buckets: many(494, (index) => `acme-${index}`) } }, "scope.buckets", /494 buckets and prefixes need 501 event selector values, .* 500/],
    ["event selector values, of a created trail's log bucket as well", { scope: { buckets: many(493, (index) => `acme-${index}`) } }, "scope.buckets", /493 buckets and prefixes need 501 event selector values/],
    ["event selector values, of excluded buckets", { scope: { buckets: ["acme"], excludedBuckets: many(492, (index) => `other-${index}`) } }, "scope.excludedBuckets", /493 excluded buckets, the log bucket of a created trail counted, bring the event selectors to 501 values/],
    ["event selector values, of the stack's own buckets as well", { scope: { buckets: many(492, (index) => `acme-${index}`) }, buckets: [{ name: "own" }] }, "scope.buckets", /501 event selector values/],
    ["the event pattern of exclusions", { scope: { excludedBuckets: longNames(40) } }, "scope.excludedBuckets", /event pattern of \d+ characters; AWS allows 2048/],
    ["the metric filters of exclusions from a prefix", { scope: { bucketPrefixes: ["acme-"], excludedBuckets: longNames(5) } }, "scope.excludedBuckets", /5 excluded buckets that an audited prefix covers need a metric filter pattern of \d+ characters; AWS allows 1024/],
    ["the event pattern of exclusions from a prefix", { scope: { bucketPrefixes: ["acme-"], excludedBuckets: longNames(40) } }, "scope.excludedBuckets", /event pattern of \d+ characters/],
    ["the event pattern of those exempt from the watch", { tampering: { trail: "own", exemptPrincipals: principals(60) } }, "tampering.exemptPrincipals", /60 exempt principals leave no room/],
    ["the filter pattern of approved keys", { requirement: { methods: ["sse-kms"], kmsKeyArns: many(22, keyArn) } }, "requirement.kmsKeyArns", /22 keys .* 1024 characters/],
    ["a policy of a bucket without a default of the stack's", { buckets: [{ name: "acme", defaultEncryption: "keep", enforcement: "audit", additionalStatements: many(200, (index) => `d${index}`).map((Sid) => ({ Sid, Effect: "Deny", Principal: "*", Action: "s3:DeleteObject", Resource: "arn:aws:s3:::acme/a/rather/long/key/*" })) }] }, "buckets[0]", /policy of acme has \d+ bytes/],
    ["an identity policy, for the keys of the buckets", { policies: { identity: true }, buckets: longNames(30).map((name, index) => ({ name, kmsKeyArn: keyArn(index) })) }, "policies.identity", /characters; AWS allows 6144/],
    ["an identity policy, for the keys that the buckets are to get", { requirement: { methods: ["sse-kms", "sse-s3"] }, policies: { identity: true }, buckets: longNames(20).map((name) => ({ name })) }, "policies.identity", /characters; AWS allows 6144/],
    ["the policy of the event bus", { accounts: many(320, (index) => String(index + 100_000_000_000)).map((id) => ({ id, roleArn: `arn:aws:iam::${id}:role/audit` })) }, "accounts", /321 accounts make the policy of the event bus \d+ characters long; AWS allows 10240\. Divide them among several stacks/],
    ["the event pattern of exclusions, in another account", { scope: { excludedBuckets: longNames(28) }, accounts: [{ id: "444455556666", roleArn: "arn:aws:iam::444455556666:role/audit" }] }, "scope.excludedBuckets", /event pattern of \d+ characters; AWS allows 2048/],
    ["the event pattern of exclusions, in another region and account", { trail: { multiRegion: true }, regions: ["eu-west-1"], scope: { excludedBuckets: longNames(28) }, accounts: [{ id: "444455556666", roleArn: "arn:aws:iam::444455556666:role/audit" }] }, "scope.excludedBuckets", /event pattern of \d+ characters; AWS allows 2048/],
    ["the rules of messages", { trail: "existing", notifications: { details: "each" }, scope: { buckets: longNames(400) } }, "notifications.details", /parts of the requirement need \d+ EventBridge rules; this program puts at most/, "af-south-1"],
    ["metric filters that compare keys by a regular expression, with dimensions", { regions: ["eu-west-1"], trail: { multiRegion: true }, metricDimensions: ["region"], requirement: { methods: ["sse-kms"], kmsKeyArns: many(12, keyArn) } }, "metricDimensions", /12 keys make 6 metric filters with a regular expression, those with dimensions counted; AWS allows 5 on a log group/],
    ["a bucket policy", { buckets: [{ name: "acme", exemptPrincipals: principals(300) }] }, "buckets[0]", /policy of acme has \d+ bytes; S3 allows 20480/],
    ["an access point's policy, its own statements fitting by themselves", { buckets: [{ name: "acme", accessPoints: [{ name: "app", additionalStatements: [ofTeams(1_100)] }] }] }, "buckets[0].accessPoints", /policy of the access point app has \d+ bytes; S3 allows 20480/],
    ["an identity policy", { policies: { identity: true }, buckets: longNames(80).map((name) => ({ name })) }, "policies.identity", /characters; AWS allows 6144/],
    ["a service control policy", { policies: { serviceControl: {}, exemptPrincipals: principals(160) } }, "policies.serviceControl", /characters; AWS allows 10240/],
    ["a resource control policy", { policies: { resourceControl: {}, exemptPrincipals: principals(80) } }, "policies.resourceControl", /characters; AWS allows 5120/],
  ];
  for (const [what, values, path, message, region] of cases) {
    it(`${what}: is a problem of ${path}`, () => {
      const problems = limitsOf(values, region);
      assert.deepEqual([...new Set(problems.map((problem) => problem.path))], [path]);
      assert.match(problems[0]?.message ?? "", message);
    });
  }

  it("are all reported in one message", () => {
    const values = { requirement: { methods: ["sse-kms"], kmsKeyArns: many(22, keyArn) }, buckets: [{ name: "acme", exemptPrincipals: principals(300) }], scope: { buckets: many(600, (index) => `acme-${index}`) } };
    assert.deepEqual(limitsOf(values).map(({ path }) => path), ["scope.buckets", "requirement.kmsKeyArns", "buckets[0]"]);
  });

  it("are reported once, however many accounts and regions have them", () => {
    const accounts = ["444455556666", "777788889999"].map((id) => ({ id, roleArn: `arn:aws:iam::${id}:role/audit` }));
    assert.equal(limitsOf({ scope: { excludedBuckets: longNames(28) }, accounts, trail: { multiRegion: true }, regions: ["eu-west-1"] }).length, 1);
  });

  it("are not looked at while something else is wrong", () => {
    assert.deepEqual(limitsOf({ scope: { buckets: many(600, (index) => `acme-${index}`) }, tags: { "aws:x": "y" } }).map(({ path }) => path), ["tags.aws:x"]);
  });

  const fitting: readonly (readonly [what: string, values: Record<string, unknown>])[] = [
    ["as many buckets as a trail has room for", { trail: "existing", scope: { buckets: many(493, (index) => `acme-${index}`) } }],
    ["one less beside the log bucket of a created trail", { scope: { buckets: many(492, (index) => `acme-${index}`) } }],
    ["as many keys as a filter has room for", { requirement: { methods: ["sse-kms"], kmsKeyArns: many(19, keyArn) }, buckets: [{ name: "acme" }], policies: { identity: true, serviceControl: {}, resourceControl: {} } }],
    ["as many keys, with every method approved", { requirement: { methods: ["sse-s3", "sse-kms", "dsse-kms", "sse-c"], kmsKeyArns: many(17, keyArn) } }],
    ["dimensions beside keys that filters compare whole", { regions: ["eu-west-1"], trail: { multiRegion: true }, metricDimensions: ["region"], requirement: { methods: ["sse-kms"], kmsKeyArns: many(3, keyArn) } }],
    ["an identity policy for as many buckets whose default has no key", { requirement: { methods: ["sse-kms", "sse-s3"] }, policies: { identity: true }, buckets: longNames(20).map((name) => ({ name, method: "sse-s3" })) }],
    ["an identity policy for as many buckets whose default is left alone", { requirement: { methods: ["sse-kms"], origin: "header" }, policies: { identity: true }, buckets: longNames(30).map((name) => ({ name, defaultEncryption: "keep" })) }],
    ["long names, spread over rules", { scope: { buckets: longNames(400) } }],
    ["a service control policy twice as long as a resource control policy may be", { policies: { serviceControl: {}, exemptPrincipals: principals(80) } }],
    ["buckets that an identity policy has no room for, where none is asked for", { buckets: longNames(80).map((name) => ({ name })) }],
    ["policies that are not asked for, however large they would be", { policies: { exemptPrincipals: principals(300) } }],
  ];
  for (const [what, values] of fitting) {
    it(`leave room for ${what}`, () => {
      assert.deepEqual(limitsOf(values), []);
    });
  }
});
