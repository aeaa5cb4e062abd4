/** docs/metrics.md: the metrics, their alarms and their filter patterns, generated from the catalogue. */
import { periodMinutes } from "../../arguments/keys/alarms";
import { alarmMinutes, deliveryMinutes, periodsLookedBack } from "../../encryption/alarms";
import { updateEventName } from "../../encryption/auditScope";
import { applications, metricNamespace } from "../../encryption/methods";
import { metricFilters } from "../../encryption/metricFilters";
import { auditMetrics, specialMetrics, type AuditMetric } from "../../encryption/metrics";
import { defaultRequirement } from "../../encryption/requirement";

/** A requirement that names a key, so that every metric there is shows. */
const requirement = {
  ...defaultRequirement,
  kmsKeyArns: ["arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"],
};

const sseApplied = "`SSEApplied`";

/** What the metrics that are not of a method count. */
const specialCounts: Record<keyof typeof specialMetrics, string> = {
  unknownMethod: `objects written with a method that the catalogue does not have: another value of ${sseApplied}, or null`,
  encryptionUpdated: `${updateEventName} requests whose record has no ${sseApplied}; they change an object in place and write none`,
  deniedUploads: "requests that failed with AccessDenied; they stored nothing",
  wrongKmsKey: "objects encrypted with a KMS key that is not approved, or that their record does not name; counted under their method as well",
  improperUploads: "all objects that break the requirement, each once: the dashboard's headline. The metrics of what is wrong with them have the alarms",
};

function counts({ metricName }: AuditMetric): string {
  const special = Object.entries(specialMetrics).find(([, metric]) => metric.metricName === metricName)?.[0];
  if (special !== undefined) return specialCounts[special as keyof typeof specialMetrics];
  const found = applications.find(({ application }) => application.metricName === metricName);
  if (!found) throw new Error(`the docs do not know what ${metricName} counts`);
  const { method, application } = found;
  if (application.sseApplied.length === 0) return `objects written without encryption: their record has no ${sseApplied}`;
  const values = application.sseApplied.map((value) => `\`${value}\``).join(" or ");
  const origin = application.origin === "header" ? "by a header of the upload" : "by the bucket's default";
  return `objects encrypted with ${method.label} ${origin}: ${sseApplied} is ${values}`;
}

function alarm({ metricName, violation }: AuditMetric): string {
  if (violation !== undefined) return "yes";
  return metricName === specialMetrics.deniedUploads.metricName ? "with `alarms.deniedUploads`" : "";
}

/** How long ALARM lasts for each period that the config takes. */
function alarmRows(): string[] {
  return periodMinutes.map((minutes) => {
    const period = minutes * 60;
    return `| ${minutes} | ${periodsLookedBack(period)} | ${alarmMinutes(period)} minutes |`;
  });
}

export function metricsReference(): string {
  const rows = auditMetrics(requirement).map(
    (metric) => `| \`${metric.metricName}\` | ${metric.label} | ${counts(metric)} | ${alarm(metric)} |`,
  );
  const filters = metricFilters(requirement).map(
    ({ name, metricName, pattern }) => `**${name}** counts \`${metricName}\`:\n\n\`\`\`\n${pattern}\n\`\`\``,
  );
  return `# Metrics

<!-- Generated from encryption/ by \`npm run docs\`; do not edit. -->

All metrics are in the namespace \`${metricNamespace}\`, with metric value 1 and default value 0; use the statistic Sum. Each
successful request counts under exactly one metric of a method, and under \`${specialMetrics.wrongKmsKey.metricName}\` as well if its KMS key is wrong. What
breaks the requirement counts once more under \`${specialMetrics.improperUploads.metricName}\`, however much is wrong with it.
${sseApplied} is the field \`additionalEventData.SSEApplied\` of the CloudTrail record.

The last column shows which metrics have an alarm under the default requirement with a KMS key named.
\`${specialMetrics.wrongKmsKey.metricName}\` exists only where the requirement names keys.

| Metric | Label | Counts | Alarm |
| --- | --- | --- | --- |
${rows.join("\n")}

## Alarms

CloudTrail delivers a record minutes after its event, each in its own time, and AWS does not document whether CloudWatch
counts it in the minute of the event or in that of its arrival. An alarm on uploads is therefore "1 out of N": one breaching
period of the last N puts it in ALARM, where N periods cover ${deliveryMinutes} minutes of delivery, one period, and one minute of
evaluation. Missing data does not breach. An upload that is delivered later than that is still counted and in the log, but
may have no alarm.

ALARM lasts until the last breaching period is out of sight: about N periods after the last such upload; CloudWatch may look
back a little further where nothing else is uploaded. CloudWatch sends a message when the state changes, and only then: **a
second improper upload while the alarm is in ALARM sends none.** The dashboard and the saved queries show them all.

| \`alarms.periodMinutes\` | N | ALARM lasts about |
| --- | --- | --- |
${alarmRows().join("\n")}

The alarms on failed deliveries and dead letters are on metrics that AWS counts on time, and look at one period. The alarm on
silence looks at \`alarms.silentHours\` whole hours.

## Metric filters

${filters.join("\n\n")}
`;
}
