/** The audit pipeline of the stack, or one that the configuration names, covers every bucket. */
import { cloudTrailRecord, matchEventPattern, matchEventSelectors, toEventBridgeEvent, type UploadBucket, type UploadRequest } from "../../simulator";
import { matchesPattern } from "../config/exemptions";
import { bucketWords, stackPolicy, type PolicyContext } from "../policy";
import { copyProperties, holdsUnknown, unknown, type PropertyValue } from "../stack/values";

export const s3UploadAudited = stackPolicy({
  name: "s3-upload-audited",
  description: "Uploads to S3 buckets are recorded and counted by an audit pipeline.",
  enforcementLevel: "advisory",
  validate: (context, report) => {
    const pipeline = pipelineOf(context);
    for (const { urn, part, problem } of pipeline.unreadable) {
      report(`Whether uploads are audited cannot be told from this ${part}: ${problem}.`, urn);
    }
    for (const bucket of context.buckets) {
      const { bucketName, outside } = bucket;
      // The audit of a bucket is the matter of the stack that declares it.
      if (outside) continue;
      const byConfig = context.config.auditedBuckets.some((pattern) => matchesPattern(pattern, bucketName ?? bucket.resourceName));
      // The log bucket of a trail must not be audited: each delivery would be recorded and delivered again.
      if (byConfig || (bucketName !== undefined && pipeline.logBuckets.has(bucketName))) continue;
      if (bucketName === undefined) {
        report(`${bucketWords(bucket)}: whether its uploads are audited cannot be told before its name is known.`, bucket.urn);
        continue;
      }
      const missing = missingParts(bucketName, pipeline);
      if (missing.length === 0) continue;
      report(
        `${bucketWords(bucket)}: its uploads are not audited: no ${missing.join(" and no ")} of this stack covers them. ` +
          "Add the bucket to the audit's scope, or list it in auditedBuckets of this policy's configuration where another stack audits it.",
        bucket.urn,
      );
    }
  },
});

interface Pipeline {
  readonly trails: readonly object[][];
  readonly patterns: readonly string[];
  readonly logBuckets: ReadonlySet<string>;
  readonly unreadable: readonly { urn: string; part: string; problem: string }[];
}

function pipelineOf({ args, model }: PolicyContext): Pipeline {
  const trails: object[][] = [];
  const patterns: string[] = [];
  const logBuckets = new Set<string>();
  const unreadable: { urn: string; part: string; problem: string }[] = [];
  const probe = recordOf("probe-bucket");
  const readable = (urn: string, part: string, value: PropertyValue, read: () => void): void => {
    if (holdsUnknown(value)) {
      unreadable.push({ urn, part, problem: "it is known only after deployment" });
      return;
    }
    try {
      read();
    } catch (error) {
      unreadable.push({ urn, part, problem: error instanceof Error ? error.message : String(error) });
    }
  };
  for (const { type, urn, props, propertyDependencies } of args.resources) {
    if (type === "aws:cloudtrail/trail:Trail") {
      const { advancedEventSelectors: selectors, s3BucketName } = copyProperties(props);
      if (typeof s3BucketName === "string") logBuckets.add(s3BucketName);
      if (s3BucketName === unknown) {
        for (const { urn: dependency } of propertyDependencies["s3BucketName"] ?? []) {
          const name = model.buckets.find((bucket) => bucket.urn === dependency)?.bucketName;
          if (name !== undefined) logBuckets.add(name);
        }
      }
      if (selectors === undefined || selectors === null || (Array.isArray(selectors) && selectors.length === 0)) continue;
      readable(urn, "trail's advancedEventSelectors", selectors, () => {
        matchEventSelectors(selectors, probe);
        trails.push(selectors as unknown as object[]);
      });
    } else if (type === "aws:cloudwatch/eventRule:EventRule") {
      const { eventPattern } = copyProperties(props);
      if (eventPattern === undefined || eventPattern === null || eventPattern === "") continue;
      readable(urn, "rule's eventPattern", eventPattern, () => {
        matchEventPattern(String(eventPattern), toEventBridgeEvent(probe));
        patterns.push(String(eventPattern));
      });
    }
  }
  return { trails, patterns, logBuckets, unreadable };
}

function missingParts(bucketName: string, { trails, patterns }: Pipeline): string[] {
  const record = recordOf(bucketName);
  const event = toEventBridgeEvent(record);
  return [
    ...(trails.some((selectors) => matchEventSelectors(selectors, record)) ? [] : ["trail"]),
    ...(patterns.some((pattern) => matchEventPattern(pattern, event)) ? [] : ["EventBridge rule"]),
  ];
}

/** The record of an ordinary upload to a bucket. */
function recordOf(bucketName: string): object {
  const account = "123456789012";
  const bucket: UploadBucket = { name: bucketName, account };
  const upload: UploadRequest = { action: "PutObject", key: "object", principal: { arn: `arn:aws:iam::${account}:role/any-role`, account } };
  const stored = { outcome: "stored", applied: { method: "sse-kms", origin: "default" }, sseApplied: "Default_SSE_KMS" } as const;
  return cloudTrailRecord(bucket, upload, stored, { time: new Date(0), region: "us-east-1" });
}
