/** Every requirement and what people ask of S3, as lists and at random, for the tests of the policies. */
import fc from "fast-check";
import { blockedEncryptionTypes, blocksNothing } from "../../encryption/blockedTypes";
import { bucketDefault, bucketPolicy, type BucketPolicyOptions } from "../../encryption/bucketPolicy";
import { catalogue, encryptionHeaders, sseCAlgorithm, type EncryptionMethodId } from "../../encryption/methods";
import { approvedMethods, type EncryptionRequirement } from "../../encryption/requirement";
import type { UploadBucket, UploadRequest } from "../../simulator";

export const account = "111122223333";
export const bucketName = "acme";
export const keyArn = (id: string): string => `arn:aws:kms:us-east-1:${account}:key/${id}`;
export const role = (name: string) => ({ arn: `arn:aws:iam::${account}:role/${name}`, account });

const approvable = catalogue.flatMap(({ id }) => (id === "none" ? [] : id));
const usesKmsKey = (methods: readonly EncryptionMethodId[]): boolean => catalogue.some((method) => method.usesKmsKey && methods.includes(method.id));

/** Every requirement that a config may state, in one order of its methods; where it names keys, `good-1` and `good-2`. */
export const everyRequirement: readonly EncryptionRequirement[] = approvable
  .reduce<EncryptionMethodId[][]>((sets, id) => [...sets, ...sets.map((set) => [...set, id])], [[]])
  .filter((methods) => methods.length > 0)
  .flatMap((methods) => (["any", "header"] as const).map((origin): EncryptionRequirement => ({ methods, origin })))
  .flatMap((requirement) => (usesKmsKey(requirement.methods) ? [requirement, { ...requirement, kmsKeyArns: [keyArn("good-1"), keyArn("good-2")] }] : requirement));

/** Every requirement at random, with its methods in any order. */
export const requirements: fc.Arbitrary<EncryptionRequirement> = fc
  .constantFrom(...everyRequirement)
  .chain((requirement) => fc.shuffledSubarray([...requirement.methods], { minLength: requirement.methods.length }).map((methods) => ({ ...requirement, methods })));

type Headers = Readonly<Record<string, string>>;

/**
 * What people send: nothing, each method by header, KMS methods with each way to name a key, SSE-C. And a method that does
 * not exist yet, which S3 refuses until it does.
 */
const everyHeaders: readonly Headers[] = [
  {},
  ...catalogue.flatMap(({ algorithm, usesKmsKey: withKey }): Headers[] => {
    if (algorithm === undefined) return [];
    const keys = withKey ? [keyArn("good-1"), keyArn("good-2"), keyArn("bad"), "good-1", "alias/good"] : [];
    return [{ [encryptionHeaders.algorithm]: algorithm }, ...keys.map((key) => ({ [encryptionHeaders.algorithm]: algorithm, [encryptionHeaders.kmsKeyId]: key }))];
  }),
  { [encryptionHeaders.customerAlgorithm]: sseCAlgorithm },
  { [encryptionHeaders.algorithm]: "aws:kms:future" },
];

/** Headers at random; mostly they contradict each other, and S3 answers 400 whatever a policy says. */
const nonsense: fc.Arbitrary<Headers> = fc.record(
  {
    [encryptionHeaders.algorithm]: fc.constantFrom(...catalogue.flatMap(({ algorithm }) => algorithm ?? []), "aws:kms:future", "aes256"),
    [encryptionHeaders.kmsKeyId]: fc.constantFrom(keyArn("good-1"), keyArn("bad"), "good-1", "alias/good"),
    [encryptionHeaders.customerAlgorithm]: fc.constant(sseCAlgorithm),
  },
  { requiredKeys: [] },
);

const writes = ["PutObject", "CopyObject", "CreateMultipartUpload", "PostObject"] as const;
const updates = ["good-1", "bad"].map((id) => ({ action: "UpdateObjectEncryption" as const, objectEncryption: { kmsKeyArn: keyArn(id) } }));
/** Over TLS, by a role of the account. */
const byRole = <Upload>(upload: Upload) => ({ ...upload, key: "folder/object", principal: role("app") });

/** Every operation that writes an object, and one of them with every way to ask that people use. */
export const everyWrite: readonly UploadRequest[] = [
  ...writes.map((action) => byRole({ action })),
  ...everyHeaders.map((headers) => byRole({ action: "PutObject" as const, headers })),
];
/** Those, and what encrypts an object anew. */
export const everyUpload: readonly UploadRequest[] = [...everyWrite, ...updates.map(byRole)];

/** What people ask for at random, now and then nonsense. */
export const uploads: fc.Arbitrary<UploadRequest> = fc.oneof(
  { weight: 15, arbitrary: fc.record({ action: fc.constantFrom(...writes), headers: fc.constantFrom(...everyHeaders) }).map(byRole) },
  { weight: 4, arbitrary: fc.constantFrom(...updates).map(byRole) },
  { weight: 1, arbitrary: fc.record({ action: fc.constantFrom(...writes), headers: nonsense }).map(byRole) },
);

/** The default encryptions that a bucket may have under a requirement; undefined is the one that is chosen for it. */
export function everyDefault(requirement: EncryptionRequirement): (EncryptionMethodId | undefined)[] {
  return [undefined, ...approvedMethods(requirement).flatMap(({ id, algorithm }) => (algorithm ? id : []))];
}

/** A requirement with a default encryption of the bucket that it allows, or the one chosen where that is undefined. */
export const bucketCases: fc.Arbitrary<{ requirement: EncryptionRequirement; method: EncryptionMethodId | undefined }> = requirements.chain(
  (requirement) =>
    fc.record({
      requirement: fc.constant(requirement),
      method: fc.constantFrom(...everyDefault(requirement)),
    }),
);

/** What asks for SSE-C. */
export const sseCHeaders = { [encryptionHeaders.customerAlgorithm]: sseCAlgorithm };

/** The bucket without a policy, and with nothing blocked: what S3 would store if nothing were denied. */
export function unprotected({ name, account: owner, defaultEncryption }: UploadBucket): UploadBucket {
  return { name, account: owner, blockedEncryptionTypes: [blocksNothing], ...(defaultEncryption && { defaultEncryption }) };
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
  const blocked = blockedEncryptionTypes(requirement, more.enforcement ?? "deny", more.exemptPrincipals);
  return {
    name: bucketName,
    account,
    ...(blocked && { blockedEncryptionTypes: blocked }),
    defaultEncryption: { algorithm: byDefault.algorithm, ...(key !== undefined && { kmsKeyArn: key }) },
    policy: JSON.stringify(policy),
  };
}
