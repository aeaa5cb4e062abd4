/** docs/costs.md: what the audit costs at some volumes, generated from the one file of prices. */
import { parseStackConfig } from "../../config/parse";
import { deadLetterAlarm, failedInvocationsAlarms, violationAlarms } from "../../encryption/alarms";
import { auditMetrics } from "../../encryption/metrics";
import { runsOverEvent } from "../../encryption/logAlarm";
import { estimates, prices } from "../../encryption/prices";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import { watchedParts } from "../../encryption/tampering";

const volumes = [1e6, 100e6, 10e9] as const;
const volumeNames = ["1 million", "100 million", "10 billion"] as const;
const dayMonths = 365 / 12;

const keyed: EncryptionRequirement = {
  ...defaultRequirement,
  kmsKeyArns: ["arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"],
};

const alarmCount = (requirement: EncryptionRequirement): number =>
  [...violationAlarms(requirement, 60), ...failedInvocationsAlarms(["rule"], 60), deadLetterAlarm("queue", 60)].length;

/** Dollars with two digits, and with none where there are many. */
function dollars(amount: number): string {
  return amount < 1_000 ? amount.toFixed(2) : Math.round(amount).toLocaleString("en-US");
}

const row = (what: string, price: string, amount: (uploads: number) => number): string =>
  `| ${what} | ${price} | ${volumes.map((uploads) => dollars(amount(uploads))).join(" | ")} |`;

/** How many of each. */
const estates = [[1, 2], [3, 2], [12, 4]] as const;

function placesRow(metrics: number, accounts: number, regions: number): string {
  const more = metrics * accounts * regions;
  return `| ${accounts} and ${regions} | ${more} beside ${metrics} | ${dollars(more * prices.metric)} |`;
}

export function costsReference(): string {
  const { logGroup, trail } = parseStackConfig({}, { project: "s3-encryption-audit", stack: "dev" });
  const logMonths = logGroup.retentionDays / dayMonths;
  const fileMonths = trail.logBucket.expireAfterDays / dayMonths;
  const logBytes = (uploads: number): number => uploads * estimates.logEventBytes;
  const files = (uploads: number): number => Math.max(dayMonths * 24 * 12, uploads / estimates.uploadsInLogFile);
  const [metrics, bareMetrics] = [keyed, defaultRequirement].map((requirement) => auditMetrics(requirement).length);
  const [ofDev = 0, bareAlarms] = [keyed, defaultRequirement].map(alarmCount);
  // It watches over itself.
  const alarms = ofDev + Object.keys(watchedParts).length;
  const parts: readonly (readonly [what: string, price: string, amount: (uploads: number) => number])[] = [
    ["CloudTrail data events, for each trail that records them", "0.10 per 100,000", (uploads) => uploads * prices.dataEvent],
    ["EventBridge, events of AWS services", "none", () => 0],
    [`CloudWatch Logs, about ${estimates.logEventBytes / 1000} KB per upload`, "0.50 per GB", (uploads) => logBytes(uploads) * prices.logByte],
    [`CloudWatch Logs, kept for ${logGroup.retentionDays} days, at most`, "0.03 per GB a month", (uploads) => logBytes(uploads) * logMonths * prices.logByteMonth],
    [
      `Log files in the trail's bucket, about ${estimates.logFileBytes} bytes per upload, kept for ${trail.logBucket.expireAfterDays} days`,
      "0.023 per GB a month, 0.005 per 1,000 writes",
      (uploads) => uploads * estimates.logFileBytes * fileMonths * prices.storageByteMonth + files(uploads) * prices.putRequest,
    ],
    [`Custom metrics: ${metrics} in \`dev\`, ${bareMetrics} without \`kmsKeyArns\``, "0.30 each a month", () => (metrics ?? 0) * prices.metric],
    [`Alarms: ${alarms} in \`dev\`, ${bareAlarms} without \`kmsKeyArns\``, "0.10 each a month", () => alarms * prices.alarm],
    ["Dashboard, above three", "3.00 a month", () => prices.dashboard],
  ];
  const total = (uploads: number): number => parts.reduce((sum, [, , amount]) => sum + amount(uploads), 0);
  const head = volumeNames.map((name) => `${name} uploads a month`);
  const refresh = (share: number) => (uploads: number): number => logBytes(uploads) * prices.queryByte * share;
  return `# Costs

<!-- Generated from encryption/prices.ts by \`npm run docs\`; do not edit. -->

In US dollars a month, by the prices of ${prices.region} on ${prices.date}, before free tiers. Sizes are estimates. Look up your
region's prices.

| What | Price | ${head.join(" | ")} |
| --- | --- | ${volumes.map(() => "---:").join(" | ")} |
${parts.map((part) => row(...part)).join("\n")}
${row("**Together**", "", total)}

Beside that:

| What | Price | ${head.join(" | ")} |
| --- | --- | ${volumes.map(() => "---:").join(" | ")} |
${row("KMS requests of uploads without an S3 Bucket Key, one each; with DSSE-KMS more", "0.03 per 10,000", (uploads) => uploads * prices.kmsRequest)}
${row("**One** refresh of the dashboard's table over three hours", "0.005 per GB read", refresh(3 / (24 * dayMonths)))}
${row("**One** refresh of the dashboard's table over a month", "0.005 per GB read", refresh(1))}
${row(`**One** query of a lake over all log files; \`replay --engine athena\` runs six`, "5.00 per TB read", (uploads) => uploads * estimates.logFileBytes * fileMonths * prices.athenaByte)}
${row(`\`notifications.details: grouped\`: a log alarm, whose query reads each log event ${runsOverEvent} times`, `0.005 per GB read, ${prices.logAlarm.toFixed(2)} a month`, (uploads) => logBytes(uploads) * prices.queryByte * runsOverEvent + prices.logAlarm)}
${row("Uploads forwarded from other accounts and regions, up to 64 KB each; the account that sends pays", "1.00 per million", (uploads) => uploads * prices.forwardedEvent)}
${row("A second trail that records the same data events", "0.10 per 100,000", (uploads) => uploads * prices.dataEvent)}

