/** Contradictions of the policies outside of the buckets. */
import type { Problem } from "../../validation/problem";
import type { StackConfig } from "../schema";
import { repeated } from "./common";
import type { ConfigContext } from "./context";
import { exemptionProblems } from "./exemptions";

/** What is contradictory in `policies`, by itself and beside the stack's own buckets. */
export function policyProblems({ policies, buckets, requirement }: StackConfig, { region }: ConfigContext): Problem[] {
  const { identity, serviceControl, resourceControl, exemptPrincipals } = policies;
  const problems: Problem[] = [
    ...repeated(serviceControl?.targets ?? [], ["policies", "serviceControl", "targets"]),
    ...repeated(resourceControl?.targets ?? [], ["policies", "resourceControl", "targets"]),
    ...exemptionProblems(exemptPrincipals, ["policies", "exemptPrincipals"], requirement, region),
  ];
  if (identity && buckets.length === 0) {
    problems.push({
      path: ["policies", "identity"],
      message: "allows uploads to the stack's own buckets, but buckets is empty",
      allowed: "identity: true only where buckets has entries",
      example: "buckets: [{ name: acme-orders-dev }]",
    });
  }
  return problems;
}
