/** Names of the stack's resources: predictable from project and stack, the same at every deployment. */

/** What every name begins with: `<project>-<stack>`. */
export function namePrefix(project: string, stack: string): string {
  return `${project}-${stack}`;
}

/** Name of the trail's log bucket; bucket names are unique in the world, hence the account. */
export function logBucketName(prefix: string, accountId: string): string {
  return `${prefix}-trail-${accountId}`.toLowerCase().replaceAll(/[^a-z0-9.-]/g, "-");
}
