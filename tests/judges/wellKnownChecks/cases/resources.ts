/** Where in the bucket a policy holds, and policies that S3 does not take. */
import { bucketName, closed as allowlist, policy } from "../../../judge/policies";
import { changed, closed, kmsDefault, open, refused, replaced, type CaseGroup } from "../case";

const wrong = open("SSE-S3 header");
const arn = `arn:aws:s3:::${bucketName}`;
const text = policy(...allowlist);

export const resources: CaseGroup = {
  title: "SSE-KMS by default and an allowlist for a part of the bucket",
  cases: [
    {
      id: "only-folder",
      bucket: "only secure/*",
      encryption: kmsDefault,
      policy: changed(allowlist, { Resource: `${arn}/secure/*` }),
      right: wrong,
      reason: "Everywhere else anything gets in.",
    },
    {
      id: "not-folder",
      bucket: "all but public/*, by NotResource",
      encryption: kmsDefault,
      policy: replaced(allowlist, "Resource", { NotResource: `${arn}/public/*` }),
      probes: [{ key: "public/logo.png" }],
      right: wrong,
      reason: "In public/ anything gets in.",
    },
    {
      id: "only-suffix",
      bucket: "only *.csv",
      encryption: kmsDefault,
      policy: changed(allowlist, { Resource: `${arn}/*.csv` }),
      right: wrong,
      reason: "Other files get in.",
    },
    {
      id: "long-keys",
      bucket: "only keys of two characters and more",
      encryption: kmsDefault,
      policy: changed(allowlist, { Resource: `${arn}/??*` }),
      probes: [{ key: "x" }],
      right: wrong,
      reason: "A key may have one character.",
    },
    {
      id: "name-pattern",
      bucket: "all of it, by a wildcard after the bucket's name",
      encryption: kmsDefault,
      policy: changed(allowlist, { Resource: `${arn}*` }),
      right: closed,
      reason: "The pattern holds the bucket and all objects.",
    },
    {
      id: "two-halves",
      bucket: "all of it, in two parts: a* and what does not begin with a",
      encryption: kmsDefault,
      policy: policy(
        ...allowlist.map((statement) => ({ ...statement, Resource: `${arn}/a*` })),
        ...allowlist.map(({ Resource: _, ...statement }) => ({ ...statement, NotResource: `${arn}/a*` })),
      ),
      probes: [{ key: "a" }, { key: "b" }],
      right: closed,
      reason: "Neither part alone is enough; together they are.",
    },
    {
      id: "one-statement",
      bucket: "all of it: a Statement that is an object, no list; no Version",
      encryption: kmsDefault,
      policy: JSON.stringify({
        Statement: { ...allowlist[0], Condition: { StringNotEquals: { "s3:x-amz-server-side-encryption": ["aws:kms", "aws:kms:dsse"] } } },
      }),
      right: closed,
      reason: "IAM takes both, and the condition holds for missing headers, so that SSE-C is denied as well.",
    },
  ],
};

export const refusedPolicies: CaseGroup = {
  title: "SSE-KMS by default and an allowlist that S3 does not take",
  cases: [
    {
      id: "refused-bucket-arn",
      bucket: "its Resource is the bucket, without /*",
      encryption: kmsDefault,
      policy: changed(allowlist, { Resource: arn }),
      right: refused,
      reason: "S3 answers MalformedPolicy: s3:PutObject does not apply to a bucket.",
    },
    {
      id: "refused-other-bucket",
      bucket: "its Resource is another bucket",
      encryption: kmsDefault,
      policy: changed(allowlist, { Resource: "arn:aws:s3:::acme-invoices/*" }),
      right: refused,
      reason: "S3 answers MalformedPolicy: a policy is about its own bucket. A check that reads the text alone finds all the right words.",
    },
    {
      id: "refused-json",
      bucket: "a comma too many",
      encryption: kmsDefault,
      policy: `${text.slice(0, -1)},}`,
      right: refused,
      reason: "That is no JSON.",
    },
    {
      id: "refused-effect",
      bucket: 'Effect "deny" in lower case',
      encryption: kmsDefault,
      policy: changed(allowlist, { Effect: "deny" }),
      right: refused,
      reason: "S3 answers MalformedPolicy: it is Allow or Deny.",
    },
    {
      id: "refused-operator",
      bucket: "an operator that IAM does not have (StringNotEqual)",
      encryption: kmsDefault,
      policy: text.replaceAll("StringNotEquals", "StringNotEqual"),
      right: refused,
      reason: "S3 answers MalformedPolicy.",
    },
    {
      id: "refused-condition-key",
      bucket: "condition keys without their s3: prefix",
      encryption: kmsDefault,
      policy: text.replaceAll("s3:x-amz", "x-amz"),
      right: refused,
      reason: "S3 answers MalformedPolicy: it knows no such condition key.",
    },
  ],
};
