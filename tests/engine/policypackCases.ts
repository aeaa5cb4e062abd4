/** Buckets declared in every way, and what the policy pack says of each. */
import { PRELUDE } from "./policypackReport";

/** A bucket, and everything that the pack says of it. */
export interface Case {
  name: string;
  protects: string;
  /** Declares the bucket; `ADDED` holds statements that were pasted. */
  program: string;
  /** Mandatory violations, by policy. */
  refused?: Record<string, RegExp>;
  /** Advisory violations, by policy. */
  noted?: Record<string, RegExp>;
}

const DEFAULT = "s3-default-encryption";
export const DENY = "s3-deny-wrong-uploads";
const FUTURE = "s3-deny-future-methods";
const ONCE = "s3-one-policy-per-bucket";
const UNVERIFIABLE = "s3-unverifiable-at-preview";

/** A bucket with a default encryption and, unless its statements are left out, a policy, by resources of their own. */
const bucketOf = (name: string, statements?: string, one = "rule()"): string => `
  const bucket = new aws.s3.Bucket("${name}", { bucket: "${name}-data" });
  encryption("${name}", bucket.bucket, ${one});
  const statements = [...${statements ?? "[]"}, ...ADDED];
  if (statements.length > 0) policy("${name}", bucket.bucket, documentOf(statements));`;

