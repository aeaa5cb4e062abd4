/** Tags that AWS would refuse. */
import { valueText, type Problem } from "../../validation/problem";
import type { StackConfig } from "../schema";

/**
 * What AWS would refuse of `tags`. A trail's tags are the ones that need a value:
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Tag.html
 */
export function tagProblems({ tags, trail, policies }: StackConfig): Problem[] {
  const problems: Problem[] = [];
  const entries = Object.entries(tags);
  // AWS allows 50; Pulumi's and AWS's own tags need room.
  if (entries.length > 45) {
    problems.push({ path: ["tags"], message: `has ${entries.length} tags`, allowed: "at most 45" });
  }
  // The stack adds these two itself.
  const keys = ["project", "stack", ...Object.keys(tags)];
  for (const [key, value] of entries) {
    if (!/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu.test(key)) {
      problems.push({
        path: ["tags", key],
        message: "is not a valid tag key",
        allowed: "1 to 128 letters, digits, spaces and _ . : / = + - @, not beginning with aws:",
      });
    }
    if (value === "" && trail.mode === "create") {
      problems.push({
        path: ["tags", key],
        message: "has no value, and CloudTrail takes no such tag for the trail",
        allowed: "1 to 256 letters, digits, spaces and _ . : / = + - @; none is needed beside a trail that exists",
      });
    }
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value)) {
      problems.push({
        path: ["tags", key],
        message: `${valueText(value)} is not a valid tag value`,
        allowed: "at most 256 letters, digits, spaces and _ . : / = + - @",
      });
    }
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
    const twin = keys.find((other) => other !== key && other.toLowerCase() === key.toLowerCase());
    if (policies.identity && twin !== undefined) {
      problems.push({
        path: ["tags", key],
        message: `differs from the tag ${twin} only in upper and lower case, which IAM does not tell apart on the policy of policies.identity`,
        allowed: "keys that differ in more than case",
      });
    }
  }
  return problems;
}
