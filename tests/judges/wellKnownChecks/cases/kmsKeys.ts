/** Which KMS keys a policy lets in, where the requirement names one. */
import { account, approvedKey, bucketName, deny, denyOthers, denySseC, keys, policy } from "../../../judge/policies";
import { closed, oneKey, oneKeyDefault, open, type CaseGroup, type ComparisonCase } from "../case";

const { algorithm, keyId } = keys;
const secondKey = `${approvedKey.slice(0, -12)}000000000000`;
const onlyKms = deny({ Null: { [algorithm]: "false" }, StringNotEquals: { [algorithm]: "aws:kms" } });
const updates = deny({ StringNotEquals: { [keyId]: approvedKey } }, { Action: "s3:UpdateObjectEncryption" });
const withKeys = (condition: object): string => policy(onlyKms, deny(condition), denySseC, updates);

const common = { requirement: oneKey, encryption: oneKeyDefault } satisfies Partial<ComparisonCase>;

export const kmsKeys: CaseGroup = {
  title: "One approved KMS key, which is the default",
  cases: [
    {
      id: "key-closed",
      bucket: "other methods, other keys, SSE-C and updates denied",
      ...common,
      policy: withKeys({ StringEquals: { [algorithm]: "aws:kms" }, StringNotEquals: { [keyId]: approvedKey } }),
      right: closed,
      reason: "Only the approved key, named by its ARN, and the default are left.",
    },
    {
      id: "key-any",
      bucket: "other methods, SSE-C and updates denied",
      ...common,
      policy: policy(onlyKms, denySseC, updates),
      right: { ...open("AWS managed key", "another key", "alias or bare key id"), futureMethods: "denied" },
      reason: "The method is right, the key is anybody's: also one of another account, which ransomware uses.",
    },
    {
      id: "key-no-updates",
      bucket: "other methods, other keys and SSE-C denied",
      ...common,
      policy: policy(onlyKms, deny({ StringEquals: { [algorithm]: "aws:kms" }, StringNotEquals: { [keyId]: approvedKey } }), denySseC),
      right: { ...open("UpdateObjectEncryption"), futureMethods: "denied" },
      reason: "A stored object may be moved to another key: s3:UpdateObjectEncryption is an action of its own.",
    },
    {
      id: "key-second",
      bucket: "two keys let in, one of them approved",
      ...common,
      policy: withKeys({ StringEquals: { [algorithm]: "aws:kms" }, StringNotEquals: { [keyId]: [approvedKey, secondKey] } }),
      probes: [],
      right: { ...open("another key"), futureMethods: "denied" },
      reason: "The second key is in the policy, and nowhere in the requirement.",
    },
    {
      id: "key-pattern",
      bucket: "all keys of the account let in",
      ...common,
      policy: withKeys({ StringEquals: { [algorithm]: "aws:kms" }, ArnNotLike: { [keyId]: `arn:aws:kms:us-east-1:${account}:key/*` } }),
      right: { ...open("another key"), futureMethods: "denied" },
      reason: "The account has other keys.",
    },
    {
      id: "key-if-named",
      bucket: "other keys denied where the request names one",
      ...common,
      policy: withKeys({ StringEquals: { [algorithm]: "aws:kms" }, StringNotEquals: { [keyId]: approvedKey }, Null: { [keyId]: "false" } }),
      right: { ...open("AWS managed key"), futureMethods: "denied" },
      reason: "aws:kms without a key id means the AWS managed key, not the bucket's default.",
    },
    {
      id: "key-bare-id",
      bucket: "the approved key let in by its bare id, too; other accounts may upload",
      ...common,
      policy: policy(
        onlyKms,
        deny({ StringEquals: { [algorithm]: "aws:kms" }, StringNotEquals: { [keyId]: [approvedKey, approvedKey.split("/")[1]] } }),
        denySseC,
        updates,
        { Effect: "Allow", Principal: "*", Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucketName}/*` },
      ),
      right: { ...open("alias or bare key id"), futureMethods: "denied" },
      reason: "A bare id is looked up in the account of who asks: in another account it is another key.",
    },
    {
      id: "key-dsse-open",
      bucket: "SSE-KMS and DSSE-KMS approved: keys looked at for aws:kms alone",
      requirement: { ...oneKey, methods: ["sse-kms", "dsse-kms"] },
      encryption: oneKeyDefault,
      policy: policy(denyOthers, deny({ StringEquals: { [algorithm]: "aws:kms" }, StringNotEquals: { [keyId]: approvedKey } }), denySseC, updates),
      right: { ...open("AWS managed key", "another key", "alias or bare key id"), futureMethods: "denied" },
      reason: "DSSE-KMS with any key gets in.",
    },
    {
      id: "key-narrower",
      bucket: "two keys approved: one let in",
      requirement: { ...oneKey, kmsKeyArns: [approvedKey, secondKey] },
      encryption: oneKeyDefault,
      policy: withKeys({ StringEquals: { [algorithm]: "aws:kms" }, StringNotEquals: { [keyId]: approvedKey } }),
      right: closed,
      reason: "A bucket may be stricter than the requirement.",
    },
  ],
};
