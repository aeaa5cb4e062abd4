/** A bucket counts as audited only where a trail records its uploads and a rule passes them on, or the configuration says so. */
import assert from "node:assert/strict";
import { uploadEventNames } from "../../encryption/auditScope";
import { s3UploadAudited } from "../../policypack/policies/s3-upload-audited";
import { messages, unknown, violations, type Declared } from "./stack";

const bucket = (name: string, inputs: Record<string, unknown> = { bucket: `acme-${name}` }, more: Partial<Declared> = {}): Declared => ({ type: "aws:s3/bucket:Bucket", name, inputs, ...more });
const selectors = (more: object[] = []): object[] => [
  { name: "uploads", fieldSelectors: [{ field: "eventCategory", equals: ["Data"] }, { field: "resources.type", equals: ["AWS::S3::Object"] }, ...more] },
];
const trail = (inputs: Record<string, unknown> = {}, more: Partial<Declared> = {}): Declared => ({
  type: "aws:cloudtrail/trail:Trail",
  name: "trail",
  inputs: { advancedEventSelectors: selectors(), s3BucketName: "acme-logs", ...inputs },
  ...more,
});
const basic = (...values: unknown[]): Record<string, unknown> => ({
  advancedEventSelectors: undefined,
  eventSelectors: [{ includeManagementEvents: true, dataResources: [{ type: "AWS::S3::Object", values }] }],
});
const pattern = (buckets?: unknown): string =>
  JSON.stringify({
    source: ["aws.s3"],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: { eventSource: ["s3.amazonaws.com"], eventName: uploadEventNames, ...(buckets !== undefined && { requestParameters: { bucketName: buckets } }) },
  });
const rule = (inputs: Record<string, unknown> = {}, more: Partial<Declared> = {}): Declared => ({
  type: "aws:cloudwatch/eventRule:EventRule",
  name: "rule",
  inputs: { eventPattern: pattern(), ...inputs },
  ...more,
});
const only = (name: string): object => ({ field: "resources.ARN", startsWith: [`arn:aws:s3:::acme-${name}/`] });

