/** Default encryption and bucket policy together let no upload in that breaks the requirement. */
import { stackPolicy } from "../policy";
import { reportHoles } from "./denials";

export const s3DenyWrongUploads = stackPolicy({
  name: "s3-deny-wrong-uploads",
  description: "S3 buckets deny every upload that would be stored against the encryption requirement.",
  enforcementLevel: "mandatory",
  validate: (context, report) => {
    reportHoles(context, report, false);
  },
});
