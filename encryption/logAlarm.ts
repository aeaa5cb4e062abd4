/**
 * The log alarm of an audit: CloudWatch runs a query on the log group, and tells of each bucket and principal that has uploads
 * against the requirement.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-log.html
 */
import { alarmDescription, deliveryMinutes, evaluationMinutes, type QueryReference } from "./alarms";
import { AwsLimitError, awsLimits } from "./limits";
import { improperUploadsQuery, uploaderFields } from "./queries";
import type { EncryptionRequirement } from "./requirement";

/** When a log alarm goes off, in the words of CloudWatch's PutLogAlarm. */
export interface LogAlarmDefinition {
  /** Distinguishes the alarm in a stack; its name is the stack's prefix and this. */
  readonly key: string;
  readonly description: string;
  readonly queryString: string;
  /** Makes a value of each bucket and principal among the query's rows. */
  readonly aggregationExpression: string;
  /** How often the query runs. */
  readonly scheduleExpression: string;
  /** Seconds before a run at which the time range of its query begins, and ends. */
  readonly startTimeOffset: number;
  readonly endTimeOffset: number;
  /** N and M of "M out of N" runs. */
  readonly queryResultsToEvaluate: number;
  readonly queryResultsToAlarm: number;
  readonly comparisonOperator: "GreaterThanThreshold";
  readonly threshold: number;
  readonly treatMissingData: "notBreaching";
}

/** Minutes between two runs: the more there are in the range, the more often each log event is read, and paid. */
const minutesBetweenRuns = 5;

/**
 * Minutes that a run looks back: a record may arrive {@link deliveryMinutes} after its event, and just after a run, and be found by
 * queries a minute later.
 */
export const minutesLookedBack = deliveryMinutes + minutesBetweenRuns + evaluationMinutes;

/** How many times each log event is read, at most. */
export const runsOverEvent = Math.ceil(minutesLookedBack / minutesBetweenRuns);

/**
 * Regions that have no log alarms.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-log.html, and the release note of 29 June 2026
 */
export const regionsWithoutLogAlarms: readonly string[] = ["me-central-1", "me-south-1"];

/**
 * A log alarm that tells of each bucket and principal with uploads against the requirement: once while it lasts, whatever their
 * number. They are those that the metrics with alarms count.
 *
 * A log event that EventBridge delivered twice counts twice: log alarms know no `count_distinct`, and nothing may follow a `dedup`.
 * Every number above 0 sends the same message, and the message does not tell the number.
 * @param excludedBuckets as logsQueries (encryption/queries.ts)
 * @param query the saved query of all such uploads
 * @throws AwsLimitError for a query that is longer than AWS takes
 */
export function logAlarmOf(requirement: EncryptionRequirement, excludedBuckets: readonly string[] = [], query?: QueryReference): LogAlarmDefinition {
  const queryString = improperUploadsQuery(requirement, excludedBuckets);
  if (queryString.length > awsLimits.queryCharacters) {
    throw new AwsLimitError("uploadMessages", `the query of a log alarm would have ${queryString.length} characters; CloudWatch takes ${awsLimits.queryCharacters}`);
  }
  return {
    key: "uploaders",
    description: alarmDescription(
      "The principal that this message names wrote objects against the encryption requirement into the bucket that it names. " +
        `ALARM lasts about ${minutesLookedBack} minutes after the last of them; more such uploads meanwhile send no further message.`,
      "improperUpload",
      query,
    ),
    queryString,
    // The first of more than AWS tells apart are those with most uploads.
    aggregationExpression: `count(*) by ${uploaderFields.join(", ")} | sort desc`,
    scheduleExpression: `rate(${minutesBetweenRuns} minutes)`,
    startTimeOffset: minutesLookedBack * 60,
    endTimeOffset: 0,
    queryResultsToEvaluate: 1,
    queryResultsToAlarm: 1,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0,
    treatMissingData: "notBreaching",
  };
}
