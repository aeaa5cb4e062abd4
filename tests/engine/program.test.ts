/** Protects the program's life on the real engine: what is known at preview, no second change, exact diffs, an empty end. */
import assert from "node:assert/strict";
import type { Engine } from "../../sandbox/engine";
import { type Deployment, type PreviewStep } from "../../sandbox/engineOutput";
import { assertSucceeded, changes, declared, withStack } from "./harness";

const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const otherKey = key.replace("1234abcd", "99999999");
const prefix = "s3-encryption-audit-test";

interface Changes {
  readonly methods?: string;
  readonly keys?: readonly string[];
  readonly retentionDays?: number;
  readonly moreBuckets?: string;
}

const config = ({ methods = "sse-kms", keys = [key], retentionDays = 90, moreBuckets = "" }: Changes = {}): string => `config:
  aws:region: us-east-1
  s3-encryption-audit:requirement: { methods: [${methods}], kmsKeyArns: [${keys.join(", ")}] }
  s3-encryption-audit:logGroup: { retentionDays: ${retentionDays} }
  s3-encryption-audit:buckets: [{ name: acme-orders-test }${moreBuckets}]
  s3-encryption-audit:notifications: { emails: [security@example.com] }
  s3-encryption-audit:tags: { team: security }
`;

describe("the program on the real engine", () => {
  it("deploys, changes what its config changes and nothing else, and leaves nothing behind", async () => {
    await withStack({ program: { repository: true }, config: config() }, async ({ engine }) => {
      const atPreview = knownAtPreview((await previewed(engine)).steps);
      assertSucceeded(await engine.up());
      const deployment = await engine.exportStack();
      deployedAsPreviewed(deployment, atPreview);
      hasItsOutputs(deployment);
      isWholeAndTagged(deployment);

      const refreshed = await engine.refresh("--expect-no-changes");
      assertSucceeded(refreshed);
      assert.deepEqual(await changed(engine), [], "a second deployment changes nothing");

      assert.deepEqual(await changed(engine, { retentionDays: 30 }), [`update aws:cloudwatch/logGroup:LogGroup ${prefix}`]);
      assert.deepEqual(await changed(engine, { moreBuckets: ", { name: acme-second-test }" }), bucketAdded("acme-second-test"));
      const looser: Changes = { methods: "sse-kms, sse-s3", keys: [key, otherKey] };
      assert.deepEqual(await changed(engine, looser), requirementLoosened);

      // What was previewed one by one is deployed at once.
      engine.writeConfig(config({ ...looser, retentionDays: 30, moreBuckets: ", { name: acme-second-test }" }));
      assertSucceeded(await engine.up());
      assertSucceeded(await engine.up("--expect-no-changes"));
      assertSucceeded(await engine.destroy());
      assert.deepEqual((await engine.exportStack()).resources, [], "destroy leaves nothing in the state");
    });
  });
});

async function previewed(engine: Engine): Promise<{ steps: PreviewStep[] }> {
  const result = await engine.preview();
  assertSucceeded(result);
  assert.ok(result.preview);
  return result.preview;
}

/** What a changed config would change. */
async function changed(engine: Engine, configured: Changes = {}): Promise<string[]> {
  engine.writeConfig(config(configured));
  return changes((await previewed(engine)).steps);
}

/** Documents that reviewers and policy packs must be able to read before anything exists. */
const documents: Readonly<Record<string, string>> = {
  "aws:s3/bucketPolicy:BucketPolicy": "policy",
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
  "aws:cloudwatch/eventRule:EventRule": "eventPattern",
  "aws:cloudwatch/dashboard:Dashboard": "dashboardBody",
  "aws:sns/topicPolicy:TopicPolicy": "policy",
  "aws:sqs/queuePolicy:QueuePolicy": "policy",
};

/** The documents by URN; fails where a preview of a stack that does not exist yet cannot know one in full. */
function knownAtPreview(steps: readonly PreviewStep[]): Map<string, string> {
  assert.deepEqual([...new Set(steps.filter(({ type }) => type.startsWith("aws:")).map(({ op }) => op))], ["create"]);
  const texts = steps.flatMap(({ type, urn, newInputs }) => {
    const input = documents[type];
    return input === undefined ? [] : [[urn, newInputs[input]] as const];
  });
  assert.equal(texts.length, 7, "two bucket policies and one each of the others");
  for (const [urn, text] of texts) {
    assert.ok(typeof text === "string" && text.startsWith("{"), `${urn} is known at preview, not ${String(text)}`);
    JSON.parse(text);
  }
  return new Map(texts as [string, string][]);
}

function deployedAsPreviewed({ resources }: Deployment, atPreview: ReadonlyMap<string, string>): void {
  for (const [urn, text] of atPreview) {
    const resource = resources.find((one) => one.urn === urn);
    assert.equal(resource?.inputs[documents[resource.type] ?? ""], text, urn);
  }
  const policy = resources.find(({ urn }) => urn.endsWith("BucketPolicy::acme-orders-test"))?.inputs["policy"];
  assert.ok(String(policy).includes(key) && String(policy).includes("arn:aws:s3:::acme-orders-test/*"));
}

