/** Contradictions of exemptions from the deny statements, of buckets and of organization policies. */
import { catalogue } from "../../encryption/methods";
import { approvesMethod, type EncryptionRequirement } from "../../encryption/requirement";
import type { ExemptPrincipal } from "../../encryption/uploadDenials";
import { valueText, type Problem, type ProblemPath } from "../../validation/problem";
import { isSettled, otherPartition, repeated } from "./common";

/** What is contradictory in exemptions, by themselves and beside the requirement. */
export function exemptionProblems(
  exemptions: readonly ExemptPrincipal[],
  path: ProblemPath,
  requirement: EncryptionRequirement,
  region: string | undefined,
): Problem[] {
  return exemptions.flatMap(({ arn, methods = [] }, index) => [
    ...[otherPartition(arn, [...path, index, "arn"], region) ?? []].flat(),
    ...repeated(methods, [...path, index, "methods"]),
    ...methods.flatMap((id, position): Problem[] => {
      const why = pointless(id, requirement);
      if (why === undefined) return [];
      const others = catalogue.filter((method) => pointless(method.id, requirement) === undefined);
      return [
        {
          path: [...path, index, "methods", position],
          message: `${valueText(id)} ${why}`,
          allowed: others.map((method) => method.id).join(", ") || "leave it out: every method is approved",
        },
      ];
    }),
  ]);
}

/** Why there is nothing that an exemption for a method could let in. */
function pointless(id: (typeof catalogue)[number]["id"], requirement: EncryptionRequirement): string | undefined {
  if (id === "none") return "cannot be exempt: S3 has encrypted every new object since January 2023";
  // Under a requirement with a misspelt method nothing is said of other methods: it may have meant theirs.
  return isSettled(requirement) && approvesMethod(requirement, id) ? "is approved by the requirement already" : undefined;
}
