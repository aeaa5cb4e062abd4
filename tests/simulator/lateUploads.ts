/** The pipeline that a stack deploys, and records for it: what the tests of late deliveries share. */
import { deniedUploadsAlarm, violationAlarms, type AlarmDefinition } from "../../encryption/alarms";
import { eventPatterns } from "../../encryption/eventPattern";
import { eventSelectors } from "../../encryption/eventSelectors";
import { metricFilters } from "../../encryption/metricFilters";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { cloudTrailRecord, type PipelineDefinitions } from "../../simulator";
import { allBuckets } from "../encryption/scopes";
import { account } from "../encryption/uploads";

/** @param period of the alarms, in seconds */
export function arrivalPipeline(requirement: EncryptionRequirement, period: number, deniedUploads = 0): PipelineDefinitions {
  const named = ({ key, ...alarm }: AlarmDefinition): PipelineDefinitions["alarms"][number] => ({ ...alarm, name: key });
  return {
    trails: [{ name: "audit", selectors: eventSelectors(allBuckets, "aws") }],
    rules: eventPatterns(allBuckets).map((eventPattern, index) => ({ name: `uploads-${index}`, eventPattern })),
    metricFilters: metricFilters(requirement),
    alarms: [...violationAlarms(requirement, period), deniedUploadsAlarm(deniedUploads, period)].map(named),
  };
}

/**
 * CloudTrail's record of a stored upload.
 * @param time in milliseconds of the Unix epoch; records know whole seconds
 */
export function uploadRecord(time: number, sseApplied: string, more: object = {}): object {
  const record = cloudTrailRecord(
    { name: "acme-orders", account },
    { action: "PutObject", key: "a/b", principal: { arn: `arn:aws:iam::${account}:role/x`, account } },
    { outcome: "stored", applied: { method: "sse-kms", origin: "header" }, sseApplied },
    { time: new Date(time), region: "us-east-1" },
  );
  return { ...record, ...more };
}