function hasItsOutputs({ outputs }: Deployment): void {
  const arn = (service: string, resource: string): string => `arn:aws:${service}:us-east-1:111122223333:${resource}`;
  const { alarmArns, metricNames, eventSelectors, eventSelectorsCommand, ...rest } = outputs as Record<string, string[]>;
  assert.deepEqual(rest, {
    requirement: { methods: ["sse-kms"], kmsKeyArns: [key], origin: "any" },
    dashboardUrl: `https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/${prefix}-Object-Encryption-Methods`,
    logGroupName: "/aws/events/sse-objects",
    bucketNames: ["acme-orders-test"],
    topicArn: arn("sns", `${prefix}-alarms`),
    trailArn: arn("cloudtrail", `trail/${prefix}`),
    deadLetterQueueUrl: `https://sqs.us-east-1.amazonaws.com/111122223333/${prefix}-dead-letters`,
  });
  assert.ok(alarmArns?.includes(arn("cloudwatch", `alarm:${prefix}-wrong-kms-key`)), String(alarmArns));
  assert.ok(metricNames?.includes("sse-s3-default"), String(metricNames));
  assert.equal(eventSelectors?.length, 1);
  assert.match(String(eventSelectorsCommand), new RegExp(`put-event-selectors --trail-name ${prefix} `));
}

function isWholeAndTagged(deployment: Deployment): void {
  const { resources } = deployment;
  const audits = resources.filter(({ type }) => type === "s3-encryption-audit:index:ObjectEncryptionAudit");
  assert.equal(audits.length, 1);
  for (const { urn, parent = "" } of declared(deployment).filter(({ custom }) => custom)) {
    assert.match(parent, /::s3-encryption-audit:index:|\$s3-encryption-audit:index:/, `${urn} belongs to a component`);
  }
  const tags = { project: "s3-encryption-audit", stack: "test", team: "security" };
  for (const { urn, inputs } of declared(deployment).filter((one) => "tagsAll" in one.outputs)) assert.deepEqual(inputs["tags"], tags, urn);
  const logBucket = resources.find(({ urn }) => urn.endsWith(`:Bucket::${prefix}-logs`));
  assert.equal(logBucket?.id, `${prefix}-trail-111122223333`, "its name follows from project, stack and account");
}

/** Everything that a further bucket brings; the scope is all buckets, so that no other resource names it. */
const bucketAdded = (name: string): string[] =>
  [
    `create aws:s3/bucket:Bucket ${name}`,
    `create aws:s3/bucketOwnershipControls:BucketOwnershipControls ${name}`,
    `create aws:s3/bucketPolicy:BucketPolicy ${name}`,
    `create aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock ${name}`,
    `create aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration ${name}`,
    `create s3-encryption-audit:index:EncryptedBucket ${name}`,
  ].sort();

/** What follows from one more method and one more key, in places: nothing is replaced, and the default stays. */
const requirementLoosened = [
  // Default_SSE_S3 and SSE_S3 are approved now, and have filters of their own for a key that would be wrong.
  `create aws:cloudwatch/logMetricFilter:LogMetricFilter ${prefix}-IMPROPER_UPLOADS_DEFAULT_SSE_S3_OTHER_KEY`,
  `create aws:cloudwatch/logMetricFilter:LogMetricFilter ${prefix}-IMPROPER_UPLOADS_SSE_S3_OTHER_KEY`,
  `delete aws:cloudwatch/queryDefinition:QueryDefinition ${prefix}-Uploads: SSE-S3 (default)`,
  `delete aws:cloudwatch/queryDefinition:QueryDefinition ${prefix}-Uploads: SSE-S3 (header)`,
  `update aws:cloudwatch/logMetricFilter:LogMetricFilter ${prefix}-IMPROPER_UPLOADS`,
  `update aws:cloudwatch/logMetricFilter:LogMetricFilter ${prefix}-IMPROPER_UPLOADS_DEFAULT_SSE_KMS_OTHER_KEY`,
  `update aws:cloudwatch/logMetricFilter:LogMetricFilter ${prefix}-IMPROPER_UPLOADS_SSE_KMS_OTHER_KEY`,
  `update aws:cloudwatch/queryDefinition:QueryDefinition ${prefix}-Uploads: Wrong KMS key`,
  `delete aws:cloudwatch/metricAlarm:MetricAlarm ${prefix}-sse-s3-default`,
  `delete aws:cloudwatch/metricAlarm:MetricAlarm ${prefix}-sse-s3-header`,
  `update aws:cloudwatch/dashboard:Dashboard ${prefix}`,
  `update aws:cloudwatch/logMetricFilter:LogMetricFilter ${prefix}-WRONG_KMS_KEY`,
  `update aws:cloudwatch/queryDefinition:QueryDefinition ${prefix}-Uploads against the requirement`,
  "update aws:s3/bucketPolicy:BucketPolicy acme-orders-test",
  `update aws:s3/bucketPolicy:BucketPolicy ${prefix}-logs`,
].sort();
