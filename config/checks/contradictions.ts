/** What is contradictory in a stack config that has the right shape. */
import type { Problem } from "../../validation/problem";
import { requirementProblems } from "../../validation/requirementSchema";
import type { StackConfig } from "../schema";
import { bucketNameProblems } from "./bucketNames";
import { bucketsProblems } from "./buckets";
import type { ConfigContext } from "./context";
import { keyArnProblems } from "./keyArns";
import { nameProblems } from "./names";
import { notificationProblems } from "./notifications";
import { policyProblems } from "./policies";
import { scopeProblems } from "./scope";
import { tagProblems } from "./tags";
import { trailProblems } from "./trail";

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
  { keys: ["buckets", "trail"], problems: bucketNameProblems },
  { keys: ["policies", "buckets"], problems: policyProblems },
  { keys: ["tags", "trail", "policies"], problems: tagProblems },
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
