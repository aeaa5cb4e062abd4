/** Protects that a wrong config is refused in full: each problem with path, value, what is allowed and an example. */
import assert from "node:assert/strict";
import { ConfigError, parseStackConfig, refusePlaceholders } from "../../config/parse";
import { auditScope } from "../../config/scope";
import { pathText } from "../../validation/problem";

const context = { project: "s3-encryption-audit", stack: "dev", region: "us-east-1" };
const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

function refusal(values: Record<string, unknown>, stack = context): ConfigError {
  try {
    parseStackConfig(values, stack);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  assert.fail(`${JSON.stringify(values)} should have been refused`);
}

const cases: readonly [what: string, values: Record<string, unknown>, path: string, message: RegExp][] = [
  ["an unknown key", { requirment: {} }, "requirment", /not a known key.*\{\}[\s\S]*Did you mean requirement\?/],
  ["an unknown nested key", { trail: { multiregion: true } }, "trail.multiregion", /not a known key[\s\S]*Did you mean multiRegion\?/],
  ["an unknown key of a bucket", { buckets: [{ name: "acme", enforcment: "deny" }] }, "buckets[0].enforcment", /Did you mean enforcement\?/],
  ["a bucket name that S3 refuses", { buckets: [{ name: "Acme_Orders" }] }, "buckets[0].name", /"Acme_Orders" is not a valid bucket name/],
  ["a bucket name like an address", { scope: { buckets: ["192.168.0.1"] } }, "scope.buckets[0]", /not valid|not a valid bucket name/],
  ["an ARN of another service", { requirement: { methods: ["sse-kms"], kmsKeyArns: ["arn:aws:s3:::acme"] } }, "requirement.kmsKeyArns[0]", /is an ARN of s3, not of kms/],
  ["an ARN in another partition", { requirement: { methods: ["sse-kms"], kmsKeyArns: [key.replace("arn:aws:", "arn:aws-cn:")] } }, "requirement.kmsKeyArns[0]", /puts region us-east-1 in partition aws-cn/],
  ["an ARN in another region", { requirement: { methods: ["sse-kms"], kmsKeyArns: [key.replace("us-east-1", "eu-west-1")] } }, "requirement.kmsKeyArns[0]", /is in region eu-west-1, but the stack deploys to us-east-1/],
  ["an alias instead of a key", { requirement: { methods: ["sse-kms"], kmsKeyArns: ["arn:aws:kms:us-east-1:111122223333:alias/x"] } }, "requirement.kmsKeyArns[0]", /is an alias/],
  ["none as an approved method", { requirement: { methods: ["none"] } }, "requirement.methods[0]", /"none" cannot be approved/],
  ["a misspelt method", { requirement: { methods: ["sse-kns"] } }, "requirement.methods[0]", /"sse-kns"[\s\S]*Did you mean sse-kms\?/],
  ["a method named twice", { requirement: { methods: ["sse-kms", "sse-kms"] } }, "requirement.methods[1]", /named twice/],
  ["KMS keys with no KMS method", { requirement: { methods: ["sse-s3"], kmsKeyArns: [key] } }, "requirement.kmsKeyArns", /no approved method uses one/],
  ["an empty requirement", { requirement: {} }, "requirement.methods", /is missing/],
  ["no methods", { requirement: { methods: [] } }, "requirement.methods", /\[\] is empty/],
  ["no keys", { requirement: { methods: ["sse-kms"], kmsKeyArns: [] } }, "requirement.kmsKeyArns", /\[\] is empty/],
  ["two buckets of one name", { buckets: [{ name: "acme" }, { name: "acme" }] }, "buckets[1].name", /"acme" is also the name of buckets\[0\]/],
  ["an existing bucket that is also created", { trail: { logBucket: { existing: "acme" } }, buckets: [{ name: "acme" }] }, "trail.logBucket.existing", /said to exist, but buckets\[0\] creates it/],
  ["a log bucket both existing and created", { trail: { logBucket: { existing: "acme", name: "acme-2" } } }, "trail.logBucket.name", /names a bucket to create/],
  ["a log bucket that audits itself", { trail: { logBucket: { existing: "acme" } }, scope: { buckets: ["acme"] } }, "scope.buckets[0]", /own log bucket/],
  ["a retention that CloudWatch does not have", { logGroup: { retentionDays: 91 } }, "logGroup.retentionDays", /91 is not one of/],
  ["properties of a trail that exists", { trail: { mode: "existing", multiRegion: true } }, "trail.multiRegion", /trail\.mode is existing/],
  ["a trail word that is none", { trail: "exsting" }, "trail.mode", /"exsting"[\s\S]*Did you mean existing\?/],
  ["prefixes beside all buckets", { scope: { buckets: "all", bucketPrefixes: ["acme-"] } }, "scope.bucketPrefixes", /narrows nothing down/],
  ["nothing to audit", { scope: { buckets: [] } }, "scope.buckets", /nothing would be audited/],
  ["a bucket in and out of scope", { scope: { buckets: ["acme"], excludedBuckets: ["acme"] } }, "scope.excludedBuckets[0]", /is audited according to scope\.buckets/],
  ["a default that is not approved", { requirement: { methods: ["sse-kms"] }, buckets: [{ name: "acme", method: "sse-s3" }] }, "buckets[0].method", /"sse-s3" is not approved/],
  ["a key that is not approved", { requirement: { methods: ["sse-kms"], kmsKeyArns: [key] }, buckets: [{ name: "acme", kmsKeyArn: key.replace("1234abcd", "99999999") }] }, "buckets[0].kmsKeyArn", /not one of requirement\.kmsKeyArns/],
  ["an exemption without a reason", { buckets: [{ name: "acme", exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/x", reason: " " }] }] }, "buckets[0].exemptPrincipals[0].reason", /gives no reason/],
  ["an exemption of a session", { buckets: [{ name: "acme", exemptPrincipals: [{ arn: "arn:aws:sts::111122223333:assumed-role/x/y", reason: "r" }] }] }, "buckets[0].exemptPrincipals[0].arn", /not the ARN of an IAM role or user/],
  ["an own statement on another bucket", { buckets: [{ name: "acme", additionalStatements: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::other/*" }] }] }, "buckets[0].additionalStatements[0].Resource", /is not this bucket/],
  ["an own statement without a principal", { buckets: [{ name: "acme", additionalStatements: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*" }] }] }, "buckets[0].additionalStatements[0]", /neither Principal nor NotPrincipal/],
  ["an own statement with a generated Sid", { buckets: [{ name: "acme", additionalStatements: [{ Sid: "DenySseC", Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*" }] }] }, "buckets[0].additionalStatements[0].Sid", /DenySseC/],
  ["subscriptions to a topic that exists", { notifications: { topicArn: "arn:aws:sns:us-east-1:111122223333:t", emails: ["a@example.com"] } }, "notifications.emails", /existing one/],
  ["an e-mail address that is none", { notifications: { emails: ["nobody"] } }, "notifications.emails[0]", /"nobody"/],
  ["an endpoint without TLS", { notifications: { httpsEndpoints: ["http://example.com"] } }, "notifications.httpsEndpoints[0]", /http:\/\/example\.com/],
  ["a tag that AWS reserves", { tags: { "aws:x": "y" } }, "tags.aws:x", /not a valid tag key/],
  ["a tag that is a number", { tags: { cost: 12 } }, "tags.cost", /12 is not a string/],
  ["more buckets than a trail has room for", { scope: { buckets: Array.from({ length: 600 }, (_, index) => `acme-${index}`) } }, "scope.buckets", /500/],
];

describe("a wrong stack config", () => {
  for (const [what, values, path, message] of cases) {
    it(`is refused for ${what}`, () => {
      const { problems, message: text } = refusal(values);
      assert.deepEqual(problems.map((problem) => pathText(problem.path)), [`s3-encryption-audit:${path}`]);
      assert.match(text, message);
      assert.ok(problems[0]?.allowed, "says what is allowed");
      assert.ok(problems[0]?.example, "gives an example");
    });
  }

  it("is refused with all its problems in one message, in each of its parts", () => {
    const { problems, message } = refusal({
      requirment: {},
      requirement: { methods: ["none", "sse-kns"], kmsKeyArns: ["arn:aws:s3:::x"] },
      logGroup: { retentionDays: 91 },
      buckets: [{ name: "Bad_Name" }, { name: "acme" }, { name: "acme" }],
    });
    assert.equal(problems.length, 7);
    assert.match(message, /^The config of stack dev has 7 problems; nothing was changed\./);
  });

  it("is refused for names that would be too long for AWS", () => {
    const { message } = refusal({}, { ...context, stack: "a-stack-with-a-very-long-name-that-makes-names-too-long" });
    assert.match(message, /at most 48/);
  });

  it("is refused for placeholders, in every account but that of the documentation", () => {
    const config = parseStackConfig({ requirement: { methods: ["sse-kms"], kmsKeyArns: [key] } }, context);
    refusePlaceholders(config, context, "111122223333");
    assert.throws(() => { refusePlaceholders(config, context, "222233334444"); }, /requirement\.kmsKeyArns\[0\].*placeholder/);
  });
});

describe("a right stack config", () => {
  const accepted: readonly [string, Record<string, unknown>][] = [
    ["nothing at all", {}],
    ["trail: existing in one word", { trail: "existing" }],
    ["one bucket in scope, as text", { scope: { buckets: "acme" } }],
    ["SSE-C alone", { requirement: { methods: ["sse-c"] }, buckets: [{ name: "acme" }] }],
    ["retention for ever", { logGroup: { retentionDays: 0 } }],
    ["own statements", { buckets: [{ name: "acme", additionalStatements: [{ Effect: "Allow", Principal: { AWS: "111122223333" }, Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::acme/*"] }] }] }],
    ["wildcards in exemptions", { buckets: [{ name: "acme", exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/team-*", reason: "r" }] }] }],
  ];
  for (const [what, values] of accepted) {
    it(`may be ${what}`, () => {
      parseStackConfig(values, context);
    });
  }

  it("audits the stack's own buckets whatever its scope names, and all buckets where it names none", () => {
    const scopeOf = (values: Record<string, unknown>) => auditScope(parseStackConfig({ buckets: [{ name: "own" }], ...values }, context));
    assert.deepEqual(scopeOf({ scope: { buckets: ["acme"] } }), { buckets: ["acme", "own"], bucketPrefixes: [], excludedBuckets: [] });
    assert.deepEqual(scopeOf({ scope: { bucketPrefixes: ["acme-"] } }), { buckets: ["own"], bucketPrefixes: ["acme-"], excludedBuckets: [] });
    assert.deepEqual(scopeOf({}), { buckets: "all", excludedBuckets: [] });
  });

  it("has the seed's requirement where it states none", () => {
    assert.deepEqual(parseStackConfig({}, context).requirement, { methods: ["sse-kms", "dsse-kms"], origin: "any" });
  });
});
