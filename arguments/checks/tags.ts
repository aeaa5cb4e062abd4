/** Tags that AWS would refuse. */
import { valueText, type Problem } from "../../validation/problem";

/** What bears the tags, beside resources that take whatever AWS allows. */
export interface TagBearers {
  /** A trail, whose tags need values: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Tag.html */
  readonly trail: boolean;
  /** A policy of IAM, which does not tell upper from lower case in keys. */
  readonly identityPolicy: boolean;
}

/** AWS allows 50. A KMS key gets three more, so that it tells what it is for. */
const mostTags = 47;

/**
 * What AWS would refuse of `tags`.
 * @param added tags that are added to them
 */
export function tagProblems(tags: Readonly<Record<string, string>>, bearers: TagBearers, added: readonly string[] = []): Problem[] {
  const problems: Problem[] = [];
  const entries = Object.entries(tags);
  const most = mostTags - added.length;
  if (entries.length > most) {
    problems.push({ path: ["tags"], message: `has ${entries.length} tags`, allowed: `at most ${most}` });
  }
  const keys = [...added, ...Object.keys(tags)];
  for (const [key, value] of entries) {
    if (!/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu.test(key)) {
      problems.push({
        path: ["tags", key],
        message: "is not a valid tag key",
        allowed: "1 to 128 letters, digits, spaces and _ . : / = + - @, not beginning with aws:",
      });
    }
    if (value === "" && bearers.trail) {
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
    if (bearers.identityPolicy && twin !== undefined) {
      problems.push({
        path: ["tags", key],
        message: `differs from the tag ${twin} only in upper and lower case, which IAM does not tell apart on the identity policy`,
        allowed: "keys that differ in more than case",
      });
    }
  }
  return problems;
}
