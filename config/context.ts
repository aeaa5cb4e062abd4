/** What is known of a deployment, beside its config, when the config is checked. */
import type { ArgumentContext } from "../arguments/context";
import { resourcePrefix } from "../arguments/names";
import { knownRegion } from "../arguments/checks/region";
import type { StackConfig } from "./schema";

export interface ConfigContext {
  readonly project: string;
  readonly stack: string;
  /** The region, where the stack config or the environment names it. */
  readonly region?: string | undefined;
  /** The account, once AWS was asked. */
  readonly accountId?: string | undefined;
  /** What names the region, for messages; `aws:region` when left out. */
  readonly regionNamedBy?: string;
  /** All config keys of the stack, also those of providers and other programs: `aws:region`. */
  readonly keys?: readonly string[];
  /** Keys of the project, without its name, that were given as secrets. */
  readonly secretKeys?: readonly string[];
}

/** Tags that the program adds to those of the config. */
export const stackTags = ["project", "stack"] as const;

/** What every name of a stack begins with: `<project>-<stack>`. */
export function namePrefix(project: string, stack: string): string {
  return resourcePrefix(`${project}-${stack}`);
}

/** What is no bucket with a name has been reported, and the checks that look at buckets are left out. */
function namesOf(buckets: unknown): string[] {
  return Array.isArray(buckets) ? buckets.flatMap((bucket: { name?: string } | null) => bucket?.name ?? []) : [];
}

/** The same for the components' checks. */
export function stackArgumentContext({ buckets }: Pick<StackConfig, "buckets">, { project, stack, region, accountId }: ConfigContext): ArgumentContext {
  return {
    prefix: namePrefix(project, stack),
    prefixMadeOf: "project and stack",
    region: knownRegion(region),
    accountId,
    ownBuckets: namesOf(buckets),
  };
}
