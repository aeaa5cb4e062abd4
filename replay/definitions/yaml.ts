/** Reads YAML, and JSON, which is YAML as well. */
import type * as jsYaml from "js-yaml";

/** @throws Error that says where the text is no YAML */
export function parseYaml(text: string, filename: string): unknown {
  // Loaded where it is needed: a replay by a deployed stack needs none.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require("js-yaml") as typeof jsYaml).load(text, { filename });
}
