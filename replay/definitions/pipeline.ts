/** The pipeline that a stack with a requirement, a scope and alarms deploys, as the simulator takes it. */
import { deniedUploadsAlarm, violationAlarms, type AlarmDefinition } from "../../encryption/alarms";
import { exclusionsFromPrefixes, type AuditScope } from "../../encryption/auditScope";
import { eventPatterns } from "../../encryption/eventPattern";
import { eventSelectors } from "../../encryption/eventSelectors";
import { metricFilters } from "../../encryption/metricFilters";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import type { PipelineDefinitions } from "../../simulator/pipeline";
import type { AuditDefinitions } from "./auditDefinitions";

export interface PipelineOptions {
  readonly requirement: EncryptionRequirement;
  readonly scope: AuditScope;
  /** Period of the alarms. */
  readonly periodMinutes: number;
  /** More denied uploads than this in a period set an alarm off; without it there is no such alarm. */
  readonly deniedUploads?: number | undefined;
  readonly partition?: string;
  /** Where the rules are; records of other regions do not reach them. Absent: of every region. */
  readonly region?: string | undefined;
}

/** Where nothing says in which partition the buckets are. */
export const defaultPartition = "aws";

/** As in arguments/keys/alarms.ts, which would bring all of the config's schema along. */
const defaultPeriodMinutes = 1;

/**
 * Trail, rules, filters and the alarms on uploads: of the alarms on the pipeline itself a log of uploads says nothing.
 * @throws AwsLimitError where AWS would refuse a definition
 */
export function pipelineOf({ requirement, scope, periodMinutes, deniedUploads, partition = defaultPartition, region }: PipelineOptions): PipelineDefinitions {
  const period = periodMinutes * 60;
  const alarms: AlarmDefinition[] = [
    ...violationAlarms(requirement, period),
    ...(deniedUploads === undefined ? [] : [deniedUploadsAlarm(deniedUploads, period)]),
  ];
  return {
    region,
    trails: [{ name: "uploads", selectors: eventSelectors(scope, partition) }],
    rules: eventPatterns(scope, region).map((eventPattern, index) => ({ name: `uploads-${index + 1}`, eventPattern })),
    metricFilters: metricFilters(requirement, exclusionsFromPrefixes(scope)),
    alarms: alarms.map(({ key, ...alarm }) => ({ ...alarm, name: key })),
  };
}

/** What a stack is judged by that sets nothing: every bucket of every account and region. */
export function defaultDefinitions(): AuditDefinitions {
  const audit = { requirement: defaultRequirement, scope: { buckets: "all", excludedBuckets: [] }, partition: defaultPartition } as const;
  return { source: "the default requirement", requirement: defaultRequirement, pipeline: pipelineOf({ ...audit, periodMinutes: defaultPeriodMinutes }), lake: { audit } };
}
