/** Bucket policies are allowlists: a method that AWS has yet to invent is denied as well. */
import { encryptionAtRest } from "../frameworks";
import { stackPolicy } from "../policy";
import { reportHoles } from "./denials";

const name = "s3-deny-future-methods";

export const s3DenyFutureMethods = stackPolicy({
  name,
  description: "S3 bucket policies deny encryption methods that do not exist yet, by naming those that are approved.",
  enforcementLevel: "advisory",
  displayName: "S3 denial of methods to come",
  severity: "low",
  framework: encryptionAtRest,
  tags: ["s3", "encryption", "bucket-policy"],
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
  remediationSteps: "Add the statements that the message gives: they name the methods that are approved, instead of those that are not.",
  validate: (context, report) => {
    reportHoles(name, context, report, true);
  },
});
