/** Says by name which buckets cannot be judged yet, and how to make them so. */
import { bucketWords, stackPolicy } from "../policy";
import { otherDeclarations } from "../stack/otherDeclarations";
import { pageOf } from "../wording/alike";

const name = "s3-unverifiable-at-preview";

export const s3UnverifiableAtPreview = stackPolicy({
  name,
  description: "The default encryption and the policy of S3 buckets are known before anything is deployed.",
  enforcementLevel: "advisory",
  displayName: "S3 encryption known at preview",
  severity: "low",
  tags: ["s3", "encryption"],
  url: "https://www.pulumi.com/docs/iac/concepts/inputs-outputs/",
  remediationSteps: "Make the value known at preview as the message says, such as by the bucket's property bucket instead of its arn or id.",
  validate: (context, report) => {
    const note = (text: string, urn: string): void => { report(`${text} (${pageOf(name)})`, urn); };
    for (const bucket of context.outcomes) {
      const encryption = context.encryption(bucket);
      const policy = context.policy(bucket);
      for (const [what, assessed] of [["default encryption", encryption], ["bucket policy", policy]] as const) {
        if (assessed.state !== "unknown") continue;
        const { reason, advice } = assessed.part;
        note(`${bucketWords(bucket)}: its ${what} cannot be judged yet: ${reason}. ${advice}`, bucket.urn);
      }
      if (policy.state === "known" && bucket.bucketName === undefined) {
        note(`${bucketWords(bucket)}: its bucket policy cannot be judged yet: the bucket's name is known only after deployment. Give the bucket a name.`, bucket.urn);
      }
    }
    for (const { urn, what } of otherDeclarations(context.args.resources)) {
      note(
        `This resource declares ${what}, and buckets that are declared so are not judged. ` +
          "Declare them as resources of the stack, or have them judged where the template is made.",
        urn,
      );
    }
    for (const { urn, what } of context.model.unlinked) {
      note(
        `The bucket of this ${what} cannot be told yet: its property bucket is known only after deployment. ` +
          "Pass the bucket on as its property bucket, which is known at preview, and not as its id.",
        urn,
      );
    }
  },
});