That the log alarm itself costs ${prices.logAlarm.toFixed(2)} a month is not read from AWS: a third party says so. That its query costs what other queries
cost, by what they read, is how AWS charges for scheduled queries.

## Traps

- **A dashboard that is left open.** Its table reads the log group at each refresh, over the whole time range of the
  dashboard: three hours unless somebody chooses more. A screen on the wall that shows a month, and refreshes every minute,
  pays the row above 1,440 times a day. The numbers and the graph cost nothing to look at.
- **A second trail.** Every trail that records an upload costs, the first included: an organization's trail that logs the
  same data events doubles the first row. \`trail: existing\` uses that trail instead.
- **Logs of a bucket that logs.** Load balancer logs, inventories and the like are uploads too. \`scope.excludedBuckets\` leaves
  their buckets out, before they cost anything.
- **KMS without bucket keys.** The stack's own buckets have an S3 Bucket Key and make few requests. DSSE-KMS has none.
- **KMS keys that the stack creates:** 0 in \`dev\`, 1 without \`kmsKeyArns\` and 1 more per bucket that has a KMS default and no
  \`kmsKeyArn\`; ${prices.kmsKey.toFixed(2)} each a month. AWS rotates them every year; the first two rotations each add 1.00 a month.

What costs nothing: parts and completions of multipart uploads and reads, which are not recorded, and management events, of which
the trail logs none unless \`tampering.trail\` is \`own\`: then they are free as well, where no other trail of the region records them
(else ${(prices.managementEvent * 100_000).toFixed(2)} per 100,000).

**Several accounts and regions** ([estates.md](estates.md)): the first table counts the uploads of all of them, its metrics, alarms and
dashboard once. Each account with a trail of its own has a log bucket, and a key (${prices.kmsKey.toFixed(2)} a month) where the requirement names none and asks
for KMS. With \`metricDimensions\` each of the ${metrics} metrics of \`dev\` is counted once more for each account and region that has uploads of
its kind; CloudWatch charges for the hours in which it got data. At most, in a month:

| Accounts and regions | Custom metrics | US dollars |
| --- | ---: | ---: |
${estates.map(([accounts, regions]) => placesRow(metrics ?? 0, accounts, regions)).join("\n")}

Further alarms: one for \`alarms.deniedUploads\`, one for \`alarms.silentHours\`, one per further EventBridge rule of a long
bucket list, and with \`tampering\` four or more, one per part of the audit that is watched.
`;
}
