/** docs/metrics.md: the metrics and their filter patterns, generated from the catalogue. */
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
successful request counts under exactly one of them, and under \`${specialMetrics.wrongKmsKey.metricName}\` as well if its KMS key is wrong.
${sseApplied} is the field \`additionalEventData.SSEApplied\` of the CloudTrail record.

The last column shows which metrics have an alarm under the default requirement with a KMS key named.
\`${specialMetrics.wrongKmsKey.metricName}\` exists only where the requirement names keys.

| Metric | Label | Counts | Alarm |
| --- | --- | --- | --- |
${rows.join("\n")}

## Metric filters

${filters.join("\n\n")}
`;
}
