/** Which policies look at which key of the configuration: CrossGuard configures each policy on its own. */

const judging = ["s3-deny-wrong-uploads", "s3-deny-future-methods"];

/** The keys that only some policies use. All others hold for every policy under which they are given. */
const users: Readonly<Record<string, readonly string[]>> = {
  allowedExceptions: judging,
  updateObjectEncryption: [...judging, "s3-upload-audited"],
  requireBucketKey: ["s3-default-encryption"],
  requireSseCBlocked: ["s3-default-encryption", "s3-deny-wrong-uploads"],
  auditedBuckets: ["s3-upload-audited"],
  account: [...judging, "s3-admit-approved-uploads", "s3-upload-audited"],
};

/** The policies that use a key; undefined for a key that all of them use, and for one that there is not. */
export function usersOf(key: string): readonly string[] | undefined {
  return Object.hasOwn(users, key) ? users[key] : undefined;
}
