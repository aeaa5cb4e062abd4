/** Default encryption and bucket policy together let no upload in that breaks the requirement. */
import { encryptionAtRest } from "../frameworks";
import { stackPolicy } from "../policy";
import { reportHoles } from "./denials";

const name = "s3-deny-wrong-uploads";

export const s3DenyWrongUploads = stackPolicy({
  name,
  description: "S3 buckets deny every upload that would be stored against the encryption requirement.",
  enforcementLevel: "mandatory",
  displayName: "S3 denial of wrong uploads",
  severity: "high",
  framework: encryptionAtRest,
  tags: ["s3", "encryption", "bucket-policy"],
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
  remediationSteps: "Add the statements that the message gives to the bucket policy.",
  validate: (context, report) => {
    reportHoles(name, context, report, false);
  },
});
