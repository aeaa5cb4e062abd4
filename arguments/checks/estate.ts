/** Contradictions of an estate: its regions and accounts, by themselves, beside the trail and beside the requirement's keys. */
import { parseArn, partitionOfRegion } from "../../encryption/arn";
import { awsLimits } from "../../encryption/limits";
import { kmsKeyArnProblem } from "../../validation/arnProblems";
import { valueText, type Problem, type ProblemPath } from "../../validation/problem";
import { requirementProblems } from "../../validation/requirementSchema";
import type { ArgumentContext } from "../context";
import { dimensionValues, furtherRegions, type AccountSettings, type EstateSettings } from "../keys/estate";
import type { AuditSettings } from "../schemas";
import { otherPartition, repeated } from "./common";

/** What is wrong with `regions` and `accounts`. */
export function estateProblems(
  { regions, accounts, trail }: EstateSettings & Pick<AuditSettings, "trail">,
  { region, accountId }: ArgumentContext,
): Problem[] {
  return [
    ...regionListProblems(regions, region),
    ...repeated(accounts.map(({ id }) => id), ["accounts"]).map((problem) => ({ ...problem, path: [...problem.path, "id"] })),
    ...accounts.flatMap((account, index) => accountProblems(account, ["accounts", index], trail, region, accountId)),
    ...(trail.mode === "create" && !trail.multiRegion && furtherRegions({ regions }, region).length > 0 ? [oneRegionTrail] : []),
  ];
}

const oneRegionTrail: Problem = {
  path: ["trail", "multiRegion"],
  message: "is false, but there are further regions: the trail would record none of their uploads",
  allowed: "true beside regions",
  example: "trail: { multiRegion: true }",
};

/** Stands for home where only numbers matter. */
const anywhere = "home";

/** What is wrong with `metricDimensions`: a dimension that has one value says nothing, and costs as much as the metrics themselves. */
export function dimensionProblems({ regions, accounts, metricDimensions }: EstateSettings & Pick<AuditSettings, "metricDimensions">, { region }: ArgumentContext): Problem[] {
  const path = ["metricDimensions"];
  const places = { account: accounts.length + 1, region: furtherRegions({ regions }, region).length + 1 };
  const single = metricDimensions.flatMap((dimension, index): Problem[] =>
    places[dimension] > 1
      ? []
      : [{ path: [...path, index], message: `${valueText(dimension)} would be the same for every upload: there is one`, allowed: `${dimension} beside ${dimension}s`, example: "metricDimensions: []" }],
  );
  const values = dimensionValues({ regions, accounts, metricDimensions }, anywhere, region ?? anywhere).length;
  const most = awsLimits.dimensionValuesOfFilter;
  return [
    ...repeated(metricDimensions, path),
    ...single,
    ...(values >= most ? [{ path, message: `${values} accounts and regions; CloudWatch Logs may disable a metric filter whose dimensions have ${most} values in an hour`, allowed: "one of account and region, or fewer accounts" }] : []),
  ];
}

/** The region that a component is deployed to, among the further ones: its uploads would be counted twice. A stack config may name it. */
export function homeRegionProblems({ regions }: Pick<EstateSettings, "regions">, { region }: ArgumentContext): Problem[] {
  return regions.flatMap((one, index) =>
    one === region ? [{ path: ["regions", index], message: `${valueText(one)} is the region that the audit is deployed to, which is audited anyway`, allowed: "other regions" }] : [],
  );
}

function regionListProblems(regions: readonly string[], home: string | undefined): Problem[] {
  const elsewhere = regions.flatMap((region, index): Problem[] => {
    if (home === undefined || partitionOfRegion(region) === partitionOfRegion(home)) return [];
    return [
      {
        path: ["regions", index],
        message: `${valueText(region)} is in partition ${partitionOfRegion(region)}, but the stack deploys to ${home}: events stay in their partition`,
        allowed: `regions of ${partitionOfRegion(home)}; a stack of its own for others`,
      },
    ];
  });
  return [...repeated(regions, ["regions"]), ...elsewhere];
}

function accountProblems(
  { id, roleArn, trail }: AccountSettings,
  path: ProblemPath,
  home: AuditSettings["trail"],
  region: string | undefined,
  homeId: string | undefined,
): Problem[] {
  const problems: Problem[] = [];
  if (id === homeId) {
    problems.push({ path: [...path, "id"], message: `${valueText(id)} is the account that the stack deploys to, which is audited anyway`, allowed: "other accounts" });
  }
  problems.push(...roleProblems(id, roleArn, [...path, "roleArn"], region));
  const at = [...path, "trail"];
  if (trail === "create" && home.mode === "create" && home.organization) {
    problems.push({
      path: at,
      message: "would record what the trail of the organization records already: each upload would be paid for twice",
      allowed: "existing beside trail.organization",
      example: "trail: existing",
    });
  }
  if (trail === undefined && home.mode === "existing") {
    problems.push({
      path: at,
      message: "is missing: whether the existing trail at home records this account as well is not known here",
      allowed: "existing where a trail records this account's uploads, such as an organization's; else create",
      example: "trail: existing",
    });
  }
  return problems;
}

function roleProblems(id: string, roleArn: string, path: ProblemPath, region: string | undefined): Problem[] {
  const arn = parseArn(roleArn);
  if (arn?.service !== "iam" || !/^role\/[\w+=,.@/-]+$/.test(arn.resource)) {
    return [{ path, message: `${valueText(roleArn)} is not the ARN of an IAM role` }];
  }
  if (arn.account !== id && /^\d{12}$/.test(id)) {
    return [{ path, message: `${valueText(roleArn)} is a role of ${arn.account}, but the account is ${id}`, allowed: `a role of ${id}` }];
  }
  return [otherPartition(roleArn, path, region) ?? []].flat();
}

/**
 * What is wrong with a requirement. Its keys may be in any region of the estate; new objects at home get the first one, which
 * therefore is in the home region.
 */
export function estateRequirementProblems({ requirement, regions }: Pick<EstateSettings, "regions"> & Pick<AuditSettings, "requirement">, { region }: ArgumentContext): Problem[] {
  const path = ["requirement"];
  const further = furtherRegions({ regions }, region);
  if (further.length === 0 || region === undefined) return requirementProblems(requirement, path, region);
  const problems = requirementProblems(requirement, path);
  const told = problems.map((problem) => String(problem.path));
  return [
    ...problems,
    ...(requirement.kmsKeyArns ?? []).flatMap((arn, index): Problem[] => {
      const at = [...path, "kmsKeyArns", index];
      if (told.includes(String(at))) return [];
      const own = parseArn(arn)?.region ?? "";
      if (index === 0) return [kmsKeyArnProblem(arn, at, region) ?? []].flat().map((problem) => ({ ...problem, message: `${problem.message}, where new objects get the first key` }));
      if ([region, ...further].includes(own)) return [];
      return [{ path: at, message: `${valueText(arn)} is in region ${own}, which is not audited`, allowed: `keys in ${[region, ...further].join(", ")}` }];
    }),
  ];
}
