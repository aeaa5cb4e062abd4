/** From the raw values of a stack config to a valid config, or to every problem it has. */
import { isSupportedPartition, parseArn, partitionOfRegion, supportedPartitions } from "../encryption/arn";
import { isSlipOf } from "../validation/didYouMean";
import { documentationAccount } from "../validation/examples";
import { formatProblems, pathText, valueText, type Problem, type ProblemPath } from "../validation/problem";
import { metaAlong, parseWith } from "../validation/zodProblems";
import { foreignBucketNameProblems } from "./checks/bucketNames";
import type { ConfigContext } from "./checks/context";
import { configProblems } from "./checks/contradictions";
import { limitProblems } from "./checks/limits";
import { stackConfigSchema, type StackConfig } from "./schema";
import { refusedSecrets, withoutSecrets } from "./secrets";

/** A stack config that was refused; its message lists every problem. */
export class ConfigError extends Error {
  constructor(
    stack: string,
    readonly problems: readonly Problem[],
  ) {
    super(formatProblems(`The config of stack ${stack}`, problems));
    this.name = "ConfigError";
  }
}

/**
 * Parses the values of the project's config keys.
 * @param values by key without the project's name: objects, numbers and booleans as such, not as JSON
 * @throws ConfigError with all problems: of shape, contradictions, and AWS limits once the rest is right; of secrets where
 *   there must be none, alone
 */
export function parseStackConfig(values: Readonly<Record<string, unknown>>, context: ConfigContext): StackConfig {
  const refused = refusedSecrets(context);
  if (refused.length > 0) throw new ConfigError(context.stack, refused.map((one) => ({ ...one, path: qualified(one.path, context.project) })));
  const { value: config, problems: ofShape, broken } = parseWith(stackConfigSchema, values);
  const contradictions = configProblems(config, context, broken).filter(
    // What has the wrong shape was reported already.
    ({ path }) => !ofShape.some((problem) => pathText(path) === pathText(problem.path)),
  );
  const problems = [...ofShape, ...contradictions];
  if (problems.length === 0) problems.push(...limitProblems(config, context));
  const all = [
    ...problems
      .map((problem) => withoutSecrets({ ...metaAlong(stackConfigSchema, problem.path), ...problem }, context))
      .map((problem) => ({ ...problem, path: qualified(problem.path, context.project) })),
    ...namespaceProblems(context),
    ...regionProblems(context),
  ];
  if (all.length > 0) throw new ConfigError(context.stack, all);
  return config;
}

/** Names of other projects may well be similar. */
const mostSlips = 2;

/** Keys under a misspelt name of the project, which Pulumi takes for another program's: nothing would read them. */
function namespaceProblems({ project, namespaces = [] }: ConfigContext): Problem[] {
  const misspelt = [...new Set(namespaces)].filter((name) => isSlipOf(name, project, mostSlips));
  return misspelt.map((name) => ({
    path: [name],
    message: "is not the name of this project: what stands under it would be ignored",
    didYouMean: project,
    allowed: `${project}, and the names of providers and of other programs`,
    example: `${project}:protect: true`,
  }));
}

/** A region that the program has never been made for. */
function regionProblems({ region }: ConfigContext): Problem[] {
  const partition = region === undefined ? undefined : partitionOfRegion(region);
  if (partition === undefined || isSupportedPartition(partition)) return [];
  return [
    {
      path: ["aws:region"],
      message:
        `${valueText(region)} is in partition ${partition}, whose services have principals and addresses of their own: ` +
        `policies made here would name others`,
      allowed: `a region of ${supportedPartitions.join(", ")}`,
      example: "aws:region: eu-central-1",
    },
  ];
}

/** A path as the stack config file spells it: with the project's name before the key. */
function qualified([key, ...rest]: ProblemPath, project: string): ProblemPath {
  return key === undefined ? [] : [`${project}:${key}`, ...rest];
}

/**
 * What only shows once the account is known: placeholders that were left in, names that only another account can use.
 * @throws ConfigError when an ARN names the account of the documentation, and the stack deploys to another; when a bucket's
 *   name is of another account's namespace
 */
export function refuseForAccount(config: StackConfig, context: ConfigContext, accountId: string): void {
  const problems = [...placeholderProblems(config, accountId), ...foreignBucketNameProblems(config, accountId)];
  if (problems.length === 0) return;
  throw new ConfigError(
    context.stack,
    problems.map((problem) => withoutSecrets(problem, context)).map((problem) => ({ ...problem, path: qualified(problem.path, context.project) })),
  );
}

function placeholderProblems(config: StackConfig, accountId: string): Problem[] {
  if (accountId === documentationAccount) return [];
  const problems: Problem[] = [];
  const visit = (value: unknown, path: ProblemPath): void => {
    if (typeof value === "string" && parseArn(value)?.account === documentationAccount) {
      const placeholder = `is a placeholder: it names the account of AWS's documentation, but the stack deploys to ${accountId}`;
      problems.push({ path, message: `${valueText(value)} ${placeholder}`, withoutValue: placeholder });
    } else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  };
  visit(config, []);
  return problems;
}