export const cases: Case[] = [
  {
    name: "proper",
    protects: "a bucket with the default encryption and the statements that the requirement asks for passes",
    program: bucketOf("proper", '[otherMethods("proper-data"), sseC("proper-data")]'),
  },
  {
    name: "bare",
    protects: "a bucket without default encryption is refused, even with a policy that denies what relies on it",
    program: `new aws.s3.Bucket("bare", { bucket: "bare-data" });
      policy("bare", "bare-data", documentOf([otherMethods("bare-data"), sseC("bare-data"), noHeader("bare-data")]));`,
    refused: { [DEFAULT]: /^Bucket bare-data: (give it a BucketServerSideEncryptionConfiguration with rules:\n {4}\[[^]*Now it declares no default encryption\. Approved: aws:kms, aws:kms:dsse\.|it declares no default encryption, just as with bucket )/ },
  },
  {
    name: "aes",
    protects: "a default encryption with another method is refused, and so is what it does to requests without a header",
    program: bucketOf("aes", '[otherMethods("aes-data"), sseC("aes-data")]', 'rule("AES256")'),
    refused: {
      [DEFAULT]: /^Bucket aes-data: [^]*its default encryption SSE-S3 is not approved/,
      [DENY]: /PutObject without an encryption header by a role of the account.* would be stored as SSE-S3: SSE-S3 is not approved/,
    },
  },
  {
    name: "open",
    protects: "a bucket without a policy is refused",
    program: bucketOf("open"),
    refused: { [DENY]: /^Bucket open-data has no bucket policy, and lets wrong uploads in(, just as bucket |\..*AES256 by .* stored as SSE-S3)/s },
  },
  {
    name: "hole",
    protects: "a policy that forgets SSE-C is refused with the request that gets in, where nothing blocks it",
    program: bucketOf("hole", '[otherMethods("hole-data")]', 'rule("aws:kms", { blockedEncryptionTypes: ["NONE"] })'),
    refused: { [DENY]: /^Bucket hole-data lets wrong uploads in(, just as bucket |\..*PutObject with a customer-provided key \(SSE-C\) by .* would be stored as SSE-C: SSE-C is not approved)/s },
  },
  {
    name: "unstated",
    protects: "a policy that forgets SSE-C is only noted where S3 blocks it by itself",
    program: bucketOf("unstated", '[otherMethods("unstated-data")]'),
    noted: { [DENY]: /^Bucket unstated-data: state blockedEncryptionTypes: \["SSE-C"\] in the rule of its default encryption(\.|, just as for bucket )/ },
  },
  {
    name: "denylist",
    protects: "a policy that denies today's wrong methods, not tomorrow's, is only noted",
    program: bucketOf("denylist", `[deny("denylist-data", "NoAes", { StringEquals: { [HEADER]: "AES256" } }), sseC("denylist-data")]`),
    noted: { [FUTURE]: /^Bucket denylist-data lets wrong uploads in\..*with a future method/s },
  },
  {
    name: "prefix",
    protects: "a policy that covers a part of the bucket only is refused",
    program: bucketOf("prefix", `[otherMethods("prefix-data"), sseC("prefix-data")].map((one) => ({ ...one, Resource: "arn:aws:s3:::prefix-data/in/*" }))`),
    refused: { [DENY]: /^Bucket prefix-data lets wrong uploads in/ },
  },
  {
    name: "spared",
    protects: "an exception for a role is a hole",
    program: bucketOf("spared", `[otherMethods("spared-data"), sseC("spared-data")].map((one) =>
      ({ ...one, Condition: { ...one.Condition, ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/importer" } } }))`),
    refused: { [DENY]: /exception for aws:principalarn arn:aws:iam::111122223333:role\/importer[^]*allowedExceptions/i },
  },
  {
    name: "headless",
    protects: "a policy that S3 would refuse, for want of a principal, is refused with S3's reason",
    program: bucketOf("headless", '[otherMethods("headless-data"), { ...sseC("headless-data"), Principal: undefined }]'),
    refused: { [DENY]: /^Bucket headless-data: S3 would refuse its policy\.\n.*Statement\[1\].*line 1, column \d+.*MalformedPolicy.*[Pp]rincipal/ },
  },
  {
    name: "others",
    protects: "a policy for another bucket is refused under the bucket's own name",
    program: `encryption("others", new aws.s3.Bucket("others", { bucket: "others-data" }).id);
      policy("others", "others-data", properPolicy("other-*"));`,
    refused: { [DENY]: /^Bucket others-data: S3 would refuse its policy\.\n.*"arn:aws:s3:::other-\*\/\*" is not within the bucket others-data/ },
  },
  {
    name: "inline",
    protects: "encryption and policy may be inputs of the bucket itself",
    program: `new aws.s3.Bucket("inline", { bucket: "inline-data", serverSideEncryptionConfiguration: { rule: rule() }, policy: properPolicy("inline-data") });`,
  },
  {
    name: "inline-bad",
    protects: "inputs of the bucket itself are judged like resources of their own",
    program: `new aws.s3.Bucket("inline-bad", { bucket: "inline-bad-data", serverSideEncryptionConfiguration: { rule: rule("AES256") },
      policy: documentOf([sseC("inline-bad-data"), noHeader("inline-bad-data"), ...ADDED]) });`,
    refused: { [DEFAULT]: /^Bucket inline-bad-data: [^]*its default encryption SSE-S3/, [DENY]: /^Bucket inline-bad-data lets .*(AES256|just as bucket)/s },
  },
  {
    name: "v2-inline",
    protects: "the deprecated BucketV2, with everything inline",
    program: `new aws.s3.BucketV2("v2-inline", { bucket: "v2-inline-data", policy: properPolicy("v2-inline-data"),
      serverSideEncryptionConfigurations: [{ rules: [{ applyServerSideEncryptionByDefaults: [{ sseAlgorithm: "aws:kms" }], bucketKeyEnabled: true }] }] });`,
  },
  {
    name: "v2-bad",
    protects: "the deprecated BucketV2 with a wrong method inline, and a hole",
    program: `new aws.s3.BucketV2("v2-bad", { bucket: "v2-bad-data", policy: documentOf([sseC("v2-bad-data"), noHeader("v2-bad-data"), ...ADDED]),
      serverSideEncryptionConfigurations: [{ rules: [{ applyServerSideEncryptionByDefaults: [{ sseAlgorithm: "AES256" }] }] }] });`,
    refused: { [DEFAULT]: /SSE-S3 is not approved/, [DENY]: /with x-amz-server-side-encryption: AES256|just as bucket/ },
  },
  {
    name: "v2",
    protects: "the deprecated V2 of the encryption configuration",
    program: `const bucket = new aws.s3.BucketV2("v2", { bucket: "v2-data" });
      new aws.s3.BucketServerSideEncryptionConfigurationV2("v2", { bucket: bucket.id, rules: [rule()] });
      policy("v2", bucket.id, properPolicy("v2-data"));`,
  },
  {
    name: "secret",
    protects: "secret values are judged like others",
    program: `const bucket = new aws.s3.Bucket("secret", { bucket: pulumi.secret("secret-data") });
      encryption("secret", bucket.bucket, pulumi.secret(rule()));
      policy("secret", bucket.bucket, pulumi.secret(properPolicy("secret-data")));`,
  },
  {
    name: "secret-bad",
    protects: "wrong values are found though they are secret",
    program: `const bucket = new aws.s3.Bucket("secret-bad", { bucket: pulumi.secret("secret-bad-data") });
      encryption("secret-bad", bucket.bucket, pulumi.secret(rule("AES256")));
      policy("secret-bad", bucket.bucket, pulumi.secret(documentOf([sseC("secret-bad-data"), noHeader("secret-bad-data"), ...ADDED])));`,
    refused: { [DEFAULT]: /SSE-S3 is not approved/, [DENY]: /AES256|just as bucket/ },
  },
  {
    name: "team",
    protects: "a bucket in a component is linked to what lies beside it and below it",
    program: `class Team extends pulumi.ComponentResource {
        constructor(name: string) {
          super("test:index:Team", name + "-component");
          const bucket = new aws.s3.Bucket(name, { bucket: name + "-data" }, { parent: this });
          encryption(name, bucket.id, rule(), { parent: bucket });
          policy(name, bucket.id, properPolicy(name + "-data"), { parent: this });
        }
      }
      new Team("team");`,
  },
  {
    name: "document",
    protects: "a policy given as an object, and a bucket named by its ARN",
    program: `const bucket = new aws.s3.Bucket("document", { bucket: "document-data" });
      encryption("document", bucket.arn);
      policy("document", bucket.id, { Version: "2012-10-17", Statement: [otherMethods("document-data"), sseC("document-data")] });`,
  },
  {
    name: "twice",
    protects: "two policies and two default encryptions of one bucket are refused with the second of them",
    program: `const bucket = new aws.s3.Bucket("twice-bucket", { bucket: "twice-data", policy: properPolicy("twice-data") });
      policy("twice", bucket.id, properPolicy("twice-data"));
      encryption("another-twice", "twice-data");
      encryption("twice", bucket.bucket);`,
    refused: { [ONCE]: /^Bucket twice-data has 2 (bucket policies.*Bucket::twice-bucket \(inline policy\)|default encryptions.*::another-twice \(rules\)), .*::twice \(/ },
  },
  {
    name: "imported",
    protects: "a bucket adopted with import is judged by what the program gives it",
    program: `const bucket = new aws.s3.Bucket("imported", { bucket: "imported-data" }, { import: "imported-data" });
      encryption("imported", bucket.id);
      policy("imported", bucket.id, properPolicy("imported-data"));`,
  },
  {
    name: "imported-bad",
    protects: "a bucket adopted with import and given nothing is refused",
    program: `new aws.s3.Bucket("imported-bad", { bucket: "imported-bad-data" }, { import: "imported-bad-data" });`,
    refused: { [DEFAULT]: /^Bucket imported-bad-data: [^]*it declares no/, [DENY]: /^Bucket imported-bad-data has no bucket policy/ },
  },
  {
    name: "got",
    protects: "a bucket read with get is linked by its id to what the program gives it",
    program: `const bucket = aws.s3.Bucket.get("got", "got-data");
      encryption("got", bucket.id);
      policy("got", bucket.id, properPolicy("got-data"));`,
  },
  {
    name: "got-bad",
    protects: "what the program gives a bucket that it only reads is judged",
    program: `const bucket = aws.s3.Bucket.get("got-bad", "got-bad-data");
      encryption("got-bad", bucket.id, rule("AES256"));
      policy("got-bad", bucket.id, documentOf([sseC("got-bad-data"), noHeader("got-bad-data"), ...ADDED]));`,
    refused: { [DEFAULT]: /^Bucket got-bad-data: [^]*its default encryption SSE-S3/, [DENY]: /^Bucket got-bad-data lets .*(AES256|just as bucket)/s },
  },
  {
    name: "elsewhere",
    protects: "of a bucket whose encryption another stack declares no verdict is made up",
    program: `policy("elsewhere", "elsewhere-data", properPolicy("elsewhere-data"));`,
    noted: { [UNVERIFIABLE]: /^Bucket elsewhere-data: its default encryption cannot be judged yet: this stack declares neither the bucket nor its default encryption/ },
  },
];

/** The program with all buckets; pasted statements by bucket. */
export const programOf = (added: Record<string, unknown[]> = {}, chosen: readonly Case[] = cases): string =>
  PRELUDE +
  chosen.map(({ name, program }) => `{ const ADDED: any[] = ${JSON.stringify(added[name] ?? [])};\n${program}\n}`).join("\n");

/** The cases that can be deployed: S3 answers to the others' policies that they are malformed, and an update ends there. */
export const deployable: readonly Case[] = cases.filter(({ refused }) => !/S3 would refuse/.test(refused?.[DENY]?.source ?? ""));
