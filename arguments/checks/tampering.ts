/** Contradictions of the watch over the audit. */
import type { Problem } from "../../validation/problem";
import { ownTrail } from "../keys/tampering";
import type { AuditSettings, TamperingOf } from "../schemas";
import type { ArgumentContext } from "../context";
import { otherPartition, repeated } from "./common";
import { existingTrailProblems } from "./trail";

/** What is contradictory in `tampering`, by itself and beside the trail. */
export function tamperingProblems({ tampering, trail }: Pick<AuditSettings, "trail"> & TamperingOf, { region }: ArgumentContext): Problem[] {
  const path = ["tampering", "trail"];
  const arns = tampering.exemptPrincipals.map(({ arn }) => arn);
  const listed = ["tampering", "exemptPrincipals"];
  const problems = [...repeated(arns, listed), ...arns.flatMap((arn, index) => otherPartition(arn, [...listed, index, "arn"], region) ?? [])];
  if (tampering.trail === undefined) {
    if (arns.length === 0) return problems;
    return [{ path: listed, message: "exempts principals from a watch that there is not: tampering.trail is missing", allowed: "exemptPrincipals beside trail", example: "tampering: { trail: own }" }, ...problems];
  }
  if (tampering.trail !== ownTrail) return [...existingTrailProblems(tampering.trail, region, path), ...problems];
  if (trail.mode === "create") return problems;
  return [
    {
      path,
      message: "would have the audit's own trail record management events, but trail.mode is existing: there is none",
      allowed: "the name or ARN of the trail that records management events",
      example: "tampering: { trail: organization-trail }",
    },
    ...problems,
  ];
}
