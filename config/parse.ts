/** From the raw values of a stack config to a valid config, or to every problem it has. */
import { regionProblems } from "../arguments/checks/region";
import { formatProblems, pathText, type Problem, type ProblemPath } from "../validation/problem";
import { metaAlong } from "../validation/schemaMeta";
import { parseWith } from "../validation/zodProblems";
import type { ConfigContext } from "./context";
import { configProblems, limitProblems } from "./contradictions";
import { namespaceProblems, nestedKeys } from "./namespaces";
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
  const nested = nestedKeys(values, context);
  const { value: config, problems: ofValues, broken } = parseWith(stackConfigSchema, values);
  const ofShape = ofValues.filter(({ path }) => path.length !== 1 || !nested.some((one) => one.path[0] === path[0]));
  const contradictions = configProblems(config, context, broken).filter(
    // What has the wrong shape was reported already.
    ({ path }) => !ofShape.some((problem) => pathText(path) === pathText(problem.path)),
  );
  const problems = [...ofShape, ...contradictions];
  if (problems.length + nested.length === 0) problems.push(...limitProblems(config, context));
  const all = [
    ...problems
      .map((problem) => withoutSecrets({ ...metaAlong(stackConfigSchema, problem.path), ...problem }, context))
      .map((problem) => ({ ...problem, path: qualified(problem.path, context.project), didYouMean: asLine(problem, context.project) })),
    ...nested,
    ...namespaceProblems(context),
    ...regionProblems(context.region, [context.regionNamedBy ?? "aws:region"]),
  ];
  if (all.length > 0) throw new ConfigError(context.stack, all);
  return config;
}

/** What was meant by a key of the top level, as the file has it where it is a whole line. */
function asLine({ path, didYouMean }: Problem, project: string): string | undefined {
  return path.length === 1 && didYouMean?.includes(": ") === true ? `${project}:${didYouMean}` : didYouMean;
}

/** A path as the stack config file spells it: with the project's name before the key. */
function qualified([key, ...rest]: ProblemPath, project: string): ProblemPath {
  return key === undefined ? [] : [`${project}:${key}`, ...rest];
}
