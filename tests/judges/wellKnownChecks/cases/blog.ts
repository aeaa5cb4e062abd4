/** The policies of the AWS blog "Auditing Amazon S3 encryption methods for object uploads in real time". */
import { approvedKey, blogStatements, bucketName, keys, policy, type Statement } from "../../../judge/policies";
import { closed, closedForToday, kmsDefault, oneKey, oneKeyDefault, open, refused, type CaseGroup } from "../case";

const { algorithm, keyId } = keys;
const [sseS3, otherKeys, missing] = blogStatements as [Statement, Statement, Statement];
const withoutPrincipal = ({ Principal: _, ...rest }: Statement): Statement => rest;
const printed = policy(sseS3, otherKeys, withoutPrincipal(missing));

/** The blog's identity policy. */
const identityStatements: readonly Statement[] = [
  {
    Sid: "Allow PutObject only with specific KMS encryption key",
    Effect: "Allow",
    Action: "s3:PutObject",
    Resource: `arn:aws:s3:::${bucketName}/*`,
    Condition: { StringEquals: { [keyId]: approvedKey } },
  },
  {
    Sid: "Allow PutObject with no encryption specified",
    Effect: "Allow",
    Action: "s3:PutObject",
    Resource: `arn:aws:s3:::${bucketName}/*`,
    Condition: { Null: { [algorithm]: true } },
  },
];

export const blog: CaseGroup = {
  title: "The blog's policies, as printed and corrected",
  cases: [
    {
      id: "blog-printed",
      bucket: "the bucket policy as printed: its third statement has no Principal",
      encryption: kmsDefault,
      policy: printed,
      right: refused,
      reason: "S3 answers MalformedPolicy: a bucket policy's statement needs a Principal.",
    },
    {
      id: "blog-placeholder",
      bucket: "the same with a Principal, its `<bucket_name>` left as it is",
      encryption: kmsDefault,
      policy: policy(...blogStatements).replaceAll(bucketName, "<bucket_name>"),
      right: refused,
      reason: "S3 answers MalformedPolicy: the resource is not of this bucket.",
    },
    {
      id: "blog-quotes",
      bucket: "the same, pasted with typographic quotes as the blog prints its filter patterns",
      encryption: kmsDefault,
      policy: policy(...blogStatements).replaceAll('"AES256"', "“AES256”"),
      right: refused,
      reason: "That is no JSON.",
    },
    {
      id: "blog-corrected",
      bucket: "the bucket policy, corrected; SSE-KMS by default",
      encryption: kmsDefault,
      policy: policy(...blogStatements),
      right: closedForToday,
      reason: "Closed for all methods of today; a denylist, so that the next one would get in, which the pack says as advice.",
    },
    {
      id: "blog-corrected-no-default",
      bucket: "the bucket policy, corrected; no default",
      encryption: undefined,
      policy: policy(...blogStatements),
      right: { defaultEncryption: "wrong", letsIn: [], futureMethods: "let in" },
      reason: "No upload relies on the default, but none is declared.",
    },
    {
      id: "blog-two-statements",
      bucket: "without the third statement, as the blog suggests; SSE-KMS by default",
      encryption: kmsDefault,
      policy: policy(sseS3, otherKeys),
      right: closedForToday,
      reason: "The third statement was also what stopped SSE-C; S3 itself blocks that on new buckets since April 2026, which the pack advises to state.",
    },
    {
      id: "blog-two-statements-none",
      bucket: "without the third statement; SSE-KMS by default, blocked types NONE",
      encryption: { ...kmsDefault, blockedEncryptionTypes: ["NONE"] },
      policy: policy(sseS3, otherKeys),
      right: open("SSE-C"),
      reason: "SSE-C has no x-amz-server-side-encryption header, and nothing else stops it.",
    },
    {
      id: "blog-two-statements-blocked",
      bucket: "without the third statement; SSE-KMS by default, SSE-C blocked",
      encryption: { ...kmsDefault, blockedEncryptionTypes: ["SSE-C"] },
      policy: policy(sseS3, otherKeys),
      right: closedForToday,
      reason: "With SSE-C blocked in so many words the blog's advice is right.",
    },
    {
      id: "blog-two-statements-no-default",
      bucket: "without the third statement; no default",
      encryption: undefined,
      policy: policy(sseS3, otherKeys),
      right: { defaultEncryption: "wrong", letsIn: ["no header"], futureMethods: "let in" },
      reason: "Without a header S3 encrypts with SSE-S3, which the first statement does not see.",
    },
    {
      id: "blog-one-key",
      bucket: "one approved key, as the blog means it: the bucket policy, corrected; that key by default",
      requirement: oneKey,
      encryption: oneKeyDefault,
      policy: policy(...blogStatements),
      right: open("DSSE-KMS header", "UpdateObjectEncryption"),
      reason: "Both are newer than the blog: aws:kms:dsse is neither AES256 nor aws:kms, and updates are another action.",
    },
    {
      id: "blog-one-key-allowlist",
      bucket: "one approved key: the blog's intent as an allowlist",
      requirement: oneKey,
      encryption: oneKeyDefault,
      policy: policy(
        { ...sseS3, Sid: "DenyOtherMethods", Condition: { Null: { [algorithm]: "false" }, StringNotEquals: { [algorithm]: "aws:kms" } } },
        otherKeys,
        { ...missing, Sid: "DenySseC", Condition: { Null: { [keys.customer]: "false" } } },
        { ...otherKeys, Sid: "DenyUpdates", Action: "s3:UpdateObjectEncryption", Condition: { StringNotEquals: { [keyId]: approvedKey } } },
      ),
      right: closed,
      reason: "What is not the approved key is denied, by whatever way it comes.",
    },
    {
      id: "blog-identity",
      bucket: "the identity policy, as printed, put on the bucket",
      encryption: kmsDefault,
      policy: policy(...identityStatements),
      right: refused,
      reason: "S3 answers MalformedPolicy: it has no Principal.",
    },
    {
      id: "blog-identity-principal",
      bucket: "the identity policy with the account as its Principal",
      encryption: kmsDefault,
      policy: policy(...identityStatements.map((statement) => ({ ...statement, Principal: { AWS: "111122223333" } }))),
      right: open("SSE-S3 header"),
      reason: "Who has s3:PutObject by an identity policy of the account needs no Allow here. Only a Deny stops them.",
    },
  ],
};
