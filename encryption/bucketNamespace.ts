/**
 * The two namespaces of bucket names: one that all accounts of a partition share, and one of each account in each region.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html
 */

/** Where only one account can create a bucket of a name. */
export interface AccountRegionalName {
  readonly accountId: string;
  readonly region: string;
}

/** What names end with that S3 gives away in the namespace of an account and a region alone. */
const accountRegionalSuffix = "-an";

/** Regions without such namespaces. */
const regionsWithout = new Set(["me-south-1", "me-central-1"]);

/** Whether a new bucket of this name must be in the namespace of an account and a region. */
export function needsAccountRegionalNamespace(bucketName: string): boolean {
  return bucketName.endsWith(accountRegionalSuffix);
}

/**
 * Whose namespace a bucket name is of: `<prefix>-<account>-<region>-an`. Undefined for a name that has not this form, or
 * names a region that has no such namespace.
 */
export function accountRegionalName(bucketName: string): AccountRegionalName | undefined {
  const [, accountId, region] = /^.+-(\d{12})-([a-z]+(?:-[a-z]+)+-\d+)-an$/.exec(bucketName) ?? [];
  if (accountId === undefined || region === undefined || regionsWithout.has(region)) return undefined;
  return { accountId, region };
}
