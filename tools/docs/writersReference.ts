/** The section of the policy pack's docs on AWS services that write into buckets, from the catalogue of them. */
import { serviceWriters, writerNeeds, type ServiceWriter } from "../../encryption/serviceWriters";

/** The section, heading included. */
export function writersSection(): string {
  return `## Buckets that AWS services write into

Some AWS services can write SSE-S3 alone, some take a customer managed key and not the AWS managed one. The pack knows a bucket
of theirs by the principals that its policy allows to write, and says what the bucket receives, what breaks, and what to do:
which exemption to ask for, or which key to name. An exemption with a requirement of its own does not leave the bucket alone:
all policies hold it to that requirement instead.

\`\`\`json
{
  "s3-default-encryption": {
    "exemptions": [{ "bucket": "*-alb-logs", "requirement": { "methods": ["sse-s3"] }, "reason": "load balancers write SSE-S3 alone" }]
  }
}
\`\`\`

| The bucket receives | Principal | Needs | Otherwise | Source |
| --- | --- | --- | --- | --- |
${serviceWriters.map(row).join("\n")}

Of reports on costs (\`billingreports\`, \`bcm-data-exports\`) and mails (\`ses\`) AWS's pages do not say it. Services that write as a
role of the account, such as Firehose, Athena, DMS and RDS, ask for what is set up there, and are judged like every other role.`;
}

function row({ what, services, accounts, needs, otherwise, alternative, source }: ServiceWriter): string {
  const principals = services.map((service) => `\`${service}.amazonaws.com\``).join(", ");
  const legacy = accounts ? `, and ${accounts.length} accounts of AWS that older policies name` : "";
  const instead = alternative === undefined ? "" : `; or ${alternative}`;
  return `| ${what} | ${principals}${legacy} | ${writerNeeds[needs]} | ${otherwise}${instead} | [AWS](${source}) |`;
}
