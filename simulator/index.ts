/**
 * The simulator's public index: what AWS does with uploads and with the audit's own definitions.
 *
 * Every evaluator is pure, follows the AWS page that its file names, and throws on what it cannot understand.
 */

// Uploads: bucket policy, blocked types and default encryption, and the record that CloudTrail gets.
export { evaluateUpload } from "./upload";
export type { UploadResult } from "./upload";
export { customerAlgorithmHeader, encryptionHeader, kmsKeyIdHeader } from "./uploadRequest";
export { accessPointContext, accessPointKeys, arnOfAccessPoint } from "./accessPoint";
export type { UploadAccessPoint } from "./accessPoint";
export { iamActionOf, objectArn, uploadActions } from "./uploadRequest";
export type { UploadAction, UploadBucket, UploadRequest } from "./uploadRequest";
export { cloudTrailRecord, getObjectRecord, multipartRecord } from "./cloudTrailRecord";
export type { CloudTrailRecord, ObjectRequest, RecordDetails, StoredUpload } from "./cloudTrailRecord";

// Policies.
export * from "./iam";

// What a query of the log group shows.
export { runLogsQuery } from "./logsQuery/run";
export type { QueriedEvent, Readings } from "./logsQuery/run";

// From the record to the alarm: selectors, event patterns, filter patterns, alarms, and all of them in a row.
export { matchEventSelectors } from "./eventSelectors";
export { matchEventPattern } from "./eventPattern/matchEventPattern";
export { transformInput } from "./inputTransformer";
export type { InputTransformer } from "./inputTransformer";
export { managementRecord } from "./managementRecord";
export type { ManagementCall } from "./managementRecord";
export { matchFilterPattern } from "./filterPattern/matchFilterPattern";
export { contributorLimits, runLogAlarm } from "./logAlarm";
export type { ArrivedEvent, ContributorChange, LogAlarm } from "./logAlarm";
export { evaluateAlarm } from "./alarm";
export type { Alarm, AlarmEvaluation, AlarmState, Datapoint } from "./alarm";
export { compileRecordJudge, runPipeline, toEventBridgeEvent } from "./pipeline";
export { atOnce, logTimestamps, madeUpDelivery } from "./delivery";
export type { Delivery, LogTimestamp, MadeUpDelay } from "./delivery";
export type {
  AlarmResult,
  CountedLogEvent,
  EventBridgeEvent,
  LogEvent,
  MetricAlarm,
  MetricResult,
  PipelineDefinitions,
  PipelineMetricFilter,
  PipelineOptions,
  PipelineResult,
  PipelineRule,
  PipelineTrail,
  RecordJudge,
  RecordTrace,
  RecordVerdict,
  StateChange,
} from "./pipeline";
export { PatternError } from "./patternError";
export type { PatternPosition } from "./patternError";
export { RecordError } from "./recordError";
