/**
 * Keys of the stack config that stand where the program does not look: under another name than the project's, or nested.
 *
 * Pulumi takes what stands before a key's colon for the name of a provider or of another program, and hands every key over.
 */
import { didYouMean, isSlipOf } from "../validation/didYouMean";
import type { Problem } from "../validation/problem";
import { meantText } from "../validation/yamlText";
import type { ConfigContext } from "./context";
import { stackConfigSchema } from "./schema";

const ownKeys: readonly string[] = Object.keys(stackConfigSchema.shape);

/** Names of other projects may well be similar. */
const mostSlips = 2;

/** Pulumi's own settings for a stack, which know tags as well. */
const pulumiNamespace = "pulumi";

/** The keys under each name that is not the project's. */
function foreignKeys({ project, keys = [] }: ConfigContext): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const key of keys) {
    const [, namespace = "", name = ""] = /^([^:]*):(.*)$/.exec(key) ?? [];
    if (namespace !== project && namespace !== pulumiNamespace) found.set(namespace, [...(found.get(namespace) ?? []), name]);
  }
  return found;
}

const isMisspelt = (namespace: string, { project }: ConfigContext): boolean => isSlipOf(namespace, project, mostSlips);

/** Names that are taken for the project's by mistake: the requirement under them would be ignored, and the default one hold. */
export function namespaceProblems(context: ConfigContext): Problem[] {
  const { project } = context;
  const allowed = `${project}, and the names of providers and of other programs`;
  return [...foreignKeys(context)].flatMap(([namespace, keys]): Problem[] => {
    if (isMisspelt(namespace, context)) {
      const message = `is not the name of this project: what stands under it (${keys.join(", ")}) would be ignored`;
      return [{ path: [namespace], message, didYouMean: project, allowed, example: `${project}:${keys[0] ?? "protect"}: …` }];
    }
    if (!keys.includes("requirement")) return [];
    const message = `stands under ${namespace}, but this project is ${project}: it would be ignored, and another requirement hold`;
    return [{ path: [`${namespace}:requirement`], message, didYouMean: `${project}:requirement`, allowed, example: `${project}:requirement: …` }];
  });
}

/** Keys of this program, or slips of the requirement, under the names of others, which may have such keys as well. */
export function namespaceWarnings(context: ConfigContext): Problem[] {
  const { project } = context;
  return [...foreignKeys(context)].flatMap(([namespace, keys]) =>
    isMisspelt(namespace, context)
      ? []
      : keys.flatMap((key): Problem[] => {
          // Slips of other keys may well be right there: `aws:region` is no slip of `regions`.
          const meant = ownKeys.includes(key) ? key : didYouMean(key, ["requirement"]);
          if (meant === undefined || key === "requirement") return [];
          const message = `is none of this project's keys, which stand under ${project}: this program does not read it`;
          return [{ path: [`${namespace}:${key}`], message, didYouMean: `${project}:${meant}` }];
        }),
  );
}

/**
 * Keys of the program inside another key of it, such as the project's name with all the config below: each with the line that
 * would be right. What holds them is no problem of its own then.
 */
export function nestedKeys(values: Readonly<Record<string, unknown>>, { project }: ConfigContext): Problem[] {
  return Object.entries(values).flatMap(([outer, value]) => {
    if (didYouMean(outer, ownKeys) !== undefined || typeof value !== "object" || value === null || Array.isArray(value)) return [];
    return Object.entries(value).flatMap(([key, inner]): Problem[] => {
      const meant = didYouMean(key, ownKeys);
      if (meant === undefined) return [];
      const line = meantText([`${project}:${meant}`], inner);
      return [
        {
          path: [outer, key],
          message: `is nested, but each key stands by itself, with the project's name and a colon before it: it would be ignored`,
          didYouMean: line,
          allowed: ownKeys.map((own) => `${project}:${own}`).join(", "),
          example: line ?? `${project}:${meant}: …`,
        },
      ];
    });
  });
}
