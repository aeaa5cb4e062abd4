/** Contradictions of exemptions from the deny statements, of buckets and of organization policies. */
import { catalogue } from "../../encryption/methods";
import { approvesMethod, type EncryptionRequirement } from "../../encryption/requirement";
import type { ExemptPrincipal } from "../../encryption/uploadDenials";
import { valueText, type Problem, type ProblemPath } from "../../validation/problem";
import { isSettled, otherPartition, repeated } from "./common";

/** What is contradictory in exemptions, by themselves and beside the requirement. */
export function exemptionProblems(
  exemptions: readonly (ExemptPrincipal & { readonly everyone?: boolean })[],
  path: ProblemPath,
  requirement: EncryptionRequirement,
  region: string | undefined,
): Problem[] {
  return exemptions.flatMap(({ arn, everyone = false, methods = [] }, index) => [
    ...[otherPartition(arn, [...path, index, "arn"], region) ?? []].flat(),
    ...everyoneProblems(arn, everyone, methods, [...path, index]),
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

/** Every role, or every user, of an account or of all: a name of wildcards alone, whatever its path. */
const everyonesArn = /^arn:[^:]*:iam::[^:]*:(role|user)\/[*?/]*\*[*?/]*$/;

/** An exemption of everyone that does not say so, or says so of some. */
function everyoneProblems(arn: string, everyone: boolean, methods: readonly string[], path: ProblemPath): Problem[] {
  const [, kind] = everyonesArn.exec(arn) ?? [];
  if (kind !== undefined && !everyone) {
    const what = methods.length > 0 ? `${methods.join(", ")} is denied to none of them` : "none of them is denied anything";
    return [
      {
        path: [...path, "arn"],
        message: `${valueText(arn)} exempts every ${kind}: ${what}. Name those that need it${methods.length > 0 ? ", or approve the method" : ""}; where all are meant, say everyone: true`,
        allowed: "an ARN with a part of a name, or everyone: true beside it",
        example: 'exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/importer-*", reason: "until May" }]',
      },
    ];
  }
  if (!everyone || kind !== undefined || !arn.startsWith("arn:")) return [];
  return [{ path: [...path, "everyone"], message: `is true, but ${valueText(arn)} exempts some alone`, allowed: "leave it out, or an arn that ends in role/* or user/*" }];
}

/** Why there is nothing that an exemption for a method could let in. */
function pointless(id: (typeof catalogue)[number]["id"], requirement: EncryptionRequirement): string | undefined {
  if (id === "none") return "cannot be exempt: S3 has encrypted every new object since January 2023";
  // Under a requirement with a misspelt method nothing is said of other methods: it may have meant theirs.
  return isSettled(requirement) && approvesMethod(requirement, id) ? "is approved by the requirement already" : undefined;
}
