/** The demo's result as plain data: what `npm start -- --json` prints, and what the text and the picture are made of. */
import type { CloudTrailRecord } from "../../simulator/cloudTrailRecord";
import type { MadeUpDelay } from "../../simulator/delivery";
import type { UploadResult } from "../../simulator/upload";
import type { Audience } from "./audience";
import type { DeployedStack } from "./deployedStack";
import { messagesOn, type DemoMessages } from "./messages";
import { tamperWithTrail, type DemoTampering } from "./tampering";
import { demoDelay, type SentRequest, type SentRequests } from "./send";

export interface DemoResult {
  readonly stack: string;
  /** Resources that the deployment touched, by operation; empty when there was nothing to change. */
  readonly changes: Readonly<Record<string, number>>;
  /** Sum of each metric, by name; metrics with dimensions count the same once more. */
  readonly metrics: Readonly<Record<string, number>>;
  /** How late the records were delivered; made up from the seed. */
  readonly delivery: MadeUpDelay;
  /** `time` is when an alarm that fires went to ALARM first; null for the others. */
  readonly alarms: readonly { name: string; metric: string; state: string; reason: string; time: string | null }[];
  readonly deniedUploads: readonly DeniedUpload[];
  /** What is said of the uploads beside the alarms; null for a stack without `notifications.details`. */
  readonly messages: DemoMessages | null;
  /** What is said when somebody stops the trail; null for a stack that does not watch over itself. */
  readonly tampering: DemoTampering | null;
  readonly uploads: readonly SentUpload[];
  /** What the demo left out, or took for granted, with this stack: a sentence each. */
  readonly notes: readonly string[];
  /** Requests that are no uploads, and why they were not counted. */
  readonly notCounted: readonly { eventName: string; bucket: string; key: string; why: string }[];
  /** Paths of the pictures of the dashboard. */
  readonly pictures: readonly string[];
}

export interface DeniedUpload {
  readonly bucket: string;
  readonly request: { action: string; key: string; principal: string; headers: Readonly<Record<string, string>> };
  /** What denied it: a statement of the bucket policy, S3's block of a method, or that no statement allows it. */
  readonly by: string;
  /** Sid or position of the bucket policy's statement; null where something else denied. */
  readonly statement: string | null;
  readonly reason: string;
}

export interface SentUpload {
  readonly what: string;
  readonly bucket: string;
  /** Where the bucket is. */
  readonly account: string;
  readonly region: string;
  readonly key: string;
  readonly principal: string;
  /**
   * `stored, ` and the record's value of SSEApplied (`stored, SSE_KMS`); `denied by ` and what denied it (`denied by
   * DenySseC`); or `rejected, 400` for a request that contradicts itself.
   */
  readonly outcome: string;
  readonly metrics: readonly string[];
  /** Why the record went no further than it did; null when it was counted. */
  readonly notCounted: string | null;
}

/**
 * Builds the result, without the pictures' paths.
 * @param metricOrder names of the metrics in the order to show them; state keeps them in none
 */
