/** Checks of what no shape can say: contradictions, limits of AWS, values that do not belong where they are deployed. */
import type { Problem } from "../validation/problem";
import type { ArgumentContext } from "./context";

/** A check, and the keys that it looks at. */
export interface Check<Settings, Context = ArgumentContext> {
  readonly keys: readonly (keyof Settings)[];
  readonly problems: (settings: Settings, context: Context) => Problem[];
}

/**
 * The problems that checks find, in their order.
 * @param broken keys whose values have another type than they should: checks that look at one are left out
 */
export function checkAll<Settings, Context>(
  checks: readonly Check<Settings, Context>[],
  settings: Settings,
  context: Context,
  broken: ReadonlySet<string> = new Set(),
): Problem[] {
  return checks
    .filter(({ keys }) => !keys.some((key) => broken.has(String(key))))
    .flatMap(({ problems }) => problems(settings, context));
}
