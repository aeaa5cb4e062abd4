/** From the raw values of a stack config to a valid config, or to every problem it has. */
import { regionProblems } from "../arguments/checks/region";
import { isSlipOf } from "../validation/didYouMean";
import { formatProblems, pathText, type Problem, type ProblemPath } from "../validation/problem";
import { metaAlong, parseWith } from "../validation/zodProblems";
import type { ConfigContext } from "./context";
import { configProblems, limitProblems } from "./contradictions";
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
    ...regionProblems(context.region, ["aws:region"]),
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

/** A path as the stack config file spells it: with the project's name before the key. */
function qualified([key, ...rest]: ProblemPath, project: string): ProblemPath {
  return key === undefined ? [] : [`${project}:${key}`, ...rest];
}
