/** Requirements and uploads at random, for the properties of the policies. */
import fc from "fast-check";
import { bucketDefault, bucketPolicy, type BucketPolicyOptions } from "../../encryption/bucketPolicy";
import { catalogue, encryptionHeaders, sseCAlgorithm, type EncryptionMethodId } from "../../encryption/methods";
import { approvedMethods, type EncryptionRequirement } from "../../encryption/requirement";
import type { UploadBucket, UploadRequest } from "../../simulator";

export const account = "111122223333";
export const bucketName = "acme";
export const keyArn = (id: string): string => `arn:aws:kms:us-east-1:${account}:key/${id}`;
export const role = (name: string) => ({ arn: `arn:aws:iam::${account}:role/${name}`, account });

/** Every requirement that a config may state; where it names keys, `good-1` and `good-2`. */
export const requirements: fc.Arbitrary<EncryptionRequirement> = fc
  .record({
    methods: fc.uniqueArray(fc.constantFrom<EncryptionMethodId>("sse-c", "sse-s3", "sse-kms", "dsse-kms"), { minLength: 1 }),
    keys: fc.boolean(),
    origin: fc.constantFrom("any" as const, "header" as const),
  })
  .map(({ methods, keys, origin }) => ({
    methods,
    origin,
    ...(keys && catalogue.some(({ id, usesKmsKey }) => usesKmsKey && methods.includes(id)) && { kmsKeyArns: [keyArn("good-1"), keyArn("good-2")] }),
  }));

/** The headers of an upload: none, any method or one that does not exist yet, any way to name a key, SSE-C, nonsense. */
const headers: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    [encryptionHeaders.algorithm]: fc.constantFrom(...catalogue.flatMap(({ algorithm }) => algorithm ?? []), "aws:kms:future", "aes256"),
    [encryptionHeaders.kmsKeyId]: fc.constantFrom(keyArn("good-1"), keyArn("good-2"), keyArn("bad"), "good-1", "alias/good"),
    [encryptionHeaders.customerAlgorithm]: fc.constant(sseCAlgorithm),
  },
  { requiredKeys: [] },
);

/** Uploads over TLS by a role of the account. */
export const uploads: fc.Arbitrary<UploadRequest> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ action: fc.constantFrom("PutObject" as const, "CopyObject" as const, "CreateMultipartUpload" as const, "PostObject" as const), headers }) },
  {
    weight: 1,
    arbitrary: fc.record({
      action: fc.constant("UpdateObjectEncryption" as const),
      objectEncryption: fc.record({ kmsKeyArn: fc.constantFrom(keyArn("good-1"), keyArn("bad")) }),
    }),
  },
).map((upload) => ({ ...upload, key: "folder/object", principal: role("app") }));

/** A requirement with a default encryption of the bucket that it allows, or the one chosen where that is undefined. */
export const bucketCases: fc.Arbitrary<{ requirement: EncryptionRequirement; method: EncryptionMethodId | undefined }> = requirements.chain(
  (requirement) =>
    fc.record({
      requirement: fc.constant(requirement),
      method: fc.constantFrom(undefined, ...approvedMethods(requirement).flatMap(({ id, algorithm }) => (algorithm ? id : []))),
    }),
);

/** The bucket without a policy: what S3 would store if nothing were denied. */
export function unprotected({ name, account: owner, defaultEncryption }: UploadBucket): UploadBucket {
  return { name, account: owner, ...(defaultEncryption && { defaultEncryption }) };
}

/** Whether an upload names its key by id or alias: policies compare texts, so only whole ARNs are sure to be approved. */
export function namesKeyInPart({ headers = {} }: UploadRequest): boolean {
  const key = headers[encryptionHeaders.kmsKeyId];
  return key !== undefined && !key.startsWith("arn:");
}

/** A bucket as the stack deploys it. */
export function deployed(
  requirement: EncryptionRequirement,
  { method, ...more }: Partial<BucketPolicyOptions> & { method?: EncryptionMethodId | undefined } = {},
): UploadBucket & { readonly policy: string } {
  const byDefault = bucketDefault(requirement, method);
  const kmsKeyArn = requirement.kmsKeyArns?.[0] ?? keyArn("created");
  const key = byDefault.usesKmsKey ? kmsKeyArn : undefined;
  const policy = bucketPolicy({
    partition: "aws",
    bucketName,
    requirement,
    default: byDefault,
    ...(key !== undefined && { defaultKmsKeyArn: key }),
    enforcement: "deny",
    ...more,
  });
  return {
    name: bucketName,
    account,
    defaultEncryption: { algorithm: byDefault.algorithm, ...(key !== undefined && { kmsKeyArn: key }) },
    policy: JSON.stringify(policy),
  };
}
