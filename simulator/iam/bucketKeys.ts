/** Whether the condition keys of a bucket policy exist, and apply to the actions of their statement. */
import { isSlipOf } from "../../validation/didYouMean";
import { type PolicyCondition, type CheckedStatement } from "./document";
import { memberPath } from "./documentPath";
import { type ProblemList } from "./problems";
import {
  actionNamed,
  holdsArn,
  isGlobalKey,
  isServiceKey,
  reference,
  serviceKeyNames,
  takesKey,
  type ServiceAction,
} from "./serviceAuthorization";
import { suggestion } from "./shape";

/** Keys of S3's own. */
const ofService = /^s3(express)?:/i;

/** Reports what is wrong with a condition by itself. Keys of other services are left alone, as are new global ones. */
export function checkKey(condition: PolicyCondition, path: string, problems: ProblemList): void {
  const { key, values, operator } = condition;
  const unlisted = `AWS's service authorization reference of ${reference.date} has no ${key}`;
  if (ofService.test(key)) {
    if (!isServiceKey(key)) problems.add(path, "Policy has an invalid condition key", `${unlisted}. ${suggestion(key, serviceKeyNames())}`);
  } else if (!isGlobalKey(key)) {
    const meant = reference.globalKeys.find((known) => isSlipOf(key, known, 2));
    if (meant !== undefined) {
      problems.addUncertain(path, "whether S3 takes a condition key that AWS does not document", `Did you mean ${meant}? ${unlisted}`);
    }
  }
  if (/^Arn/.test(operator.base) && values.length > 0 && holdsArn(key) === false) {
    const question = `whether S3 takes ${operator.name} on a key that holds no ARN`;
    problems.addUncertain(path, question, `Compare ${key} with StringEquals or StringLike`);
  }
}

/**
 * Reports keys of S3's own that an action named outright does not take: S3 then refuses the statement, whatever its
 * other actions take (https://github.com/humanmade/S3-Uploads/issues/239). Wildcards are left alone: what S3 does for
 * them is not known, and policies with s3:* and a key of some actions are common. Runs on statements without other problems.
 */
export function reportUnfitKeys({ action, conditions }: CheckedStatement, path: string, problems: ProblemList): void {
  if (action.element !== "Action") return;
  const named = action.patterns.flatMap((pattern) => actionNamed(pattern) ?? []);
  for (const { key, operator } of conditions) {
    if (!ofService.test(key)) continue;
    const unfit = named.filter((one) => !takesKey(one, key));
    if (unfit.length === 0) continue;
    problems.add(
      memberPath(memberPath(memberPath(path, "Condition"), operator.name), key),
      "Conditions do not apply to combination of actions and resources in statement",
      unfitHint(key, unfit, named),
    );
  }
}

function unfitHint(key: string, unfit: readonly ServiceAction[], named: readonly ServiceAction[]): string {
  const names = unfit.map(({ name }) => name).join(", ");
  const takers = named.filter((one) => !unfit.includes(one)).map(({ name }) => name);
  const mend = takers.length > 0 ? `keep it for ${takers.join(", ")}, in a statement without the others` : "remove it, or name actions that have it";
  return `${key} is no condition key of ${names}: ${mend}`;
}
