/** Which buckets are wanted, by their names. */
import { globPattern, matchesGlob } from "../simulator";

/** Whether a name matches one of the patterns, in which `*` and `?` are wildcards; every name does where there are none. */
export function nameFilter(patterns: readonly string[] | undefined): (name: string) => boolean {
  const globs = patterns?.map(globPattern);
  return (name) => globs?.some((glob) => matchesGlob(glob, name)) ?? true;
}
