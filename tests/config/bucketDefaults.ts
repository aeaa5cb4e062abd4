/** What a bucket of the stack config has beside its name where nothing more is said of it. */
export const bucketDefaults = {
  enforcement: "deny",
  defaultEncryption: "enforce",
  publicAccessBlock: "enforce",
  ownership: "enforce",
  requireTls: "enforce",
  versioning: false,
  exemptPrincipals: [],
  additionalStatements: [],
  accessPoints: [],
};
