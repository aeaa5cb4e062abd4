/** The audit pipeline of the stack, or one that the configuration names, covers every bucket. */
import { cloudTrailRecord, matchEventPattern, matchEventSelectors, toEventBridgeEvent, type UploadBucket, type UploadRequest } from "../../simulator";
import { matchesPattern } from "../config/exemptions";
import { bucketWords, stackPolicy, type PolicyContext } from "../policy";
import { declaredInputs } from "../stack/declaredInputs";
import { pipelineTypes } from "../stack/resourceTypes";
import { copyProperties, holdsUnknown, unknown, type Properties, type PropertyValue } from "../stack/values";

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
      if (byConfig || pipeline.logBuckets.has(bucket.urn) || (bucketName !== undefined && pipeline.logBuckets.has(bucketName))) continue;
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
  /** Names, and URNs of those whose name is not known yet. */
  readonly logBuckets: ReadonlySet<string>;
  readonly unreadable: readonly { urn: string; part: string; problem: string }[];
}

function pipelineOf({ args }: PolicyContext): Pipeline {
  const trails: object[][] = [];
  const patterns: string[] = [];
  const logBuckets = new Set<string>();
  const unreadable: { urn: string; part: string; problem: string }[] = [];
  const probe = recordOf("probe-bucket");
  /** Reads properties of a resource, unless one of them is not known yet or cannot be understood: that is reported. */
  const readable = (urn: string, of: string, parts: Properties, read: () => void): void => {
    const open = Object.keys(parts).find((name) => holdsUnknown(parts[name]));
    if (open !== undefined) {
      unreadable.push({ urn, part: `${of}'s ${open}`, problem: "it is known only after deployment" });
      return;
    }
    try {
      read();
    } catch (error) {
      unreadable.push({ urn, part: `${of}'s ${Object.keys(parts)[0] ?? ""}`, problem: error instanceof Error ? error.message : String(error) });
    }
  };
  for (const { type, urn, props, propertyDependencies } of args.resources) {
    if (type === pipelineTypes.trail) {
      const { advancedEventSelectors: selectors, enableLogging, s3BucketName } = declaredInputs(urn) ?? copyProperties(props);
      if (typeof s3BucketName === "string") logBuckets.add(s3BucketName);
      else for (const dependency of propertyDependencies["s3BucketName"] ?? []) logBuckets.add(dependency.urn);
      if (!isGiven(selectors) || enableLogging === false) continue;
      readable(urn, "trail", { advancedEventSelectors: selectors, enableLogging }, () => {
        matchEventSelectors(selectors as unknown as object[], probe);
        trails.push(selectors as unknown as object[]);
      });
    } else if (type === pipelineTypes.rule) {
      const { eventPattern, eventBusName, state, isEnabled } = declaredInputs(urn) ?? copyProperties(props);
      if (!isGiven(eventPattern) || isSwitchedOff(state, isEnabled) || !isDefaultBus(eventBusName)) continue;
      readable(urn, "rule", { eventPattern, eventBusName, state, isEnabled }, () => {
        matchEventPattern(String(eventPattern), toEventBridgeEvent(probe));
        patterns.push(String(eventPattern));
      });
    }
  }
  return { trails, patterns, logBuckets, unreadable };
}

function isGiven(value: PropertyValue): value is Exclude<PropertyValue, undefined | null> {
  return value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}

/** `isEnabled` is the older property, of which AWS's answer says nothing where `state` is given. */
function isSwitchedOff(state: PropertyValue, isEnabled: PropertyValue): boolean {
  return isGiven(state) ? state === "DISABLED" : isEnabled === false;
}

/** "AWS services send events to the default event bus": https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html */
function isDefaultBus(name: PropertyValue): boolean {
  return !isGiven(name) || name === unknown || (typeof name === "string" && /^(?:arn:.*:event-bus\/)?default$/.test(name));
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
