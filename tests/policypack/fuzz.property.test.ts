/** Whatever a program declares, no policy throws, and no bucket passes that was not judged: unknown and junk are reported. */
import assert from "node:assert/strict";
import type { StackValidationPolicy } from "@pulumi/policy";
import fc from "fast-check";
import { policies } from "../../policypack/policies/all";
import { evaluateUpload, parsePolicyDocument } from "../../simulator";
import { account, bucketName, closed, policy } from "../judge/policies";
import { unknown, usedBy, violations, type Declared, type Violation } from "./stack";

const good = policy(...closed);
const kmsRule = { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true };
const awkwardNames = ["a(b", 'quo"te', "$&", "back\\slash", "x*", "", "__proto__", "acme--use1-az4--x-s3", "[", "arn:aws:s3:::", "arn:aws:s3:::x"];

/** A value, or the same with something in it that is unknown or junk. */
function perhaps(...values: unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: fc.constantFrom<unknown>(unknown, undefined, null, "", [], {}, 0, true) }, { weight: 1, arbitrary: fc.jsonValue() });
}

const name = perhaps(bucketName, bucketName, bucketName, ...awkwardNames);
const algorithm = perhaps("aws:kms", "aws:kms", "AES256", "aws:kms:dsse", "rot13");
const rule = fc.oneof(
  fc.record({ applyServerSideEncryptionByDefault: fc.oneof(fc.record({ sseAlgorithm: algorithm, kmsMasterKeyId: perhaps("key") }), perhaps([])), blockedEncryptionTypes: perhaps(["SSE-C"], ["SSE-C", unknown]) }),
  perhaps(kmsRule, [kmsRule]),
);
const document = fc.oneof(
  perhaps(good, JSON.parse(good), good.replaceAll('"', "”"), `\uFEFF${good}`, policy(), '{"Statement":{}}', "null", "[]", '{"statement":[]}'),
  fc.constantFrom(...awkwardNames).map((odd) => good.replaceAll(bucketName, odd)),
);
const tags = perhaps({ team: "data" }, { team: unknown }, [{ key: "team", value: "data" }], [unknown]);
const dependencies = fc.record({ bucket: fc.subarray(["one", "two", "other"]) });
const more = { dependencies, parent: fc.constantFrom("one", "two", "other") };

function declared(type: string | fc.Arbitrary<string>, resourceName: fc.Arbitrary<string>, inputs: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Declared> {
  return fc
    .record(
      {
        type: typeof type === "string" ? fc.constant(type) : type,
        name: resourceName,
        inputs: fc.record(inputs, { requiredKeys: Object.keys(inputs).slice(0, 1) }),
        outputs: fc.record({ id: name, serverSideEncryptionConfiguration: perhaps({ rule: kmsRule }), policy: document, bucket: name }, { requiredKeys: [] }),
        readOnly: fc.boolean(),
        ...more,
      },
      { requiredKeys: ["type", "name", "inputs"] },
    );
}

const bucket = fc.constantFrom("one", "two");
const resource: fc.Arbitrary<Declared> = fc.oneof(
  { weight: 4, arbitrary: declared("aws:s3/bucket:Bucket", bucket, { bucket: name, policy: document, serverSideEncryptionConfiguration: fc.record({ rule }), tags }) },
  declared("aws:s3/bucketV2:BucketV2", bucket, { bucket: name, policy: document, serverSideEncryptionConfigurations: perhaps([{ rules: [kmsRule] }], [unknown], [{ rules: unknown }]), tags }),
  declared(fc.constantFrom("aws-native:s3:Bucket", "aws-native:s3express:DirectoryBucket"), bucket, { bucketName: name, bucketEncryption: perhaps({ serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }] }), tags }),
  declared("aws:s3/directoryBucket:DirectoryBucket", bucket, { bucket: name, tags }),
  {
    weight: 4,
    arbitrary: declared(
      fc.constantFrom("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2"),
      fc.constantFrom("encryption", "encryption2"),
      { bucket: name, rules: fc.oneof(perhaps([kmsRule]), fc.tuple(rule)) },
    ),
  },
  { weight: 4, arbitrary: declared("aws:s3/bucketPolicy:BucketPolicy", fc.constantFrom("policy", "policy2"), { bucket: name, policy: document }) },
  declared("aws-native:s3:BucketPolicy", fc.constant("nativePolicy"), { bucket: name, policyDocument: document }),
  declared("aws:cloudtrail/trail:Trail", fc.constant("trail"), { s3BucketName: name, advancedEventSelectors: perhaps([{ fieldSelectors: [{ field: "eventCategory", equals: ["Data"] }] }], [unknown], [{}]), enableLogging: perhaps(true) }),
  declared("aws:cloudwatch/eventRule:EventRule", fc.constant("rule"), { eventPattern: perhaps('{"source":["aws.s3"]}'), state: perhaps("ENABLED"), isEnabled: perhaps(true), eventBusName: perhaps("default") }),
  declared("pulumi:providers:aws", fc.constant("provider"), { region: perhaps("us-east-1", "nowhere") }),
  declared(fc.constantFrom("constructor", "__proto__", "pkg:index:Component", ""), fc.constant("other"), { bucket: fc.jsonValue() }),
);
const stack = fc.uniqueArray(resource, { minLength: 1, maxLength: 6, selector: ({ type, name: resourceName }) => `${type} ${resourceName}` });
/** A stack in which everything is right, but for what replaces or joins it. */
const nearlyGood = fc
  .record({ added: fc.uniqueArray(resource, { maxLength: 2, selector: ({ type, name: resourceName }) => `${type} ${resourceName}` }), inline: fc.boolean() })
  .map(({ added, inline }): Declared[] => {
    const replaced = new Set(added.map(({ type, name: resourceName }) => `${type} ${resourceName}`));
    return [...goodStack(inline).filter(({ type, name: resourceName }) => !replaced.has(`${type} ${resourceName}`)), ...added];
  });
