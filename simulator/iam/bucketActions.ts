/** Whether the actions of a bucket or access point policy exist, and fit the resources of their statement. */
import { didYouMean } from "../../validation/didYouMean";
import { type CheckedStatement } from "./document";
import { elementPath, memberPath } from "./documentPath";
import { type ProblemList } from "./problems";
import { actionNamed, actionNames, actionsMatching, reference, type ServiceAction } from "./serviceAuthorization";
import { type StatementScope } from "./statementScope";

const refusal = "Policy has invalid action";

/** Reports what is wrong with one pattern of `Action` or `NotAction`. */
export function checkAction(action: string, path: string, element: "Action" | "NotAction", scope: StatementScope): void {
  const { rules, problems } = scope;
  const [, service] = /^([a-z0-9-]+):[a-z0-9*?]+$/i.exec(action) ?? [];
  if (action === "*") return;
  if (service === undefined) {
    problems.add(path, refusal, `Write "${action}" as service:action, e.g. s3:PutObject`);
  } else if (rules.services && !rules.services.includes(service.toLowerCase())) {
    problems.add(path, refusal, `A ${rules.label} takes only s3 actions, not ${action}`);
  } else if (rules.services && actionsOf(action).length === 0) {
    reportNoAction(action, path, element, problems);
  }
}

/** The actions that a pattern stands for. */
function actionsOf(pattern: string): readonly ServiceAction[] {
  return isOutright(pattern) ? [actionNamed(pattern) ?? []].flat() : actionsMatching(pattern);
}

/** Whether a pattern names one action. */
function isOutright(pattern: string): boolean {
  return !/[*?]/.test(pattern);
}

function reportNoAction(action: string, path: string, element: string, problems: ProblemList): void {
  const close = didYouMean(action, actionNames(), 2);
  const unlisted = `AWS's service authorization reference of ${reference.date} has no ${action}`;
  const hint = close === undefined ? unlisted : `Did you mean ${close}? ${unlisted}`;
  if (!isOutright(action)) {
    problems.addUncertain(path, "whether S3 takes a pattern that no action matches", unlisted);
  } else if (element === "NotAction") {
    problems.addUncertain(path, "whether S3 takes an action that does not exist in NotAction", hint);
  } else {
    problems.add(path, refusal, hint);
  }
}

/**
 * Reports actions that none of the statement's resources can be asked for, such as s3:PutObject on a bucket's own ARN,
 * the usual way to write a statement that would never apply. Runs on statements without other problems.
 */
export function reportUnfitActions({ action, resource }: CheckedStatement, path: string, problems: ProblemList): void {
  if (action.element !== "Action" || resource.element !== "Resource") return;
  const reached = resource.patterns.map(reachedBy);
  const fits = ({ service, resources }: ServiceAction) =>
    reached.some((one) => one.service === service && resources.some((kind) => one[kind]));
  action.patterns.forEach((pattern, index) => {
    const actions = actionsOf(pattern);
    if (actions.some(fits)) return;
    const member = memberPath(path, "Action");
    const at = action.patterns.length > 1 ? elementPath(member, index) : member;
    if (isOutright(pattern)) {
      problems.add(at, "Action does not apply to any resource(s) in statement", unfitHint(pattern, actions[0], resource.patterns.some((one) => one.includes(":accesspoint/"))));
    } else {
      const question = "whether S3 takes a pattern of actions of which none applies to the statement's resources";
      problems.addUncertain(at, question, `${pattern} matches ${actions.map(({ name }) => name).join(", ")}: name what fits the Resource`);
    }
  });
}

/** What a resource pattern can be: wildcards and variables may stand for a slash. */
function reachedBy(pattern: string): { readonly service: string; readonly bucket: boolean; readonly object: boolean } {
  const [, , service = ""] = pattern.split(":");
  if (service === "s3express") return { service, bucket: true, object: false };
  const [, behindAccessPoint] = /:accesspoint\/[^/]+(.*)$/s.exec(pattern) ?? [];
  if (behindAccessPoint !== undefined) return { service, bucket: behindAccessPoint === "", object: behindAccessPoint !== "" };
  return { service, bucket: !pattern.includes("/"), object: /[/*?]|\$\{/.test(pattern) };
}

function unfitHint(pattern: string, action: ServiceAction | undefined, ofAccessPoint: boolean): string {
  const kinds = action?.resources ?? [];
  if (kinds.length === 0) return `${pattern} is neither about buckets nor about objects: it belongs in an identity policy`;
  if (action?.service === "s3express") return `${pattern} is about directory buckets: name the ARN of one in Resource`;
  if (ofAccessPoint) {
    return kinds.includes("object")
      ? `${pattern} is about objects: add /object/* to the access point's ARN in Resource`
      : `${pattern} is about the access point: name its ARN, without a path, in Resource`;
  }
  return kinds.includes("object")
    ? `${pattern} is about objects: add /* to the bucket's ARN in Resource`
    : `${pattern} is about the bucket: name the bucket's ARN, without a path, in Resource`;
}
