/** docs/policy-pack.md: the policies and their configuration, generated from the pack. */
import { packConfigSchema } from "../../policypack/config/packConfig";
import { policies } from "../../policypack/policies/all";
import { configTable } from "./configReference";

export function policyPackReference(): string {
  const rows = policies.map(({ name, description, enforcementLevel }) => `| \`${name}\` | ${enforcementLevel ?? ""} | ${description} |`);
  return `# The policy pack

<!-- Generated from policypack/ by \`npm run docs\`; do not edit. -->

A [CrossGuard](https://www.pulumi.com/docs/iac/using-pulumi/crossguard/) pack for any Pulumi program, in any language. It
does not look for a phrase in a policy: it puts requests to each bucket's default encryption and policy, as AWS would
evaluate them, and reports those that would end as an object against the encryption requirement.

\`\`\`console
$ pulumi preview --policy-pack policypack
$ pulumi up --policy-pack policypack --policy-pack-config pack-config.json
$ cd policypack && pulumi policy publish your-org      # for Pulumi Cloud; \`npm pack\` makes a tarball for elsewhere
\`\`\`

In this repository the pack runs from its sources (after \`npm ci\`). Packed, it is one file with everything it needs.

## Policies

| Policy | Level | What it demands |
| --- | --- | --- |
${rows.join("\n")}

**What is tried.** Every method by header and none, approved and other KMS keys, no key id, a key by alias and by bare id,
SSE-C, DSSE-KMS, and a method that does not exist yet; by a role of the account, its root, a role of another account and
an anonymous caller; with PutObject (which stands for copies, forms and multipart uploads) and UpdateObjectEncryption; for
keys anywhere in the bucket, those that the policy singles out among them. Each must be denied explicitly, or blocked by
the bucket's encryption rule, or store a proper object.

**Exceptions are holes.** A condition on something else than the encryption (aws:PrincipalArn, tags, VPC endpoints,
organizations …) and NotPrincipal leave requests out. What a Deny statement leaves out is tried as well, and is a hole
unless \`allowedExceptions\` lists it.

**What is not known yet** is never judged and never passes in silence: \`s3-unverifiable-at-preview\` names the bucket, the
property and how to make it known. Set it to mandatory to insist. A bucket and its policy are linked by name, by the
property that the name comes from, and by parent.

**Directory buckets** have SSE-S3, and SSE-KMS with a customer managed key. Their policies authorize sessions, not uploads:
what is tried is CreateSession with either method, an approved and another key, and no header.

**During \`up\`** a stack policy runs once everything was created. \`pulumi up\` previews first, and a mandatory violation
stops it there; with \`--skip-preview\` the report comes after the deployment.

## Which requirement

Three sources, the strictest wins:

1. the pack's configuration: an organization's rule. One holds for the whole pack, under whichever policy it is given; of
   several the strictest;
2. the stack's own \`s3-encryption-audit:requirement\`, in the stack config of any project. A stack may ask for more than the
   organization, never for less: less is a violation of its own;
3. else the default: \`methods: [sse-kms, dsse-kms]\`, any key, origin any.

A stack that states exactly the default is taken to state nothing: Pulumi hands over the defaults of a project's config
as if the stack had set them.

## Configuration

Per policy, as CrossGuard has it, but for the requirement; \`enforcementLevel\` is CrossGuard's own (advisory, mandatory,
remediate, disabled).

\`\`\`json
{
  "s3-default-encryption": {
    "requirement": { "methods": ["sse-kms"] },
    "exemptions": [{ "bucket": "acme-legacy-*", "reason": "replaced in May", "expires": "2027-05-31" }]
  },
  "s3-deny-wrong-uploads": {
    "allowedExceptions": [{ "key": "aws:PrincipalArn", "values": ["arn:aws:iam::111122223333:role/importer"], "reason": "until May" }]
  },
  "s3-unverifiable-at-preview": { "enforcementLevel": "mandatory" },
  "s3-add-default-encryption": { "enforcementLevel": "remediate" }
}
\`\`\`

${configTable(packConfigSchema)}
`;
}
