/** docs/policy-pack.md, and the README that travels inside of the packed policy pack; generated from the pack. */
import { name as packageName, version } from "../../policypack/package.json";
import { bucketTypes, encryptionTypes, policyTypes } from "../../policypack/stack/resourceTypes";
import { policies } from "../../policypack/policies/all";
import { configurationSection } from "./packConfigReference";
import { policySections } from "./policySections";
import { deployedStacks, limits, partOfStack } from "./policyPackUse";
import { writersSection } from "./writersReference";

const generated = "<!-- Generated from policypack/ by `npm run docs`; do not edit. -->";

const introduction = `A [CrossGuard](https://www.pulumi.com/docs/iac/using-pulumi/crossguard/) policy pack for any Pulumi program, in any
language. It does not look for a phrase in a bucket policy. It puts requests to each bucket's default encryption and
policy, evaluates them as AWS would, and reports the ones that would store an object against the encryption requirement.`;

const policyTable = [
  "| Policy | Level | What it demands |",
  "| --- | --- | --- |",
  ...policies.map(({ name, description, enforcementLevel }) => `| \`${name}\` | ${enforcementLevel ?? ""} | ${description} |`),
].join("\n");

const unknownValues = `**Access points** are doors of their own: where a bucket policy makes an exception for them, those that the program declares are tried by
both policies, and a hole is told with the name of the access point. That others may exist cannot be told.

**What is unknown at preview** is not judged, and does not pass in silence either: the advisory policy
[s3-unverifiable-at-preview](#s3-unverifiable-at-preview) says so.`;

const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

const judgedTypes = `**What is judged.** The buckets, encryption configurations and bucket policies of the \`aws\` provider
(${code(Object.keys({ ...bucketTypes, ...encryptionTypes, ...policyTypes }).filter((type) => type.startsWith("aws:")))})
and of \`aws-native\`. A bucket that is given several policies or default encryptions is judged by each: any of them may be
the last one deployed.`;

const account = `**The bucket's account** is not known at preview. Its principals need no Allow, so a Deny for the principals of one account
counts only if \`account\` of the configuration says that the bucket is of that account.`;

const requirementSources = `## Which requirement

The requirement has three sources. The strictest one wins:

1. The pack's configuration: an organization's rule. Give it under any policy that is not disabled; it holds for the
   whole pack. Of several, the strictest holds.
2. The stack's own \`s3-encryption-audit:requirement\`, in the stack config of any project. A stack may ask for more than
   the organization. Asking for less is a violation of its own.
3. The default: \`methods: [sse-kms, dsse-kms]\`, any key, origin any.

A stack that states exactly the default is taken to state nothing: Pulumi hands over the defaults of a project's config
as if the stack had set them.`;

/** docs/policy-pack.md. */
export function policyPackReference(): string {
  return `# The policy pack

${generated}

${introduction}

\`\`\`console
$ pulumi preview --policy-pack policypack
$ pulumi up --policy-pack policypack --policy-pack-config pack-config.json
\`\`\`

In this repository the pack runs from its sources (after \`npm ci\`). For other programs, give \`--policy-pack\` the absolute
path of this folder, or pack it: [policypack/README.md](../policypack/README.md).

## Policies

${policyTable}

${judgedTypes}

### What is tried

Every method by header, and no header; approved and other KMS keys, no key id, a key by alias and by
bare id; SSE-C, DSSE-KMS, and a method that does not exist yet. The callers are a role of the account, its root, a role of
another account, a federated user, an anonymous caller, and whomever the policy names. The operations are PutObject (which
stands for copies, forms and multipart uploads) and UpdateObjectEncryption. The object keys are any in the bucket, and those that the policy singles out. Each
request must be denied explicitly, be blocked by the bucket's encryption rule or by S3 itself, or store a proper object.

**Exceptions are holes.** Conditions on anything but the encryption (aws:PrincipalArn, tags, VPC endpoints, organizations
…) and NotPrincipal leave requests out of a Deny statement. Those requests are tried as well. They are a hole unless
\`allowedExceptions\` lists the exception.

${unknownValues} A bucket and its policy are linked by name, by the property that the name comes
from, and by parent.

${account}

**Directory buckets** have SSE-S3, and SSE-KMS with a customer managed key. Their policies authorize sessions, not uploads:
what is tried is CreateSession with either method, an approved and another key, and no header.

**During \`up\`** a stack policy runs after everything was created. \`pulumi up\` previews first, and a mandatory violation
stops it there. With \`--skip-preview\` the report comes after the deployment.

${partOfStack}

${policySections()}

${writersSection()}

${requirementSources}

${configurationSection()}

${deployedStacks("policypack")}

${limits}
`;
}

/** policypack/README.md. The package holds nothing else to read, so it leads to no other file. */
export function policyPackReadme(): string {
  const tarball = `${packageName}-${version}.tgz`;
  const installed = `/opt/policies/node_modules/${packageName}`;
  return `# s3-encryption-audit policy pack

${generated}

${introduction}

## Get it

The pack is made in a checkout of the project s3-encryption-audit, after \`npm ci\` there:

\`\`\`console
$ cd policypack
$ npm pack                             # writes ${tarball}: one bundled file, no sources
$ pulumi policy publish your-org       # or publishes it to your organization in Pulumi Cloud
\`\`\`

Install the tarball in a folder of its own. The pack needs Node.js 20.11 or later, whatever language your program is in:

\`\`\`console
$ npm install --prefix /opt/policies ./${tarball}
\`\`\`

## Use it

In the folder of your program:

\`\`\`console
$ pulumi preview --policy-pack ${installed}
$ pulumi preview --policy-pack ${installed} --policy-pack-config policy.json
\`\`\`

\`--policy-pack\` takes a folder: an installed package as here, or the absolute path of \`policypack\` in the checkout.

## Policies

${policyTable}

${judgedTypes}

${unknownValues}

${partOfStack}

${policySections().replace("[What is tried](#what-is-tried)", "what is tried, in the project's docs")}

${writersSection()}

${requirementSources}

${configurationSection()}

${deployedStacks(installed)}

${limits}
`;
}
