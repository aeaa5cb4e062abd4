/**
 * What AWS charges for the audit, in US dollars, before free tiers.
 * https://aws.amazon.com/cloudtrail/pricing/, https://aws.amazon.com/cloudwatch/pricing/, https://aws.amazon.com/s3/pricing/
 */
export const prices = {
  region: "us-east-1",
  /** When they were looked up. */
  date: "2026-11-26",
  /** A data event that a trail delivers. */
  dataEvent: 0.1 / 100_000,
  /** A byte that a log group takes in; CloudWatch's GB are 2^30 bytes. */
  logByte: 0.5 / 2 ** 30,
  /** A custom metric, and an alarm of standard resolution, for a month. */
  metric: 0.3,
  alarm: 0.1,
  /** S3 Batch Operations: a job, and an object. */
  batchJob: 0.25,
  batchObject: 1 / 1_000_000,
  /** A COPY request of S3. */
  copyRequest: 0.005 / 1_000,
} as const;
