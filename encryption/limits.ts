/** AWS limits that what is generated can run into. */

/** What there can be too much of: of an audit's scope, of a requirement, or a policy as a whole. */
export type Excess =
  | "auditedBuckets"
  | "excludedBuckets"
  | "approvedKeys"
  | "accounts"
  | "expectedPrincipals"
  | "uploadMessages"
  | "metricDimensions"
  | "bucketPolicy"
  | "accessPointPolicy"
  | "identityPolicy"
  | "serviceControlPolicy"
  | "resourceControlPolicy";

/** A definition that AWS would refuse for its size. */
export class AwsLimitError extends Error {
  /**
   * @param excess what there is too much of
   * @param message how much there is of it, and the limit
   */
  constructor(
    readonly excess: Excess,
    message: string,
  ) {
    super(message);
    this.name = "AwsLimitError";
  }
}

/**
 * What AWS allows of what the program generates. docs/limits.md says where each is checked, those included that nothing in
 * a config reaches.
 */
export const awsLimits = {
  /** Values of all advanced event selectors of a trail together. */
  eventSelectorValues: 500,
  /** Characters of an EventBridge event pattern. */
  eventPatternCharacters: 2048,
  /** Characters of the policy of an event bus. */
  eventBusPolicyCharacters: 10_240,
  /** Values of an event that an input transformer takes. */
  inputPaths: 100,
  /** Characters of an input transformer's template. */
  inputTemplateCharacters: 8192,
  /** Characters of a metric filter's pattern. */
  filterPatternCharacters: 1024,
  /**
   * Filters of a log group whose pattern has a regular expression.
   * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
   */
  filtersWithRegexOfLogGroup: 5,
  /**
   * Pairs of names and values of a filter's dimensions within an hour; with more it may be disabled.
   * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
   */
  dimensionValuesOfFilter: 1000,
  /** Characters of an alarm's description. */
  alarmDescriptionCharacters: 1024,
  /** Characters of a query of CloudWatch Logs. */
  queryCharacters: 10_000,
  /** Characters of a log alarm's aggregation expression: AWS's pages say 2,048 in words, and 256 as the constraint. */
  aggregationCharacters: 256,
  /** Bytes of a bucket policy. */
  bucketPolicyBytes: 20 * 1024,
  /** Bytes of an access point's policy. */
  accessPointPolicyBytes: 20 * 1024,
  /** Characters of a managed IAM policy, white space not counted. */
  managedPolicyCharacters: 6144,
  /** Characters of a service control policy. */
  serviceControlPolicyCharacters: 10_240,
  /** Characters of a resource control policy. */
  resourceControlPolicyCharacters: 5120,
  /** Bytes of an object's key. */
  objectKeyBytes: 1024,
  /** Days of a lifecycle rule: S3 reads a whole number of 32 bits. */
  lifecycleDays: 2 ** 31 - 1,
} as const;

/** Regions whose event buses take fewer rules. */
const smallBuses = new Set(["af-south-1", "eu-south-1"]);

/**
 * EventBridge rules that a bus may have, unless AWS has raised the quota.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 * @param region unknown where it is undefined; what holds in most regions
 */
export function eventRulesOnBus(region: string | undefined): number {
  return region !== undefined && smallBuses.has(region) ? 100 : 300;
}
