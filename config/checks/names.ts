/** Contradictions of the names that project and stack make. */
import type { Problem } from "../../validation/problem";
import { longestPrefix, namePrefix } from "../names";
import type { StackConfig } from "../schema";
import type { ConfigContext } from "./context";

/** Names that would be too long for AWS. */
export function nameProblems(_: StackConfig, { project, stack }: ConfigContext): Problem[] {
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
