/** Which alarms a requirement asks for. */
import { metricNamespace } from "./methods";
import { auditMetrics, specialMetrics } from "./metrics";
import type { EncryptionRequirement } from "./requirement";

/** When an alarm goes off, in the words of CloudWatch's PutMetricAlarm. */
export interface AlarmDefinition {
  /** Distinguishes the alarm in a stack; its name is the stack's prefix and this. */
  readonly key: string;
  readonly description: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly statistic: "Sum";
  /** Seconds. */
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly comparisonOperator: "GreaterThanThreshold" | "LessThanThreshold";
  readonly threshold: number;
  readonly treatMissingData: "notBreaching" | "breaching";
}

const anyInOnePeriod = (period: number) =>
  ({
    statistic: "Sum",
    period,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0,
    treatMissingData: "notBreaching",
  }) as const;

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? "" : "s"}`;

/**
 * One alarm for each metric whose uploads break the requirement: a single upload in a period sets it off.
 * @param period seconds
 */
export function violationAlarms(requirement: EncryptionRequirement, period: number): AlarmDefinition[] {
  return auditMetrics(requirement).flatMap(({ metricName, label, violation }) =>
    violation
      ? [
          {
            key: metricName,
            description: `Objects were written against the encryption requirement (${label}): ${violation}.`,
            namespace: metricNamespace,
            metricName,
            ...anyInOnePeriod(period),
          },
        ]
      : [],
  );
}

/**
 * An alarm on many denied uploads: enforcement works, but somebody keeps trying.
 * @param period seconds
 */
export function deniedUploadsAlarm(threshold: number, period: number): AlarmDefinition {
  const { metricName } = specialMetrics.deniedUploads;
  return {
    key: metricName,
    description: `More than ${counted(threshold, "upload")} ${threshold === 1 ? "was" : "were"} denied in ${counted(period / 60, "minute")}.`,
    namespace: metricNamespace,
    metricName,
    ...anyInOnePeriod(period),
    threshold,
  };
}

/**
 * Alarms on the audit itself: events that a rule could not deliver.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export function failedInvocationsAlarms(ruleNames: readonly string[], period: number): AlarmDefinition[] {
  return ruleNames.map((RuleName, index) => ({
    key: ruleNames.length === 1 ? "failed-invocations" : `failed-invocations-${index + 1}`,
    description: `EventBridge rule ${RuleName} could not deliver events to the audit's log group: uploads go uncounted.`,
    namespace: "AWS/Events",
    metricName: "FailedInvocations",
    dimensions: { RuleName },
    ...anyInOnePeriod(period),
  }));
}

/** An alarm on undeliverable events that wait in the dead-letter queue. */
export function deadLetterAlarm(QueueName: string, period: number): AlarmDefinition {
  return {
    key: "dead-letters",
    description: `Upload events wait in the dead-letter queue ${QueueName}: they are not counted.`,
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName },
    ...anyInOnePeriod(period),
  };
}

/** An alarm on silence: a pipeline that sees nothing for hours is broken, where uploads are expected. */
export function silenceAlarm(LogGroupName: string, hours: number): AlarmDefinition {
  return {
    key: "no-events",
    description: `No upload was recorded for ${counted(hours, "hour")}: is the trail still logging data events?`,
    namespace: "AWS/Logs",
    metricName: "IncomingLogEvents",
    dimensions: { LogGroupName },
    statistic: "Sum",
    period: 3600,
    evaluationPeriods: hours,
    datapointsToAlarm: hours,
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    // Silence is exactly what this alarm is about.
    treatMissingData: "breaching",
  };
}
