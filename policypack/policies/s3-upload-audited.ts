/** The audit pipeline of the stack, or one that the configuration names, covers every bucket. */
import type { ReportViolation } from "@pulumi/policy";
import { partitionOfRegion } from "../../encryption/arn";
import { updateEventName, uploadEventNames } from "../../encryption/auditScope";
import { encryptionMethod } from "../../encryption/methods";
import { cloudTrailRecord, toEventBridgeEvent, type CloudTrailRecord, type UploadBucket, type UploadRequest } from "../../simulator";
import type { PackConfig } from "../config/packConfig";
import { matchesPattern } from "../config/exemptions";
import { recordedWrites } from "../frameworks";
import { anyRegion, bucketWords, stackPolicy, type PolicyContext } from "../policy";
import { auditPipeline, type AuditPipeline } from "../stack/auditPipeline";
import { pageOf, toldOnce, type Finding } from "../wording/alike";

const name = "s3-upload-audited";

export const s3UploadAudited = stackPolicy({
  name,
  description: "Uploads to S3 buckets are recorded by a trail and passed on by an EventBridge rule.",
  enforcementLevel: "advisory",
  displayName: "Audit of S3 uploads",
  severity: "medium",
  framework: recordedWrites,
  tags: ["s3", "audit", "cloudtrail"],
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-cloudtrail-logging-for-s3.html",
  remediationSteps: "Add the bucket to the scope of a trail and of an EventBridge rule, or list it in auditedBuckets where another stack audits it.",
  validate: (context, report) => {
    const pipeline = auditPipeline(context.args.resources, context.analysis.inputs);
    const isComplete = reportUnaudited(context, pipeline, report);
    // What is not known yet may be anything, a rule for other events too: it matters where the rest leaves a gap.
    for (const { urn, part, problem } of [...pipeline.refused, ...(isComplete ? [] : pipeline.open)]) {
      report(`Whether uploads are audited cannot be told from this ${part}: ${problem}.`, urn);
    }
  },
});

/** Reports the buckets whose uploads are not audited by what is known of the stack; gives whether there are none. */
function reportUnaudited(context: PolicyContext, pipeline: AuditPipeline, report: ReportViolation): boolean {
  let isComplete = true;
  const tell: ReportViolation = (message, urn) => {
    isComplete = false;
    report(message, urn);
  };
  for (const bucket of context.buckets) {
    const { bucketName, outside } = bucket;
    // The audit of a bucket is the matter of the stack that declares it.
    if (outside) continue;
    const byConfig = context.config.auditedBuckets.some((pattern) => matchesPattern(pattern, bucketName ?? bucket.resourceName));
    // The log bucket of a trail must not be audited: each delivery would be recorded and delivered again.
    if (byConfig || pipeline.logBuckets.has(bucket.urn) || (bucketName !== undefined && pipeline.logBuckets.has(bucketName))) continue;
    if (bucketName === undefined) {
      tell(`${bucketWords(bucket)}: whether its uploads are audited cannot be told before its name is known.`, bucket.urn);
      continue;
    }
    const gaps = gapsOf(bucketName, pipeline, context.config, bucket.region ?? context.region ?? anyRegion);
    if (gaps === undefined) continue;
    const finding: Finding = {
      kind: [gaps],
      lines: () => [
        ": add it to the audit's scope or, where another stack audits it, to auditedBuckets of this policy's configuration.",
        `  Now ${gaps}. (${pageOf(name)})`,
      ],
      ifLike: (other) => `: its uploads are not audited, just as those of ${other}.`,
    };
    tell(toldOnce(context.analysis, name, bucket, finding), bucket.urn);
  }
  return isComplete;
}

/** What of a bucket's uploads is not audited, in words; undefined where everything is. */
function gapsOf(bucketName: string, { trails, rules, accounts }: AuditPipeline, config: PackConfig, region: string): string | undefined {
  const eventNames = config.updateObjectEncryption ? uploadEventNames : uploadEventNames.filter((name) => name !== updateEventName);
  // Where the account is not known, one that the definitions speak of is the one they are for.
  const owners = config.account === undefined ? [anyAccount, ...accounts] : [config.account];
  // By nothing everything is missed, without a look at records: a stack without an audit may have a thousand buckets.
  const missedBy = <T>(tests: readonly ((one: T) => boolean)[], from: (record: CloudTrailRecord) => T): readonly string[] => {
    const isSeen = (one: T): boolean => tests.some((passes) => passes(one));
    return eventNames.filter((eventName) => tests.length === 0 || !owners.some((account) => isSeen(from(recordOf(eventName, bucketName, account, region)))));
  };
  const unrecorded = missedBy(trails, (record) => record);
  const dropped = missedBy(rules, toEventBridgeEvent);

  const parts = [
    { events: unrecorded, part: "trail", does: "records" },
    { events: dropped, part: "EventBridge rule", does: "passes on" },
  ].filter(({ events }) => events.length > 0);
  if (parts.length === 0) return undefined;
  if (parts.some(({ events }) => events.length === eventNames.length)) {
    const whole = parts.filter(({ events }) => events.length === eventNames.length);
    return `its uploads are not audited: no ${whole.map(({ part }) => part).join(" and no ")} of this stack covers them`;
  }
  const words = parts.map(({ events, part, does }) => `no ${part} of this stack ${does} ${events.join(", ")}`);
  return `not all of its uploads are audited: ${words.join(", and ")}`;
}

const anyAccount = "123456789012";

/** The record of an ordinary upload to a bucket. */
function recordOf(action: UploadRequest["action"], name: string, account: string, region: string): CloudTrailRecord {
  const bucket: UploadBucket = { name, account, partition: partitionOfRegion(region) };
  const upload: UploadRequest = { action, key: "object", principal: { arn: `arn:${partitionOfRegion(region)}:iam::${account}:role/any-role`, account } };
  return cloudTrailRecord(bucket, upload, stored, { time: new Date(0), region });
}

const [application] = encryptionMethod("sse-kms").applications;
const stored = {
  outcome: "stored",
  applied: { method: "sse-kms", origin: application?.origin ?? "default" },
  sseApplied: application?.sseApplied[0] ?? "",
} as const;