export function demoResult(
  stackName: string,
  metricOrder: readonly string[],
  changes: Readonly<Record<string, number>>,
  stack: DeployedStack,
  audience: Pick<Audience, "moreOwn" | "own" | "existing">,
  requests: SentRequests,
): Omit<DemoResult, "pictures"> {
  const { sent, others, pipeline } = requests;
  const place = (name: string): number => (metricOrder.includes(name) ? metricOrder.indexOf(name) : metricOrder.length);
  const inOrder = <T extends { metricName: string }>(all: readonly T[]): T[] =>
    [...all].sort((a, b) => place(a.metricName) - place(b.metricName) || (a.metricName < b.metricName ? -1 : 1));
  const evaluated = new Map(pipeline.alarms.map((alarm) => [alarm.name, alarm]));
  return {
    stack: stackName,
    changes,
    metrics: Object.fromEntries(inOrder(pipeline.metrics.filter(({ dimensions }) => !dimensions)).map(({ metricName, sum }) => [metricName, sum])),
    delivery: demoDelay,
    alarms: inOrder(stack.alarms).map(({ name, metricName }) => ({
      name,
      metric: metricName,
      state: evaluated.get(name)?.state ?? "INSUFFICIENT_DATA",
      reason: evaluated.get(name)?.reason ?? "Its metric is AWS's own: the sandbox has no data for it.",
      time: evaluated.get(name)?.state === "ALARM" ? (evaluated.get(name)?.time ?? null) : null,
    })),
    messages: messagesOn(stack, requests) ?? null,
    tampering: tamperWithTrail(stack) ?? null,
    deniedUploads: sent.flatMap((one) => deniedUpload(one) ?? []),
    uploads: sent.map((one) => ({
      what: one.request.what,
      bucket: one.request.bucket,
      ...bucketPlace(one, stack),
      key: one.request.upload.key,
      principal: principalName(one),
      outcome: outcomeText(one.result),
      metrics: one.metrics,
      notCounted: one.trace.problem ?? one.trace.stopped ?? null,
    })),
    notes: notes(stack, audience),
    notCounted: others.map(({ record, stopped, problem }) => {
      const { eventName, requestParameters, recipientAccountId, resources } = record as CloudTrailRecord;
      const { bucketName = "", key = "" } = requestParameters as Record<string, string>;
      const owner = resources.find(({ accountId }) => accountId !== undefined)?.["accountId"];
      const again = owner !== recipientAccountId ? ` in the record of the caller's account ${recipientAccountId}` : "";
      return { eventName, bucket: bucketName, key, why: `${problem ?? stopped ?? "it was counted"}${again}` };
    }),
  };
}

function bucketPlace({ trace }: SentRequest, { place }: DeployedStack): Pick<SentUpload, "account" | "region"> {
  const { awsRegion, recipientAccountId } = trace.record as { awsRegion?: string; recipientAccountId?: string };
  return { account: recipientAccountId ?? place.account, region: awsRegion ?? place.region };
}

function notes({ trail, organizationPolicies }: DeployedStack, { own, moreOwn, existing }: Pick<Audience, "moreOwn" | "own" | "existing">): string[] {
  return [
    ...(trail.own ? [] : [`The stack has no trail of its own: the exported event selectors were put on one that is said to exist, and to deliver to ${trail.logBucket}.`]),
    ...(own.length === 0 && existing.length > 0 ? ["The stack owns no bucket: the uploads went to buckets that are said to exist."] : []),
    ...(moreOwn > 0 ? [`${moreOwn} more buckets of the stack got no upload.`] : []),
    ...(organizationPolicies > 0
      ? ["The organization policies were deployed, and not asked: whether their targets hold this account is not known here."]
      : []),
  ];
}

function deniedUpload({ request, result }: SentRequest): DeniedUpload | undefined {
  if (result.outcome !== "denied") return undefined;
  const { action, key, principal, headers = {} } = request.upload;
  return {
    bucket: request.bucket,
    request: { action, key, principal: nameOf(principal), headers },
    by: denier(result),
    statement: result.by === "policy" ? denier(result) : null,
    reason: result.reason,
  };
}

/** What denied an upload, in a few words. */
function denier(result: Extract<UploadResult, { outcome: "denied" }>): string {
  switch (result.by) {
    case "policy":
    case "accessPointPolicy":
      return result.statement.sid ?? `Statement[${result.statement.index}]`;
    case "blockedEncryptionType":
      return `S3's block of ${result.type}`;
    case "networkOrigin":
      return "the access point's VPC";
    case "noAllow":
      return "no Allow";
  }
}

/** What happened to an upload, in a few words. */
export function outcomeText(result: UploadResult): string {
  switch (result.outcome) {
    case "stored":
      return `stored, ${result.sseApplied}`;
    case "denied":
      return `denied by ${denier(result)}`;
    case "rejected":
      return "rejected, 400";
  }
}

const principalName = ({ request }: SentRequest): string => nameOf(request.upload.principal);

function nameOf(principal: SentRequest["request"]["upload"]["principal"]): string {
  if (typeof principal === "string") return principal;
  return "service" in principal ? principal.service : principal.arn;
}
