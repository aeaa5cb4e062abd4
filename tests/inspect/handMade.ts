/** An account as people have it who know nothing of Pulumi: buckets of many kinds, and the audit of the AWS blog. */
import type { SandboxAccount } from "../../sandbox/provider/account";
import { SandboxProvider } from "../../sandbox/provider/provider";

type Inputs = Record<string, unknown>;

const region = "us-east-1";
const account = "111122223333";
/** The key of the buckets that have one. */
export const ordersKey = `arn:aws:kms:${region}:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const objects = (bucket: string): string => `arn:aws:s3:::${bucket}/*`;
const reader = (bucket: string): object => ({ Sid: "Read", Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:role/reader` }, Action: "s3:GetObject", Resource: objects(bucket) });
const needsTls = (bucket: string): object => ({
  Sid: "DenyInsecureTransport",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [`arn:aws:s3:::${bucket}`, objects(bucket)],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});
const policy = (Statement: unknown, more: object = { Version: "2012-10-17" }): string => JSON.stringify({ ...more, Statement });
const closed = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };

interface HandMadePoint {
  readonly vpcId?: string;
  readonly block?: Inputs;
  readonly tags?: Record<string, string>;
  readonly policy?: string;
}

interface HandMadeBucket {
  readonly tags?: Record<string, string>;
  readonly rule?: Inputs;
  readonly block?: Inputs;
  readonly ownership?: string;
  readonly versioning?: string;
  readonly policy?: string;
  /** By their names. */
  readonly points?: Readonly<Record<string, HandMadePoint>>;
}

const behind = (point: string): string => `arn:aws:s3:${region}:${account}:accesspoint/${point}`;

