/** What is known of a deployment before anything of AWS was asked. */
export interface ConfigContext {
  readonly project: string;
  readonly stack: string;
  /** The region, where the stack config or the environment names it. */
  readonly region?: string | undefined;
  /** Namespaces of all config keys, such as `aws`; each key stands behind one. */
  readonly namespaces?: readonly string[];
  /** Keys of the project, without its name, that were given as secrets. */
  readonly secretKeys?: readonly string[];
}
