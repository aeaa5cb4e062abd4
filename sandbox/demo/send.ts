/** Sends the demo's requests to the deployed buckets, and their records through the deployed pipeline. */
import { cloudTrailRecord, getObjectRecord, multipartRecord, type CloudTrailRecord } from "../../simulator/cloudTrailRecord";
import { madeUpDelivery, type MadeUpDelay } from "../../simulator/delivery";
import { runPipeline, type PipelineDefinitions, type PipelineResult, type RecordTrace } from "../../simulator/pipeline";
import { evaluateUpload, type UploadBucket, type UploadResult } from "../../simulator/upload";
import { parseArn } from "../../encryption/arn";
import type { SandboxObjects } from "../provider/objects";
import type { DeployedStack } from "./deployedStack";
import type { DemoRequest } from "./request";

/** What became of a request. */
export interface SentRequest {
  readonly request: DemoRequest;
  readonly result: UploadResult;
  readonly trace: RecordTrace;
  /** Names of the metrics that count it. */
  readonly metrics: readonly string[];
}

export interface SentRequests {
  readonly sent: readonly SentRequest[];
  /** Records of requests that are no uploads, such as reads. */
  readonly others: readonly RecordTrace[];
  readonly pipeline: PipelineResult;
  readonly start: Date;
  readonly end: Date;
}

/** The demo's day; fixed, so that every run shows the same. */
const start = new Date("2026-01-15T09:02:00Z");
const minutesBetween = 1;

/** How late CloudTrail is on the demo's day; with another seed other records are late. */
export const demoDelay: MadeUpDelay = { seed: 1, worstMinutes: 15 };
/** Of the two timestamps that AWS may give a log event the one with which late records are harder to see. */
export const demoDelivery = madeUpDelivery(demoDelay, "event time");

/**
 * Evaluates each request at its bucket, writes the record that CloudTrail would, and runs the records through trails,
 * rules, filters and alarms as they were deployed.
 */
export function sendRequests(stack: DeployedStack, audience: readonly UploadBucket[], requests: readonly DemoRequest[]): SentRequests {
  const buckets = new Map(audience.map((bucket) => [bucket.name, bucket]));
  const uploads: { request: DemoRequest; result: UploadResult; record: CloudTrailRecord }[] = [];
  const rest: CloudTrailRecord[] = [];
  requests.forEach((request, index) => {
    const bucket = buckets.get(request.bucket);
    if (!bucket) throw new Error(`the demo sends to ${request.bucket}, which is not there`);
    const time = new Date(start.getTime() + index * minutesBetween * 60_000);
    const details = { time, region: bucket.region ?? stack.place.region };
    const result = evaluateUpload(bucket, request.upload);
    uploads.push({ request, result, record: cloudTrailRecord(bucket, request.upload, result, details) });
    // Where the caller's account has a trail that logs the bucket, it gets a record as well.
    const caller = callerOf(request, stack);
    if (caller !== undefined && caller !== bucket.account) rest.push(cloudTrailRecord(bucket, request.upload, result, { ...details, recipient: caller }));
    // What was refused has no parts, and nothing to read.
    if (result.outcome !== "stored") return;
    for (const eventName of request.followedBy ?? []) {
      rest.push(
        eventName === "GetObject"
          ? getObjectRecord(bucket, request.upload, result, details)
          : multipartRecord(eventName, bucket, request.upload, result, details),
      );
    }
  });

  const pipeline = runPipeline(pipelineOf(stack), [...uploads.map(({ record }) => record), ...rest], { delivery: demoDelivery });
  const traces = pipeline.records;
  return {
    sent: uploads.map(({ request, result }, index) => {
      const trace = traces[index] as RecordTrace;
      return { request, result, trace, metrics: trace.counted.flatMap(({ metricName, dimensions }) => (dimensions ? [] : metricName)) };
    }),
    others: traces.slice(uploads.length),
    pipeline,
    start: new Date(start.getTime() - 2 * 60_000),
    end: new Date(start.getTime() + requests.length * minutesBetween * 60_000),
  };
}

/** What was deployed, as the pipeline takes it. */
export function pipelineOf(stack: DeployedStack): PipelineDefinitions {
  const { place, forwarding, trail, alarms } = stack;
  return { ...stack, ...(forwarding.length > 0 && { account: place.account }), region: place.region, trails: [trail], alarms: alarms.filter(onAuditMetric(stack)).map(asPipelineAlarm) };
}

/** The account that makes a request, where it is one of several that the stack audits. */
function callerOf({ upload }: DemoRequest, { forwarding, place }: DeployedStack): string | undefined {
  const { principal } = upload;
  const account = typeof principal === "object" && "arn" in principal ? parseArn(principal.arn)?.account : undefined;
  return forwarding.length > 0 && [place.account, ...forwarding.map((one) => one.account)].some((one) => one === account) ? account : undefined;
}

/** Puts what the requests stored into the account, where it stands against the deletion of its bucket. */
export function storeObjects({ sent }: SentRequests, objects: SandboxObjects): void {
  for (const { request, result } of sent) {
    if (result.outcome === "stored") objects.put(request.bucket, request.upload.key);
  }
}

/** Alarms on the rules' and queues' own metrics need data that the demo's uploads do not make. */
function onAuditMetric(stack: DeployedStack): (alarm: DeployedStack["alarms"][number]) => boolean {
  return (alarm) =>
    stack.metricFilters.some(({ namespace, metricName }) => namespace === alarm.namespace && metricName === alarm.metricName);
}

type PipelineAlarm = PipelineDefinitions["alarms"][number];

function asPipelineAlarm(alarm: DeployedStack["alarms"][number]): PipelineAlarm {
  return alarm as unknown as PipelineAlarm;
}
