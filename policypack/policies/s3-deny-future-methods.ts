/** Bucket policies are allowlists: a method that AWS has yet to invent is denied as well. */
import { stackPolicy } from "../policy";
import { reportHoles } from "./denials";

const name = "s3-deny-future-methods";

export const s3DenyFutureMethods = stackPolicy({
  name,
  description: "S3 bucket policies deny encryption methods that do not exist yet, by naming those that are approved.",
  enforcementLevel: "advisory",
  validate: (context, report) => {
    reportHoles(name, context, report, true);
  },
});
