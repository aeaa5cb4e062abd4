/** Which alarms a requirement asks for. */
import { awsLimits } from "./limits";
import { metricNamespace } from "./methods";
import { auditMetrics, specialMetrics } from "./metrics";
import type { EncryptionRequirement } from "./requirement";
import { runbookAddress, runbookPageOf, type RunbookPage } from "./runbook";
import { watchedParts } from "./tampering";
import type { TamperingRule } from "./tamperingRules";

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

/** Minutes after its event within which CloudTrail may deliver a record, and its alarm still goes off. */
export const deliveryMinutes = 15;

/** CloudWatch evaluates an alarm once a minute. */
export const evaluationMinutes = 1;

/**
 * How many periods an alarm on uploads looks back, so that it still sees the one an upload counts in when its record
 * arrives {@link deliveryMinutes} late. One period more than that, since events happen and arrive at any time within one.
 * @param period seconds
 */
export function periodsLookedBack(period: number): number {
  const minutes = period / 60;
  return Math.ceil((deliveryMinutes + minutes + evaluationMinutes) / minutes);
}

/**
 * How long an alarm on uploads stays in ALARM: as long as what set it off is looked at. It sends no mail for what comes
 * meanwhile.
 * @param period seconds
 * @returns minutes
 */
export function alarmMinutes(period: number): number {
  return (periodsLookedBack(period) * period) / 60;
}

/**
 * One breaching period of the last so many. A record that arrives late may count in a period that others, quiet ones among
 * them, have followed by then.
 */
const anyPeriodOf = (evaluationPeriods: number, period: number) =>
  ({
    statistic: "Sum",
    period,
    evaluationPeriods,
    datapointsToAlarm: 1,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0,
    treatMissingData: "notBreaching",
  }) as const;

/** What CloudTrail tells, minutes late. */
const anyUploads = (period: number) => anyPeriodOf(periodsLookedBack(period), period);

/** What a service counts itself, on time. */
const anyFailures = (period: number) => anyPeriodOf(1, period);

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? "" : "s"}`;

/** A saved query by its name, and a link that opens it. */
export interface QueryReference {
  readonly name: string;
  readonly link: string;
}

/** What happened, which uploads these are, and what to do. Without the link where AWS would not take it. */
export function alarmDescription(what: string, page: RunbookPage, query?: QueryReference): string {
  const toDo = `What to do: ${runbookAddress(page)}`;
  if (!query) return `${what} ${toDo}`;
  const named = `${what} Which: the saved query "${query.name}"`;
  const linked = `${named} ${query.link} ${toDo}`;
  return linked.length <= awsLimits.alarmDescriptionCharacters ? linked : `${named}. ${toDo}`;
}

const lasting = (period: number): string =>
  `ALARM lasts about ${alarmMinutes(period)} minutes; more such uploads meanwhile send no further message.`;

/**
 * One alarm for each metric whose uploads break the requirement: a single upload sets it off, also when its record arrives
 * late.
 * @param period seconds
 * @param queryOf the saved query that lists the uploads of a metric
 */
export function violationAlarms(
  requirement: EncryptionRequirement,
  period: number,
  queryOf: (metricName: string) => QueryReference | undefined = () => undefined,
): AlarmDefinition[] {
  return auditMetrics(requirement).flatMap(({ metricName, label, violation }) =>
    violation
      ? [
          {
            key: metricName,
            description: alarmDescription(
              `Objects were written against the encryption requirement (${label}): ${violation}. ${lasting(period)}`,
              runbookPageOf(metricName),
              queryOf(metricName),
            ),
            namespace: metricNamespace,
            metricName,
            ...anyUploads(period),
          },
        ]
      : [],
  );
}

/**
 * An alarm on many denied uploads: enforcement works, but somebody keeps trying. Where log events bear the time of their
 * arrival, denials of one period that arrive in several are counted in several.
 * @param period seconds
 */
export function deniedUploadsAlarm(threshold: number, period: number, query?: QueryReference): AlarmDefinition {
  const { metricName } = specialMetrics.deniedUploads;
  return {
    key: metricName,
    description: alarmDescription(
      `More than ${counted(threshold, "denied upload")} ${threshold === 1 ? "was" : "were"} recorded in ${counted(period / 60, "minute")}. ${lasting(period)}`,
      "deniedUploads",
      query,
    ),
    namespace: metricNamespace,
    metricName,
    ...anyUploads(period),
    threshold,
  };
}

/**
 * Alarms on the audit itself: events that a rule could not deliver.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export function failedInvocationsAlarms(ruleNames: readonly string[], period: number): AlarmDefinition[] {
  return ruleNames.map((RuleName, index) => ({
    // The first keeps its name when others join it.
    key: index === 0 ? "failed-invocations" : `failed-invocations-${index + 1}`,
    description: alarmDescription(`EventBridge rule ${RuleName} could not deliver events to the audit's log group: uploads go uncounted.`, "deadLetters"),
    namespace: "AWS/Events",
    metricName: "FailedInvocations",
    dimensions: { RuleName },
    ...anyFailures(period),
  }));
}

/** The same for the rules of another bus than the default one, whose metrics name it. */
export function failedHubInvocationsAlarms(EventBusName: string, ruleNames: readonly string[], period: number): AlarmDefinition[] {
  return failedInvocationsAlarms(ruleNames, period).map(({ key, dimensions, ...alarm }) => ({ ...alarm, key: `hub-${key}`, dimensions: { EventBusName, ...dimensions } }));
}

/**
 * Alarms on acts that end or blind the audit: a rule matched one. CloudWatch publishes by itself, also where the rule's own
 * message went nowhere.
 */
export function tamperingAlarms(rules: readonly Pick<TamperingRule, "part" | "suffix">[], namePrefix: string, period: number): AlarmDefinition[] {
  return rules.map(({ part, suffix }) => ({
    key: suffix,
    description: alarmDescription(`Somebody touched ${watchedParts[part]}. Who and how is in the message that came beside this one.`, "tampering"),
    namespace: "AWS/Events",
    metricName: "MatchedEvents",
    dimensions: { RuleName: `${namePrefix}-${suffix}` },
    ...anyFailures(period),
  }));
}

/** An alarm on undeliverable events that wait in the dead-letter queue. */
export function deadLetterAlarm(QueueName: string, period: number): AlarmDefinition {
  return {
    key: "dead-letters",
    description: alarmDescription(`Upload events wait in the dead-letter queue ${QueueName}: they are not counted.`, "deadLetters"),
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName },
    ...anyFailures(period),
  };
}

/**
 * An alarm on silence: a pipeline that sees nothing for hours is broken, where uploads are expected. CloudWatch Logs counts
 * what arrives, so that a pause between uploads looks longer than it was by the minutes that the next record is late.
 */
export function silenceAlarm(LogGroupName: string, hours: number): AlarmDefinition {
  return {
    key: "no-events",
    description: alarmDescription(`No upload was recorded for ${counted(hours, "hour")}: is the trail still logging data events?`, "silence"),
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
