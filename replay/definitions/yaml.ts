/** Reads YAML, and JSON, which is YAML as well. */

/** js-yaml brings no types along. */
interface JsYaml {
  readonly load: (text: string, options: { readonly filename: string }) => unknown;
}

/** @throws Error that says where the text is no YAML */
export function parseYaml(text: string, filename: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require("js-yaml") as JsYaml).load(text, { filename });
}