const cases: readonly { says: string; stack: readonly Declared[]; config?: object; reports?: readonly RegExp[] }[] = [
  { says: "a trail and a rule", stack: [bucket("orders"), trail(), rule()] },
  { says: "a trail and a rule for this bucket", stack: [bucket("orders"), trail({ advancedEventSelectors: selectors([only("orders")]) }), rule({ eventPattern: pattern(["acme-orders"]) })] },
  {
    says: "a pipeline in another partition, for one account",
    stack: [
      bucket("orders"),
      { type: "pulumi:providers:aws", name: "default", inputs: { region: "cn-north-1" } },
      trail({ advancedEventSelectors: selectors([{ field: "resources.ARN", startsWith: ["arn:aws-cn:s3:::acme-orders/"] }]) }),
      rule({ eventPattern: JSON.stringify({ source: ["aws.s3"], account: ["111122223333"], region: ["cn-north-1"] }) }),
    ],
  },
  {
    says: "a rule for another account than the configuration's",
    stack: [bucket("orders"), trail(), rule({ eventPattern: JSON.stringify({ source: ["aws.s3"], account: ["111122223333"] }) })],
    config: { account: "444455556666" },
    reports: [/no EventBridge rule/],
  },
  {
    says: "a trail of some uploads, and a rule of others",
    stack: [
      bucket("orders"),
      trail({ advancedEventSelectors: selectors([{ field: "eventName", equals: ["PutObject", "CopyObject", "CreateMultipartUpload", "UpdateObjectEncryption"] }]) }),
      rule({ eventPattern: JSON.stringify({ detail: { eventName: [{ "anything-but": ["CopyObject", "UpdateObjectEncryption"] }] } }) }),
    ],
    reports: [/not all of its uploads are audited: no trail of this stack records PostObject, and no EventBridge rule of this stack passes on CopyObject, UpdateObjectEncryption\./],
  },
  {
    says: "all but what the configuration leaves out",
    stack: [bucket("orders"), trail(), rule({ eventPattern: JSON.stringify({ detail: { eventName: [{ "anything-but": "UpdateObjectEncryption" }] } }) })],
    config: { updateObjectEncryption: false },
  },
  { says: "basic event selectors of all buckets", stack: [bucket("orders"), trail(basic("arn:aws:s3")), rule()] },
  { says: "basic event selectors of all buckets, with colons", stack: [bucket("orders"), trail(basic("arn:aws:s3:::")), rule()] },
  { says: "basic event selectors of this bucket", stack: [bucket("orders"), trail(basic("arn:aws:s3:::acme-other/", "arn:aws:s3:::acme-orders/")), rule()] },
  { says: "basic event selectors of another bucket", stack: [bucket("orders"), trail(basic("arn:aws:s3:::acme-orders-2/")), rule()], reports: [/no trail of/] },
  { says: "basic event selectors of the beginning of a name", stack: [bucket("orders"), trail(basic("arn:aws:s3:::acme-order")), rule()], reports: [/no trail of/] },
  { says: "basic event selectors of a part of the bucket", stack: [bucket("orders"), trail(basic("arn:aws:s3:::acme-orders/in/")), rule()], reports: [/no trail of/] },
  { says: "basic event selectors of reads", stack: [bucket("orders"), trail({ advancedEventSelectors: undefined, eventSelectors: [{ readWriteType: "ReadOnly", dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3"] }] }] }), rule()], reports: [/no trail of/] },
  { says: "basic event selectors that CloudTrail does not have", stack: [bucket("orders"), trail(basic("acme-orders")), rule()], reports: [/trail's eventSelectors: eventSelectors\[0\]\.dataResources\.values: "acme-orders" is no ARN/, /no trail of/] },
  {
    says: "basic event selectors beside advanced ones, which overwrite them",
    stack: [bucket("orders"), trail({ ...basic("arn:aws:s3"), advancedEventSelectors: selectors([only("other")]) }), rule()],
    reports: [/no trail of/],
  },
  {
    says: "advanced event selectors with several operators on one field, of which one that selects is enough",
    stack: [bucket("orders"), trail({ advancedEventSelectors: selectors([{ field: "resources.ARN", startsWith: ["arn:aws:s3:::acme-orders/"], endsWith: [".csv"] }]) }), rule()],
  },
  {
    says: "advanced event selectors with an operator that the field does not take",
    stack: [bucket("orders"), trail({ advancedEventSelectors: selectors([{ field: "readOnly", notEquals: ["true"] }]) }), rule()],
    reports: [/trail's advancedEventSelectors: readOnly takes Equals with one value/, /no trail of/],
  },
  { says: "basic event selectors that are not known yet", stack: [bucket("orders"), trail(basic(unknown)), rule()], reports: [/trail's eventSelectors: it is known only after/, /no trail of/] },
  {
    says: "a trail and a rule of aws-native",
    stack: [
      bucket("orders"),
      { type: "aws-native:cloudtrail:Trail", name: "trail", inputs: { isLogging: true, advancedEventSelectors: selectors(), s3BucketName: "acme-logs" } },
      { type: "aws-native:events:Rule", name: "rule", inputs: { eventPattern: JSON.parse(pattern()) as object, state: "ENABLED" } },
    ],
  },
  {
    says: "a trail of aws-native that is switched off",
    stack: [bucket("orders"), { type: "aws-native:cloudtrail:Trail", name: "trail", inputs: { isLogging: false, advancedEventSelectors: selectors(), s3BucketName: "acme-logs" } }, rule()],
    reports: [/no trail of/],
  },
  { says: "several rules, one for this bucket", stack: [bucket("orders"), trail(), rule({ eventPattern: pattern(["acme-other"]) }), rule({ eventPattern: pattern(["acme-orders"]) }, { name: "second" })] },
  { says: "buckets by prefix", stack: [bucket("orders"), trail(), rule({ eventPattern: pattern([{ prefix: "acme-" }]) })] },
  { says: "no pipeline", stack: [bucket("orders")], reports: [/acme-orders: add it to the audit's scope.*auditedBuckets.*\n {2}Now its uploads are not audited: no trail and no EventBridge rule/] },
  { says: "a trail alone", stack: [bucket("orders"), trail()], reports: [/acme-orders[^]*no EventBridge rule/] },
  { says: "a rule alone", stack: [bucket("orders"), rule()], reports: [/acme-orders[^]*no trail/] },
  { says: "a trail of another bucket", stack: [bucket("orders"), trail({ advancedEventSelectors: selectors([only("other")]) }), rule()], reports: [/no trail of/] },
  { says: "a trail of reads", stack: [bucket("orders"), trail({ advancedEventSelectors: selectors([{ field: "readOnly", equals: ["true"] }]) }), rule()], reports: [/no trail of/] },
  { says: "a trail of management events", stack: [bucket("orders"), trail({ advancedEventSelectors: [{ fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }] }] }), rule()], reports: [/no trail of/] },
  { says: "a trail without selectors", stack: [bucket("orders"), trail({ advancedEventSelectors: undefined }), rule()], reports: [/no trail of/] },
  { says: "a rule of another bucket", stack: [bucket("orders"), trail(), rule({ eventPattern: pattern(["acme-other"]) })], reports: [/no EventBridge rule/] },
  { says: "a rule on a schedule", stack: [bucket("orders"), trail(), rule({ eventPattern: undefined, scheduleExpression: "rate(1 day)" })], reports: [/no EventBridge rule/] },
  { says: "a trail that is switched off", stack: [bucket("orders"), trail({ enableLogging: false }), rule()], reports: [/no trail of/] },
  { says: "a trail that is switched on", stack: [bucket("orders"), trail({ enableLogging: true }), rule()] },
  { says: "a trail of which it is not known whether it is on", stack: [bucket("orders"), trail({ enableLogging: unknown }), rule()], reports: [/trail's enableLogging: it is known only after/, /no trail of/] },
  { says: "a rule that is switched off", stack: [bucket("orders"), trail(), rule({ state: "DISABLED" })], reports: [/no EventBridge rule/] },
  { says: "a rule that is switched off by the older property", stack: [bucket("orders"), trail(), rule({ isEnabled: false })], reports: [/no EventBridge rule/] },
  { says: "a rule that is switched on", stack: [bucket("orders"), trail(), rule({ state: "ENABLED" })] },
  { says: "a rule on a bus that AWS sends no events to", stack: [bucket("orders"), trail(), rule({ eventBusName: "mine" })], reports: [/no EventBridge rule/] },
  { says: "a rule on the default bus, by name", stack: [bucket("orders"), trail(), rule({ eventBusName: "default" })] },
  { says: "a rule on the default bus, by ARN", stack: [bucket("orders"), trail(), rule({ eventBusName: "arn:aws:events:us-east-1:111122223333:event-bus/default" })] },
  { says: "selectors that are not known yet", stack: [bucket("orders"), trail({ advancedEventSelectors: unknown }), rule()], reports: [/trail's advancedEventSelectors: it is known only after/, /no trail of/] },
  { says: "selectors that are not known yet in part", stack: [bucket("orders"), trail({ advancedEventSelectors: selectors([{ field: "resources.ARN", startsWith: [unknown] }]) }), rule()], reports: [/advancedEventSelectors/, /no trail of/] },
  { says: "selectors that CloudTrail does not have", stack: [bucket("orders"), trail({ advancedEventSelectors: selectors([{ field: "bucket", equals: ["x"] }]) }), rule()], reports: [/advancedEventSelectors: .*bucket/, /no trail of/] },
  { says: "a pattern that is not known yet beside one that passes all uploads on", stack: [bucket("orders"), trail(), rule(), { ...rule({ eventPattern: unknown }), name: "other" }], reports: [] },
  { says: "a pattern that is not known yet", stack: [bucket("orders"), trail(), rule({ eventPattern: unknown })], reports: [/rule's eventPattern: it is known only after/, /no EventBridge rule/] },
  { says: "a pattern that is none", stack: [bucket("orders"), trail(), rule({ eventPattern: "{" })], reports: [/rule's eventPattern: /, /no EventBridge rule/] },
  { says: "a pattern with an operator that EventBridge does not have", stack: [bucket("orders"), trail(), rule({ eventPattern: pattern([{ regex: ".*" }]) })], reports: [/rule's eventPattern: .*regex/, /no EventBridge rule/] },
  { says: "by the configuration", stack: [bucket("orders"), bucket("other")], config: { auditedBuckets: ["acme-o*"] } },
  { says: "not by the configuration", stack: [bucket("orders")], config: { auditedBuckets: ["acme"] }, reports: [/not audited/] },
  { says: "by the configuration, under the name in the program", stack: [bucket("orders", { bucketPrefix: "acme-" })], config: { auditedBuckets: ["orders"] } },
  { says: "an account that is given, which the rule asks for", stack: [bucket("orders"), trail(), rule({ eventPattern: JSON.stringify({ ...(JSON.parse(pattern()) as object), account: ["444455556666"] }) })], config: { account: "444455556666" } },
  { says: "an account that is given, and another one that the rule asks for", stack: [bucket("orders"), trail(), rule({ eventPattern: JSON.stringify({ ...(JSON.parse(pattern()) as object), account: ["444455556666"] }) })], config: { account: "111122223333" }, reports: [/no EventBridge rule/] },
  { says: "an account that is not given is the one that the rule asks for", stack: [bucket("orders"), trail(), rule({ eventPattern: JSON.stringify({ ...(JSON.parse(pattern()) as object), account: ["444455556666"] }) })] },
  { says: "a resource of another type with an event pattern is no rule", stack: [bucket("orders"), trail(), { ...rule(), type: "aws:pipes/pipe:Pipe" }], reports: [/no EventBridge rule/] },
  { says: "two trails, of which one records the bucket's uploads", stack: [bucket("orders"), trail(), { ...trail({ advancedEventSelectors: selectors([only("other")]) }), name: "second" }, rule()] },
  { says: "two rules, of which one passes them on", stack: [bucket("orders"), trail(), rule(), { ...rule({ eventPattern: pattern(["acme-other"]) }), name: "second" }] },
  { says: "no trail, and a rule for some of the uploads: what there is nothing of", stack: [bucket("orders"), rule({ eventPattern: JSON.stringify({ ...(JSON.parse(pattern()) as object), detail: { eventName: ["PutObject"] } }) })], reports: [/its uploads are not audited: no trail of this stack covers them\. \(/] },
  { says: "two buckets with gaps of their own: each in full", stack: [bucket("orders"), bucket("other"), trail({ advancedEventSelectors: selectors([only("other")]) })], reports: [/acme-orders: add it [^]*no trail and no EventBridge rule/, /acme-other: add it [^]*no EventBridge rule of/] },
  { says: "what the program declares of trails and rules, rather than what AWS makes of it", stack: [bucket("orders"), trail({}, { outputs: { advancedEventSelectors: unknown } }), { ...rule(), outputs: { eventPattern: unknown } }] },
  { says: "trails and rules that the program reads", stack: [bucket("orders"), { ...trail(), readOnly: true }, { ...rule(), readOnly: true }] },
  { says: "a rule on a bus whose name begins as the default one's", stack: [bucket("orders"), trail(), rule({ eventBusName: "default-2" })], reports: [/no EventBridge rule/] },
  { says: "a rule on a bus whose name ends as the default one's", stack: [bucket("orders"), trail(), rule({ eventBusName: "not-default" })], reports: [/no EventBridge rule/] },
  { says: "basic selectors that are none", stack: [bucket("orders"), trail({ advancedEventSelectors: undefined, eventSelectors: "all" }), rule()], reports: [/trail's eventSelectors: eventSelectors is not a list/, /no trail of/] },
  { says: "basic selectors of a kind that there is not", stack: [bucket("orders"), trail({ advancedEventSelectors: undefined, eventSelectors: [{ readWriteType: "Write", dataResources: [] }] }), rule()], reports: [/eventSelectors\[0\]\.readWriteType: "Write" is none of All, WriteOnly, ReadOnly/, /no trail of/] },
  { says: "basic selectors of other resources than objects", stack: [bucket("orders"), trail({ advancedEventSelectors: undefined, eventSelectors: [{ dataResources: [{ type: "AWS::DynamoDB::Table", values: ["arn:aws:s3"] }] }] }), rule()], reports: [/no trail of/] },
  { says: "an exempt bucket", stack: [bucket("orders")], config: { exemptions: [{ bucket: "acme-orders", reason: "public" }] } },
  { says: "the log bucket of a trail", stack: [bucket("logs"), trail()] },
  { says: "the log bucket of a trail, before its name is known to the trail", stack: [bucket("logs"), trail({ s3BucketName: unknown }, { dependencies: { s3BucketName: ["logs"] } })] },
  { says: "the log bucket of a trail, before its name is known at all", stack: [bucket("logs", { bucketPrefix: "acme-" }), trail({ s3BucketName: unknown }, { dependencies: { s3BucketName: ["logs"] } })] },
  { says: "a bucket whose name is not known yet", stack: [bucket("orders", { bucket: unknown }), trail(), rule()], reports: [/Bucket of resource orders: whether its uploads are audited cannot be told/] },
  { says: "a bucket that the stack only configures is another stack's", stack: [{ type: "aws:s3/bucketPolicy:BucketPolicy", name: "policy", inputs: { bucket: "acme-other", policy: "{}" } }] },
];

describe("policypack/policies/s3-upload-audited", () => {
  for (const { says, stack, config, reports = [] } of cases) {
    it(`${reports.length === 0 ? "says nothing" : "reports"}: ${says}`, async () => {
      const found = await messages(s3UploadAudited, stack, config);
      assert.equal(found.length, reports.length, found.join("\n"));
      for (const expected of reports) assert.ok(found.some((message) => expected.test(message)), `${String(expected)} is not in\n${found.join("\n")}`);
    });
  }

  it("reports at the bucket, and at the part that cannot be read", async () => {
    const found = await violations(s3UploadAudited, [bucket("orders"), trail(), rule({ eventPattern: unknown })]);
    assert.deepEqual(found.map(({ urn }) => urn).sort(), ["orders", "rule"]);
  });

  it("advises, unless the configuration says more", () => {
    assert.equal(s3UploadAudited.enforcementLevel, "advisory");
  });
});
