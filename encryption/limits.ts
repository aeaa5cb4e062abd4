/** AWS limits that a stack config can run into. */

/** A definition that AWS would refuse, with the config key that makes it so. */
export class AwsLimitError extends Error {
  /**
   * @param configPath the stack config key to change, such as `requirement.kmsKeyArns`
   * @param message what is too large, the limit, and what to do
   */
  constructor(
    readonly configPath: string,
    message: string,
  ) {
    super(message);
    this.name = "AwsLimitError";
  }
}

export const awsLimits = {
  /** Values of all advanced event selectors of a trail together. */
  eventSelectorValues: 500,
  /** Characters of an EventBridge event pattern. */
  eventPatternCharacters: 2048,
  /** EventBridge rules on a bus. */
  eventRules: 300,
  /** Characters of a metric filter's pattern. */
  filterPatternCharacters: 1024,
  /** Bytes of a bucket policy. */
  bucketPolicyBytes: 20 * 1024,
  /** Characters of a managed IAM policy, white space not counted. */
  managedPolicyCharacters: 6144,
  /** Characters of a service or resource control policy. */
  organizationPolicyCharacters: 5120,
} as const;
