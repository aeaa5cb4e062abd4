/** Contradictions of the policies outside of the buckets. */
import type { EncryptionRequirement } from "../../encryption/requirement";
import type { Problem, ProblemPath } from "../../validation/problem";
import type { AccessSettings } from "../schemas";
import { repeated } from "./common";
import { exemptionProblems } from "./exemptions";

/** What is contradictory in policies, by themselves and beside the requirement. */
export function policyProblems(
  { serviceControl, resourceControl, exemptPrincipals }: Pick<AccessSettings, "serviceControl" | "resourceControl" | "exemptPrincipals">,
  requirement: EncryptionRequirement,
  region: string | undefined,
  path: ProblemPath,
): Problem[] {
  return [
    ...repeated(serviceControl?.targets ?? [], [...path, "serviceControl", "targets"]),
    ...repeated(resourceControl?.targets ?? [], [...path, "resourceControl", "targets"]),
    ...exemptionProblems(exemptPrincipals, [...path, "exemptPrincipals"], requirement, region),
  ];
}
