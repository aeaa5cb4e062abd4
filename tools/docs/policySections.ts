/** The policies of the pack, each under a heading of its own that its violations point to. */
import { policies } from "../../policypack/policies/all";

/** What a policy looks at, says and leaves out, beside its description. */
const details: Readonly<Record<string, string>> = {
  "s3-default-encryption": `Default encryption is for requests without an encryption header. It must have an approved method and, where the requirement
names keys, one of these. A \`kmsMasterKeyId\` that is no ARN, id or alias is refused, such as a placeholder that was left in.
\`requireBucketKey\` demands an S3 Bucket Key, which is otherwise advised.

S3 refuses some lists of \`blockedEncryptionTypes\` (empty ones, a type twice, \`NONE\` beside others); so does this policy.
\`requireSseCBlocked\` demands that the rule states the block of SSE-C.`,
  "s3-deny-wrong-uploads": `Puts requests to the bucket (see [What is tried](#what-is-tried)), and rejects it for each that would store an object against the
requirement. The report begins with the statements to add. They are made for the default encryption that
\`s3-default-encryption\` asks for: apply both.

**SSE-C.** S3 blocks it [by itself](https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-s3-c-encryption-setting-faq.html)
since April 2026, on every new bucket and wherever a rule is put that does not say what is blocked, outside of me-south-1 and
me-central-1. So a bucket that says nothing has no hole, and the policy advises to state the block. It is a hole where the rule
says \`NONE\`, in those two regions, and where \`requireSseCBlocked\` counts on stated blocks alone. The region is that of the bucket
or its provider, else \`AWS_REGION\`; where none is known, S3's block is counted on.`,
  "s3-deny-future-methods": `Methods that AWS may add get past a policy that names what is forbidden. A policy that names what is approved denies them.
Nothing is said where the statements of \`s3-deny-wrong-uploads\` see to it.`,
  "s3-admit-approved-uploads": `A policy that denies every approved upload closes the bucket by mistake: it may demand another method, or was written for another
default encryption. A policy that denies writing altogether, as that of an archive, passes. AWS services that cannot write
into the bucket as it should be are advised on ([which](#buckets-that-aws-services-write-into)).`,
  "s3-one-policy-per-bucket": `Of two declarations for one bucket, either may be deployed last.`,
  "s3-upload-audited": `Puts the record of each kind of upload to the stack's trails and EventBridge rules. Buckets that an audit elsewhere covers belong
in \`auditedBuckets\`.`,
  "s3-unverifiable-at-preview": `Names the bucket, the property and how to make it known. Set its \`enforcementLevel\` to \`mandatory\` to reject such buckets. It
also names what is not judged: buckets in CloudFormation templates, and those of Cloud Control resources.`,
  "s3-add-default-encryption": `Sees one resource at a time. It adds an inline default encryption to every bucket without one, and to those that have a
BucketServerSideEncryptionConfiguration of their own as well, which then has two: \`s3-one-policy-per-bucket\` says so. Use it
where programs declare default encryption inline, or exempt the other buckets.`,
};

/**
 * A section for each policy.
 * @throws Error for a policy that has no text here
 */
export function policySections(): string {
  return policies
    .map(({ name, description, enforcementLevel, severity, framework, url }) => {
      const text = details[name];
      if (text === undefined) throw new Error(`the policy ${name} has no text in tools/docs/policySections.ts`);
      const marks = [enforcementLevel, `severity ${severity ?? ""}`, ...(framework ? [`${framework.name} ${framework.version}, ${framework.reference}`] : [])];
      return `### ${name}\n\n*${marks.join("; ")}.* ${description} [More](${url ?? ""})\n\n${text}`;
    })
    .join("\n\n");
}
