/**
 * What AWS charges for the audit, in US dollars, before free tiers: for one region, as known on one day. Everything that
 * speaks of costs derives from here.
 * https://aws.amazon.com/cloudtrail/pricing/, https://aws.amazon.com/cloudwatch/pricing/, https://aws.amazon.com/s3/pricing/,
 * https://aws.amazon.com/kms/pricing/, https://aws.amazon.com/eventbridge/pricing/, https://aws.amazon.com/athena/pricing/
 */

/** AWS's GB are 2^30 bytes. */
const gigabyte = 2 ** 30;

export const prices = {
  region: "us-east-1",
  /** As of when they are known here. They were not read from AWS's price list: look yours up. */
  date: "2026-11-26",
  /** A data event that a trail delivers; every trail that records it charges anew. */
  dataEvent: 0.1 / 100_000,
  /** An event of up to 64 KB that a rule puts on a bus of another account or region. */
  forwardedEvent: 1 / 1_000_000,
  /** A management event of a copy after the first that trails deliver in a region. */
  managementEvent: 2 / 100_000,
  /** A byte that a log group takes in. */
  logByte: 0.5 / gigabyte,
  /** A byte that a log group keeps for a month. */
  logByteMonth: 0.03 / gigabyte,
  /** A byte that a query of Logs Insights reads. */
  queryByte: 0.005 / gigabyte,
  /** A byte that a query of Athena reads, which charges by the terabyte. */
  athenaByte: 5 / 2 ** 40,
  /** A byte that S3 Standard keeps for a month, and a request that writes an object. */
  storageByteMonth: 0.023 / gigabyte,
  putRequest: 0.005 / 1_000,
  /** A COPY request of S3. */
  copyRequest: 0.005 / 1_000,
  /** A custom metric, an alarm of standard resolution, and a dashboard beyond the third, for a month. */
  metric: 0.3,
  alarm: 0.1,
  /** A log alarm, beside what its query reads: said by one third party alone. AWS's pages that were found name no price. */
  logAlarm: 0.3,
  dashboard: 3,
  /** A KMS key for a month, and a request to KMS. */
  kmsKey: 1,
  kmsRequest: 0.03 / 10_000,
  /** S3 Batch Operations: a job, and an object. */
  batchJob: 0.25,
  batchObject: 1 / 1_000_000,
} as const;

/** Sizes that nobody sets, and that were estimated from records. */
export const estimates = {
  /** Bytes of the log event of an upload. */
  logEventBytes: 2_000,
  /** Bytes of an upload in a trail's compressed log file. */
  logFileBytes: 300,
  /** Uploads in a log file, where there are many; else a file every five minutes. */
  uploadsInLogFile: 10_000,
} as const;