const goodStack = (inline: boolean): Declared[] => [
  { type: "aws:s3/bucket:Bucket", name: "one", inputs: { bucket: bucketName, ...(inline && { policy: good, serverSideEncryptionConfiguration: { rule: kmsRule } }) } },
  ...(inline ? [] : separate),
];
const separate: Declared[] = [
  { type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", name: "encryption", inputs: { bucket: bucketName, rules: [kmsRule] } },
  { type: "aws:s3/bucketPolicy:BucketPolicy", name: "policy", inputs: { bucket: bucketName, policy: good } },
];

const config = fc.constantFrom<object>(
  {},
  { requirement: { methods: ["sse-kms"], kmsKeyArns: ["arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"] }, requireBucketKey: true, requireSseCBlocked: true },
  { exemptions: [{ bucket: "acme-*", requirement: { methods: ["sse-s3"] }, reason: "other" }] },
  { exemptions: [{ tag: { key: "team", value: "web" }, reason: "other" }, { bucket: "x(*", reason: "awkward" }], auditedBuckets: ["a(*", "*$"] },
);

const stackPolicies = policies.filter((one): one is StackValidationPolicy => "validateStack" in one);
const byName = (policyName: string): StackValidationPolicy => {
  const found = stackPolicies.find((one) => one.name === policyName);
  assert.ok(found, policyName);
  return found;
};
const judging = ["s3-default-encryption", "s3-deny-wrong-uploads", "s3-one-policy-per-bucket", "s3-unverifiable-at-preview"].map(byName);

/** Whether a policy of a bucket is valid and denies an upload with SSE-S3. */
function denies(own: string, text: string | object): boolean {
  const parsed = parsePolicyDocument(text, "bucket", { name: own });
  if (!parsed.valid) return false;
  const upload = { action: "PutObject", key: "k", principal: { arn: `arn:aws:iam::${account}:role/r` }, headers: { "x-amz-server-side-encryption": "AES256" } } as const;
  return evaluateUpload({ name: own, account, blockedEncryptionTypes: ["NONE"], policy: parsed.document }, upload).outcome === "denied";
}

describe("policypack, whatever a program declares", () => {
  it("no policy throws, and every message is a sentence without holes", async () => {
    await fc.assert(
      fc.asyncProperty(stack, config, async (resources, given) => {
        for (const one of stackPolicies) {
          for (const { message, urn } of await violations(one, resources, usedBy(one, given))) {
            assert.ok(message.length > 20 && urn !== undefined, message);
            assert.doesNotMatch(message, /undefined|\[object|Symbol\(|NaN/, message);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it("a bucket of which nothing is reported is one that denies wrong uploads and encrypts the others", async () => {
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(stack, { weight: 4, arbitrary: nearlyGood }), async (resources) => {
        const found: Violation[] = [];
        for (const one of judging) found.push(...(await violations(one, resources)));
        if (found.length > 0) return;
        const buckets = resources.filter(({ type, readOnly }) => /:(Bucket|BucketV2)$/.test(type) && !readOnly);
        for (const { inputs = {}, outputs = {}, name: resourceName } of buckets) {
          passed += 1;
          const text = JSON.stringify([resources, resourceName]);
          // The policy may be inline or on its own, and what is only read shows it in outputs alone.
          const documents = [inputs["policy"], ...resources.flatMap((one) => (/BucketPolicy$/.test(one.type) ? [one.inputs?.["policy"], one.inputs?.["policyDocument"], one.outputs?.["policy"]] : []))].filter(
            (one) => one !== undefined && one !== null && one !== "",
          );
          const names = [inputs["bucket"], inputs["bucketName"], outputs["bucket"], outputs["id"]].filter((one): one is string => typeof one === "string" && one !== "");
          const holds = documents.some((one) => names.some((own) => denies(own, one as string | object)));
          assert.ok(holds, text);
        }
      }),
      { numRuns: 300, examples: [[goodStack(true)], [goodStack(false)]] },
    );
    assert.ok(passed >= 2, "the examples pass, or this proves nothing");
  });
});
