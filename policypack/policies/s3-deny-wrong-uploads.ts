/** Default encryption and bucket policy together let no upload in that breaks the requirement. */
import { stackPolicy } from "../policy";
import { reportHoles } from "./denials";

const name = "s3-deny-wrong-uploads";

export const s3DenyWrongUploads = stackPolicy({
  name,
  description: "S3 buckets deny every upload that would be stored against the encryption requirement.",
  enforcementLevel: "mandatory",
  validate: (context, report) => {
    reportHoles(name, context, report, false);
  },
});
