/** docs/metrics.md: the metrics and their filter patterns, generated from the catalogue. */
import { metricNamespace } from "../../encryption/methods";
import { metricFilters } from "../../encryption/metricFilters";
import { auditMetrics } from "../../encryption/metrics";
import { defaultRequirement } from "../../encryption/requirement";

/** A requirement that names a key, so that every metric there is shows. */
const requirement = {
  ...defaultRequirement,
  kmsKeyArns: ["arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"],
};

export function metricsReference(): string {
  const metrics = auditMetrics(requirement);
  const rows = metrics.map(({ metricName, label, kind, violation }) => {
    const counts = { method: "successful uploads", failure: "requests that stored nothing", detail: "counted under their method as well" };
    return `| \`${metricName}\` | ${label} | ${counts[kind]} | ${violation ? "yes" : ""} |`;
  });
  const filters = metricFilters(requirement).map(
    ({ name, metricName, pattern }) => `**${name}** counts \`${metricName}\`:\n\n\`\`\`\n${pattern}\n\`\`\``,
  );
  return `# Metrics

<!-- Generated from encryption/ by \`npm run docs\`; do not edit. -->

All are in the namespace \`${metricNamespace}\`, with metric value 1 and default value 0; use the statistic Sum. Each
successful upload counts under exactly one metric of a method. The column on the right shows which metrics have an alarm
under the default requirement with a KMS key named; \`wrong-kms-key\` exists only where the requirement names keys.

| Metric | Label | Counts | Alarm |
| --- | --- | --- | --- |
${rows.join("\n")}

## Metric filters

${filters.join("\n\n")}
`;
}
