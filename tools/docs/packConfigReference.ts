/** The section of the policy pack's docs on its configuration. */
import { z } from "zod";
import { usersOf } from "../../policypack/config/keyUse";
import { packConfigSchema } from "../../policypack/config/packConfig";
import { metaOf } from "../../validation/schemaMeta";
import { configTable } from "./configReference";

/** An example that shows each kind of setting; a test gives it to the pack's own parser. */
const exampleConfiguration = `{
  "s3-default-encryption": {
    "requirement": { "methods": ["sse-kms"] },
    "wholePack": {
      "exemptions": [
        { "bucket": "acme-legacy-*", "reason": "replaced in May", "expires": "2027-05-31" },
        { "bucket": "*-alb-logs", "requirement": { "methods": ["sse-s3"] }, "reason": "load balancers write SSE-S3 alone" }
      ],
      "allowedExceptions": [{ "key": "aws:PrincipalArn", "values": ["arn:aws:iam::111122223333:role/importer"], "reason": "until May" }]
    },
    "requireBucketKey": true
  },
  "s3-upload-audited": { "auditedBuckets": ["*"] },
  "s3-unverifiable-at-preview": { "enforcementLevel": "mandatory" },
  "s3-add-default-encryption": { "enforcementLevel": "remediate" }
}`;

/** The keys of wholePack have their rows already: without the prefix. */
const schema = packConfigSchema.extend({ wholePack: z.unknown().optional().meta({ ...metaOf(packConfigSchema.shape.wholePack) }) });

const users = Object.keys(packConfigSchema.shape)
  .flatMap((key) => usersOf(key)?.map((policy) => [key, policy] as const) ?? [])
  .reduce((byKey, [key, policy]) => byKey.set(key, [...(byKey.get(key) ?? []), policy]), new Map<string, string[]>());

/** The section, heading included. */
export function configurationSection(): string {
  return `## Configuration

The configuration is a JSON file with one entry per policy. \`enforcementLevel\` is CrossGuard's own: advisory, mandatory,
remediate or disabled. A key applies to the policy it is listed under. Three things hold for the whole pack, under whichever
policy they are given that is not disabled: \`requirement\`, \`wholePack\`, and exemptions with a requirement of their own.

\`\`\`json
${exampleConfiguration}
\`\`\`

${configTable(schema)}

Every policy takes \`requirement\`, \`wholePack\` and \`exemptions\`. Another key is refused under a policy that does not use it:

| Key | Policies that use it |
| --- | --- |
${[...users].map(([key, policies]) => `| \`${key}\` | ${policies.map((name) => `\`${name}\``).join(", ")} |`).join("\n")}

**\`invalid enforcement level ""\`** is how the Pulumi CLI says that the file has an entry for a policy that the pack does not have:
look for a misspelt name among the [policies](#policies).`;
}
