/**
 * Values that the stack config holds as secrets.
 *
 * Pulumi knows of a key of the first level whether something in it is secret, not what: a secret address makes all of
 * `notifications` secret.
 */
import type { Problem } from "../validation/problem";
import { knownPath, metaAlong } from "../validation/schemaMeta";
import type { ConfigContext } from "./context";
import { stackConfigSchema } from "./schema";

/** The keys that may hold secrets: those whose values are in no name, no policy and no other document that AWS shows. */
const mayBeSecret: readonly string[] = ["notifications"];

/** Whether a key was given as a secret. */
export function isSecret({ secretKeys = [] }: ConfigContext, key: unknown): boolean {
  return secretKeys.some((secret) => secret === key);
}

/** Keys that were given as secrets and must not be. Nothing of their values is looked at, so that no message tells it. */
export function refusedSecrets({ project, secretKeys = [] }: ConfigContext): Problem[] {
  return secretKeys
    .filter((key) => !mayBeSecret.includes(key))
    .map((key) => ({
      path: [key],
      message: "is secret, but what it says ends in names, policies and alarms, where everyone can read it",
      allowed: `secrets in ${mayBeSecret.join(", ")} alone; give this key again without --secret`,
      example: `pulumi config set --path '${project}:${key}' …`,
    }));
}

/** The problem without anything of the value, where its key is secret. */
export function withoutSecrets(problem: Problem, context: ConfigContext): Problem {
  if (!isSecret(context, problem.path[0])) return problem;
  // The names of unknown keys are part of what was given.
  const path = knownPath(stackConfigSchema, problem.path);
  const known = path.length === problem.path.length;
  const { allowed, example } = metaAlong(stackConfigSchema, path);
  return {
    path,
    message: known
      ? `${problem.withoutValue ?? "is not right"} (the value is secret and is not shown)`
      : "has a key that is not known (it is secret and is not shown)",
    allowed,
    example,
  };
}

