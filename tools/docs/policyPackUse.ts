/** Sections on the policy pack's use beyond a preview of a whole stack, and on what it cannot see. */

/** What is judged of an update of a part of a stack. */
export const partOfStack = `**A part of a stack.** What \`--target\` and \`--exclude\` leave out is judged as it is deployed, and not at all where it is new. A
bucket that the update creates without its policy or default encryption is rejected, with the resource that it leaves out: take
it in as well.`;

/**
 * The audit of deployed stacks.
 * @param folder what `--policy-pack` gets
 */
export function deployedStacks(folder: string): string {
  return `## Audit stacks that exist

\`pulumi policy analyze\` runs the pack on what is deployed, as the stack's state has it. It runs no program, asks no provider and
needs no AWS credentials, nothing is unknown, and nothing is changed. It needs a Pulumi CLI of 3.229 or later.

\`\`\`console
$ pulumi policy analyze --stack acme/shop/prod --policy-pack ${folder}
$ pulumi policy analyze --stack acme/shop/prod --policy-pack ${folder} --policy-pack-config policy.json --json
\`\`\`

It ends with an error where a mandatory policy is violated. With 3.249 or later \`--file\` takes an exported state instead of a
stack, from \`pulumi stack export --stack acme/shop/prod --file state.json\`; secrets that it cannot decrypt are not judged as
what they are. The command hands no stack config to packs: a requirement that a stack states itself belongs in
\`--policy-pack-config\` here. What was changed in AWS behind Pulumi's back is in the state after \`pulumi refresh\`.`;
}

/** What no policy pack can see. */
export const limits = `## Limits

**A renamed policy deletes itself.** A bucket has one policy in AWS. Where a program gives its \`BucketPolicy\` resource another name
or parent, Pulumi puts the policy under the new name first, and then deletes what bears the old one: the bucket is left without
a policy. A policy pack sees the resources that are to be, not those that go, so the preview is green. Say that both are the same
resource:

\`\`\`typescript
new aws.s3.BucketPolicy("orders-policy", { bucket: orders.bucket, policy }, { aliases: [{ name: "policy" }] });
\`\`\`

The preview then has no \`delete\` of a BucketPolicy. Where it has happened, \`pulumi refresh\` finds that the policy is gone, and
the next \`pulumi up\` puts it again. The same holds for BucketServerSideEncryptionConfiguration, whose deletion leaves SSE-S3.`;