/** Buckets by their names, with what nobody may change of them by taking them over. */
export const handMadeBuckets: Readonly<Record<string, HandMadeBucket>> = {
  "acme-orders": {
    tags: { team: "orders", project: "shop" },
    rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: ordersKey }, bucketKeyEnabled: true },
    block: closed,
    ownership: "BucketOwnerEnforced",
    versioning: "Enabled",
    policy: policy([needsTls("acme-orders"), reader("acme-orders")]),
  },
  "acme-website": {
    block: { ...closed, blockPublicPolicy: false, restrictPublicBuckets: false },
    policy: policy({ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: objects("acme-website") }),
  },
  "acme-balancer-logs": {
    tags: { retention: "0123" },
    ownership: "ObjectWriter",
    versioning: "Suspended",
    policy: policy([{ Effect: "Allow", Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" }, Action: "s3:PutObject", Resource: objects("acme-balancer-logs") }], { Version: "2008-10-17", Id: "logs" }),
  },
  "acme-plain": {},
  "acme-allows-customer-keys": {
    rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: ordersKey }, bucketKeyEnabled: true, blockedEncryptionTypes: ["NONE"] },
    policy: policy([reader("acme-allows-customer-keys"), needsTls("acme-allows-customer-keys")]),
  },
  "acme-denies": {
    policy: policy([{ Sid: "DenySseC", Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: objects("acme-denies"), Condition: { Null: { "s3:x-amz-server-side-encryption-customer-algorithm": "false" } } }]),
  },
  "acme-homes": {
    policy: policy([{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-homes/${aws:username}/*" }], { Version: "2008-10-17" }),
  },
  "acme-exchange": {
    tags: { team: "exchange" },
    block: closed,
    policy: policy([needsTls("acme-exchange"), { Effect: "Allow", Principal: { AWS: "*" }, Action: "*", Resource: ["arn:aws:s3:::acme-exchange", objects("acme-exchange")], Condition: { StringEquals: { "s3:DataAccessPointAccount": account } } }]),
    points: {
      "exchange-app": { vpcId: "vpc-0a1b2c3d4e5f67890", tags: { team: "exchange" }, policy: policy([{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:role/app` }, Action: "s3:*", Resource: `${behind("exchange-app")}/object/*` }]) },
      "exchange-batch": {},
      "exchange-web": { block: { ...closed, blockPublicPolicy: false } },
    },
  },
  "acme-cdk-assets": { tags: { "aws:cloudformation:stack-name": "CDKToolkit" } },
};

/** The blog's metric filters, with its typographic quotes mended as CloudWatch asks. */
const blogFilters = [
  ["NON_ENCRYPTED", "non-encrypted", "{ $.detail.additionalEventData.SSEApplied NOT EXISTS }"],
  ["SSE_S3_DEFAULT", "sse-s3-default", '{ $.detail.additionalEventData.SSEApplied = "Default_SSE_S3" }'],
  // Its name was free to choose.
  ["kms-by-header", "sse-kms-header", '{ $.detail.additionalEventData.SSEApplied = "SSE_KMS" }'],
  ["kms-again", "sse-kms-header", '{ $.detail.additionalEventData.SSEApplied = "SSE_KMS" }'],
] as const;

/** Makes it all, by what the AWS provider takes. */
export function makeByHand(sandbox: SandboxAccount): void {
  const provider = new SandboxProvider(sandbox);
  const make = (type: string, name: string, inputs: Inputs): Inputs => {
    const urn = `urn:pulumi:hand::made::${type}::${name}`;
    const checked = provider.check(inputs, { urn, olds: undefined, seed: Buffer.from("") });
    if (checked.refusals.length > 0) throw new Error(`${urn}: ${JSON.stringify(checked.refusals)}`);
    return provider.create(urn, checked.inputs, false, { region, defaultTags: {} }).outputs;
  };
  const ofBucket = (type: string, bucket: string, inputs: Inputs): void => {
    make(`aws:s3/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`, bucket, { bucket, ...inputs });
  };
  for (const [bucket, { tags, rule, block, ownership, versioning, policy: text, points = {} }] of Object.entries(handMadeBuckets)) {
    ofBucket("Bucket", bucket, tags ? { tags } : {});
    if (rule) ofBucket("BucketServerSideEncryptionConfiguration", bucket, { rules: [rule] });
    if (block) ofBucket("BucketPublicAccessBlock", bucket, block);
    if (ownership !== undefined) ofBucket("BucketOwnershipControls", bucket, { rule: { objectOwnership: ownership } });
    if (versioning !== undefined) ofBucket("BucketVersioning", bucket, { versioningConfiguration: { status: versioning } });
    if (text !== undefined) ofBucket("BucketPolicy", bucket, { policy: text });
    for (const [name, { vpcId, block: blocks = closed, tags: tagged, policy: own }] of Object.entries(points)) {
      ofBucket("AccessPoint", bucket, {
        name,
        publicAccessBlockConfiguration: blocks,
        ...(vpcId !== undefined && { vpcConfiguration: { vpcId } }),
        ...(tagged && { tags: tagged }),
        ...(own !== undefined && { policy: own }),
      });
    }
  }
  const group = make("aws:cloudwatch/logGroup:LogGroup", "group", { name: "/aws/events/sse-objects" });
  const eventPattern = JSON.stringify({ source: ["aws.s3"], "detail-type": ["AWS API Call via CloudTrail"], detail: { eventSource: ["s3.amazonaws.com"], eventName: ["PutObject"] } });
  make("aws:cloudwatch/eventRule:EventRule", "rule", { name: "s3-encryption", eventPattern });
  make("aws:cloudwatch/eventTarget:EventTarget", "target", { rule: "s3-encryption", targetId: "Id1a2b", arn: group["arn"] });
  for (const [name, metric, pattern] of blogFilters) {
    make("aws:cloudwatch/logMetricFilter:LogMetricFilter", name, {
      name,
      pattern,
      logGroupName: "/aws/events/sse-objects",
      metricTransformation: { namespace: "S3ObjectEncryption", name: metric, value: "1", defaultValue: "0" },
    });
  }
  for (const [name, metricName] of [["Non-encrypted objects", "non-encrypted"], ["KMS, for the curious", "sse-kms-header"]] as const) {
    make("aws:cloudwatch/metricAlarm:MetricAlarm", name, {
      name,
      namespace: "S3ObjectEncryption",
      metricName,
      statistic: "Sum",
      period: 300,
      evaluationPeriods: 1,
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      alarmActions: [`arn:aws:sns:${region}:${account}:security`],
    });
  }
}
