/** What the commands' options have in common. */

/** Arguments that make no sense: said in a line or two. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
