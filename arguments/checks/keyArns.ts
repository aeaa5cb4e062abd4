/** Problems of the KMS keys of an audit. */
import { kmsKeyArnProblem } from "../../validation/arnProblems";
import { didYouMean } from "../../validation/didYouMean";
import type { Problem } from "../../validation/problem";
import type { AuditSettings, NotificationsOf } from "../schemas";
import type { ArgumentContext } from "../context";
import { unapprovedKey } from "./common";

/** The KMS key ARNs outside of the requirement: right service, right region, and approved where it matters. */
export function keyArnProblems(
  { trail, logGroup, notifications, requirement }: Pick<AuditSettings, "trail" | "logGroup" | "requirement"> & NotificationsOf,
  { region }: ArgumentContext,
): Problem[] {
  const trailKey = trail.kmsKey === "create" || trail.kmsKey === "none" ? undefined : trail.kmsKey;
  return [
    trailKey !== undefined && trailKeyProblem(trailKey, requirement.kmsKeyArns, region),
    logGroup.kmsKeyArn !== undefined && kmsKeyArnProblem(logGroup.kmsKeyArn, ["logGroup", "kmsKeyArn"], region),
    // Beside a topic that exists the key has no place at all, which is reported there.
    notifications.topicArn === undefined &&
      notifications.kmsKeyArn !== undefined &&
      kmsKeyArnProblem(notifications.kmsKeyArn, ["notifications", "kmsKeyArn"], region),
  ].flatMap((problem) => problem || []);
}

function trailKeyProblem(key: string, approved: readonly string[] | undefined, region: string | undefined): Problem | undefined {
  const path = ["trail", "kmsKey"];
  const problem = kmsKeyArnProblem(key, path, region);
  if (!problem) return unapprovedKey(key, path, approved);
  return { ...problem, allowed: `${problem.allowed ?? ""}, create, none`, didYouMean: didYouMean(key, ["create", "none"]) };
}
