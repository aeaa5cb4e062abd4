/** What is contradictory in a stack config that has the right shape. */
import { regionalArnProblem } from "../../validation/arnProblems";
import { valueText, type Problem } from "../../validation/problem";
import { requirementProblems } from "../../validation/requirementSchema";
import type { StackConfig } from "../schema";
import { bucketsProblems } from "./buckets";
import { longestPrefix, namePrefix } from "../names";
import { otherPartition, repeated } from "./common";
import type { ConfigContext } from "./context";
import { keyArnProblems, trailProblems } from "./trail";

/** The checks, in the order of their reports, and the keys each looks at. */
const checks: readonly {
  readonly keys: readonly (keyof StackConfig)[];
  readonly problems: (config: StackConfig, context: ConfigContext) => Problem[];
}[] = [
  { keys: [], problems: nameProblems },
  {
    keys: ["requirement"],
    problems: ({ requirement }, { region }) => requirementProblems(requirement, ["requirement"], region),
  },
  { keys: ["scope", "buckets"], problems: scopeProblems },
  { keys: ["trail", "requirement", "scope", "buckets"], problems: trailProblems },
  { keys: ["trail", "logGroup", "notifications", "requirement"], problems: keyArnProblems },
  { keys: ["notifications"], problems: notificationProblems },
  { keys: ["buckets", "requirement"], problems: bucketsProblems },
  { keys: ["policies", "buckets"], problems: policyProblems },
  { keys: ["tags"], problems: tagProblems },
];

/**
 * Every contradiction of a config.
 * @param broken keys whose values have another type than the config's; checks that look at one are left out
 */
export function configProblems(
  config: StackConfig,
  context: ConfigContext,
  broken: ReadonlySet<string> = new Set(),
): Problem[] {
  return checks
    .filter(({ keys }) => !keys.some((key) => broken.has(key)))
    .flatMap(({ problems }) => problems(config, context));
}

function nameProblems(_: StackConfig, { project, stack }: ConfigContext): Problem[] {
  const prefix = namePrefix(project, stack);
  if (prefix.length <= longestPrefix) return [];
  return [
    {
      path: [],
      message: `project and stack make names that begin with "${prefix}": ${prefix.length} characters`,
      allowed: `at most ${longestPrefix}`,
      example: "pulumi stack rename production",
    },
  ];
}

function scopeProblems({ scope, buckets: owned }: StackConfig): Problem[] {
  const problems: Problem[] = [];
  const { buckets, bucketPrefixes, excludedBuckets } = scope;
  if (buckets === "all" && bucketPrefixes) {
    problems.push({
      path: ["scope", "bucketPrefixes"],
      message: `${valueText(bucketPrefixes)} narrows nothing down beside scope.buckets: all`,
      allowed: "either buckets: all, or bucketPrefixes and a list of buckets",
      example: "scope: { bucketPrefixes: [acme-] }",
    });
  }
  if (Array.isArray(buckets)) {
    problems.push(...repeated(buckets, ["scope", "buckets"]));
    if (buckets.length === 0 && !bucketPrefixes && owned.length === 0) {
      problems.push({
        path: ["scope", "buckets"],
        message: "is empty, and the stack has no buckets of its own: nothing would be audited",
        allowed: "all, or at least one bucket name",
        example: "scope: { buckets: all }",
      });
    }
  }
  problems.push(...repeated(bucketPrefixes ?? [], ["scope", "bucketPrefixes"]));
  problems.push(...repeated(excludedBuckets, ["scope", "excludedBuckets"]));
  excludedBuckets.forEach((name, index) => {
    if (excludedBuckets.indexOf(name) < index) return;
    const audited = Array.isArray(buckets) && buckets.includes(name);
    if (audited || owned.some((bucket) => bucket.name === name)) {
      problems.push({
        path: ["scope", "excludedBuckets", index],
        message: `${valueText(name)} is audited according to ${audited ? "scope.buckets" : "buckets"}`,
        allowed: "buckets that are named nowhere else",
      });
    }
  });
  return problems;
}

function notificationProblems({ notifications }: StackConfig, { region }: ConfigContext): Problem[] {
  const { topicArn, emails, httpsEndpoints, kmsKeyArn } = notifications;
  if (topicArn === undefined) {
    return [
      ...repeated(emails, ["notifications", "emails"]),
      ...repeated(httpsEndpoints, ["notifications", "httpsEndpoints"]),
    ];
  }
  const problem = regionalArnProblem(topicArn, ["notifications", "topicArn"], "sns", region, {
    allowed: `the ARN of an SNS topic${region ? ` in ${region}` : ""}`,
  });
  const created = Object.entries({ emails, httpsEndpoints, kmsKeyArn }).filter(
    ([, value]) => value !== undefined && value.length > 0,
  );
  return [
    ...(problem ? [problem] : []),
    ...created.map(([key]) => ({
      path: ["notifications", key],
      message: "is for a topic that the stack creates, but notifications.topicArn names an existing one",
      allowed: "either topicArn, or emails, httpsEndpoints and kmsKeyArn",
    })),
  ];
}

function policyProblems({ policies, buckets }: StackConfig, { region }: ConfigContext): Problem[] {
  const { identity, serviceControl, resourceControl, exemptPrincipals } = policies;
  const problems: Problem[] = [
    ...repeated(serviceControl?.targets ?? [], ["policies", "serviceControl", "targets"]),
    ...repeated(resourceControl?.targets ?? [], ["policies", "resourceControl", "targets"]),
    ...exemptPrincipals.flatMap(
      ({ arn }, index) => otherPartition(arn, ["policies", "exemptPrincipals", index, "arn"], region) ?? [],
    ),
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

function tagProblems({ tags }: StackConfig): Problem[] {
  const problems: Problem[] = [];
  const entries = Object.entries(tags);
  // AWS allows 50; Pulumi's and AWS's own tags need room.
  if (entries.length > 45) {
    problems.push({ path: ["tags"], message: `has ${entries.length} tags`, allowed: "at most 45" });
  }
  for (const [key, value] of entries) {
    if (!/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu.test(key)) {
      problems.push({
        path: ["tags", key],
        message: "is not a valid tag key",
        allowed: "1 to 128 letters, digits, spaces and _ . : / = + - @, not beginning with aws:",
      });
    }
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value)) {
      problems.push({
        path: ["tags", key],
        message: `${valueText(value)} is not a valid tag value`,
        allowed: "at most 256 letters, digits, spaces and _ . : / = + - @",
      });
    }
  }
  return problems;
}

