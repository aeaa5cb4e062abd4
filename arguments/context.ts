/** What is known of a deployment, beside the arguments, when they are checked. */
export interface ArgumentContext {
  /** What the names of the component's resources begin with. */
  readonly prefix: string;
  /** What {@link prefix} is made of, for messages: `project and stack`. */
  readonly prefixMadeOf: string;
  /** The region, where it is known. */
  readonly region?: string | undefined;
  /** The account, where it is known. */
  readonly accountId?: string | undefined;
  /** Buckets that the stack creates beside the audit; they are always audited. */
  readonly ownBuckets?: readonly string[];
}
