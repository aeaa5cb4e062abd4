/** Protects what each policy says, word by word where people act on it: of buckets in every state, and of what is beside them. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { stackConfigKey } from "../../policypack/config/requirementSources";
import { account, approvedKey, bucketName, closed, deny, denyOthers, denySseC, keys, policy, type Statement } from "../judge/policies";
import { packViolations, unknown, type Declared, type PackViolation } from "./stack";

type Inputs = Record<string, unknown>;
const kmsRule: Inputs = { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true, blockedEncryptionTypes: ["SSE-C"] };
const byDefault = (sseAlgorithm: unknown, more: Inputs = {}): Inputs => ({ ...kmsRule, applyServerSideEncryptionByDefault: { sseAlgorithm, ...more } });
const bucket = (inputs: Inputs = {}, more: Partial<Declared> = {}): Declared => ({ type: "aws:s3/bucket:Bucket", name: "orders", inputs: { bucket: bucketName, ...inputs }, ...more });
const encryption = (rule: unknown = kmsRule, more: Partial<Declared> = {}): Declared => ({
  type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  name: "orders-encryption",
  inputs: { bucket: bucketName, rules: [rule] },
  ...more,
});
const bucketPolicy = (document: unknown = policy(...closed), more: Partial<Declared> = {}): Declared => ({ type: "aws:s3/bucketPolicy:BucketPolicy", name: "orders-policy", inputs: { bucket: bucketName, policy: document }, ...more });
const directoryName = "acme--use1-az4--x-s3";
const directory = (more: Partial<Declared> = {}): Declared => ({ type: "aws:s3/directoryBucket:DirectoryBucket", name: "fast", inputs: { bucket: directoryName }, ...more });
const ofDirectory = (declared: Declared): Declared => ({ ...declared, inputs: { ...declared.inputs, bucket: directoryName } });
const session = (condition: object | undefined, more: Statement = {}): Statement => ({ Effect: "Deny", Principal: "*", Action: "s3express:CreateSession", Resource: `arn:aws:s3express:us-east-1:${account}:bucket/${directoryName}`, ...(condition && { Condition: condition }), ...more });
const sessionAlgorithm = keys.algorithm.replace("s3:", "s3express:");
const noOtherSessions = session({ Null: { [sessionAlgorithm]: "false" }, StringNotEquals: { [sessionAlgorithm]: "aws:kms" } });
const kmsOfDirectory = ofDirectory(encryption({ ...byDefault("aws:kms", { kmsMasterKeyId: approvedKey }), bucketKeyEnabled: undefined }));
const allow = (Service: string): Statement => ({ Effect: "Allow", Principal: { Service }, Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucketName}/*` });
const loadBalancers = allow("logdelivery.elasticloadbalancing.amazonaws.com");
const vendedLogs = allow("delivery.logs.amazonaws.com");
const leftOut = ({ inputs: _, ...declared }: Declared, of: string): Declared => ({ ...declared, dependencies: { bucket: [of] } });

/** By policy. */
type Config = Readonly<Record<string, object | "disabled">>;

interface Case {
  readonly says: string;
  readonly stack: readonly Declared[];
  readonly config?: Config;
  /** `level policy resource`, and the message. */
  readonly found: readonly (readonly [where: string, message: RegExp])[];
}

const off = "disabled" as const;
const allDefault = (config: object): Config => ({ "s3-default-encryption": config });
const requiring = (requirement: object): Config => allDefault({ requirement });
const oneKey = { methods: ["sse-kms"], kmsKeyArns: [approvedKey] };

const cases: readonly Case[] = [
  // Default encryption.
  { says: "right", stack: [bucket(), encryption(), bucketPolicy()], found: [] },
  {
    says: "an algorithm that S3 does not have",
    stack: [bucket(), encryption(byDefault("aws:kms2")), bucketPolicy()],
    found: [["mandatory s3-default-encryption orders-encryption", /^Bucket acme-orders: give rules of that resource:\n[^]*\n {2}Now its default encryption "aws:kms2" is not an encryption method of S3\. Approved: aws:kms, aws:kms:dsse\. \(docs\/policy-pack\.md#s3-default-encryption\)$/], ["mandatory s3-deny-wrong-uploads orders-policy", /lets wrong uploads in until it has the default encryption that s3-default-encryption asks for: PutObject without an encryption header/]],
  },
  { says: "an algorithm that is no text", stack: [bucket(), encryption(byDefault(["aws:kms"])), bucketPolicy()], found: [["mandatory s3-default-encryption orders-encryption", /Now sseAlgorithm is \["aws:kms"\], not a text\./], ["mandatory s3-deny-wrong-uploads orders-policy", /until it has the default/]] },
  {
    says: "a default that is not approved",
    stack: [bucket(), encryption(byDefault("AES256")), bucketPolicy()],
    found: [["mandatory s3-default-encryption orders-encryption", /Now its default encryption SSE-S3 is not approved\./], ["mandatory s3-deny-wrong-uploads orders-policy", /until it has the default encryption that s3-default-encryption asks for: PutObject without an encryption header by a role of the account/]],
  },
  {
    says: "the AWS managed key, where another one is approved",
    stack: [bucket(), encryption(), bucketPolicy(policy(denyOthers, deny({ StringNotEqualsIfExists: { [keys.keyId]: approvedKey } }, { Action: ["s3:PutObject", "s3:UpdateObjectEncryption"] })))],
    config: requiring(oneKey),
    found: [["mandatory s3-default-encryption orders-encryption", new RegExp(`kmsMasterKeyId: "${approvedKey}"[^]*Now its default encryption names no KMS key, so that the AWS managed key aws/s3 is used\\. Approved: aws:kms with one of the KMS keys ${approvedKey}\\.`)], ["mandatory s3-deny-wrong-uploads orders-policy", /DenyOtherEncryptionMethods/]],
  },
  { says: "another key than the approved one", stack: [bucket(), encryption(byDefault("aws:kms", { kmsMasterKeyId: `${approvedKey.slice(0, -1)}c` }))], config: { ...requiring(oneKey), "s3-deny-wrong-uploads": off, "s3-deny-future-methods": off }, found: [["mandatory s3-default-encryption orders-encryption", /Now the KMS key arn:\S+90ac of its default encryption is not approved\./]] },
  { says: "the approved key", stack: [bucket(), encryption(byDefault("aws:kms", { kmsMasterKeyId: approvedKey }))], config: { ...requiring(oneKey), "s3-deny-wrong-uploads": off, "s3-deny-future-methods": off }, found: [] },
  { says: "what is no key, where any will do", stack: [bucket(), encryption(byDefault("aws:kms", { kmsMasterKeyId: "my key" })), bucketPolicy()], found: [["mandatory s3-default-encryption orders-encryption", /Now the kmsMasterKeyId "my key" of its default encryption is no KMS key's ARN, id or alias\./]] },
  { says: "a key to be created, where any will do", stack: [bucket(), encryption(byDefault("aws:kms", { kmsMasterKeyId: unknown })), bucketPolicy()], found: [] },
  { says: "SSE-S3 has no key to be wrong", stack: [bucket(), encryption(byDefault("AES256", { kmsMasterKeyId: "my key" }))], config: { ...requiring({ methods: ["sse-s3"] }), "s3-deny-wrong-uploads": off, "s3-deny-future-methods": off }, found: [] },
  {
    says: "no S3 Bucket Key where one is demanded, beside a default that is not approved",
    stack: [bucket(), encryption({ ...byDefault("aws:kms"), bucketKeyEnabled: false }), bucketPolicy()],
    config: allDefault({ requireBucketKey: true, requirement: { methods: ["dsse-kms"] } }),
    found: [["mandatory s3-default-encryption orders-encryption", /Now its default encryption SSE-KMS is not approved; bucketKeyEnabled is not true\./], ["mandatory s3-deny-wrong-uploads orders-policy", /DenyOtherEncryptionMethods/]],
  },
  { says: "no S3 Bucket Key", stack: [bucket(), encryption({ ...kmsRule, bucketKeyEnabled: false }), bucketPolicy()], found: [["advisory s3-default-encryption orders-encryption", /^Bucket acme-orders: bucketKeyEnabled is not true\. An S3 Bucket Key saves most of the requests to KMS\. To demand one, set requireBucketKey of this policy's configuration to true; to do without, to false\.$/]] },
  { says: "a block of SSE-C that is asked for, stated", stack: [bucket(), encryption(), bucketPolicy()], config: allDefault({ requireSseCBlocked: true }), found: [] },
  { says: "no block where SSE-C is approved, and more", stack: [bucket(), encryption({ ...kmsRule, blockedEncryptionTypes: undefined }), bucketPolicy(policy(denyOthers))], config: allDefault({ requireSseCBlocked: true, requirement: { methods: ["sse-kms", "dsse-kms", "sse-c"] } }), found: [] },
  { says: "a stated block where nothing but SSE-C is approved", stack: [bucket(), encryption({ ...byDefault("AES256"), bucketKeyEnabled: undefined })], config: { ...requiring({ methods: ["sse-c"] }), "s3-deny-wrong-uploads": off, "s3-deny-future-methods": off }, found: [["mandatory s3-default-encryption orders-encryption", /Now S3 blocks SSE-C on it, and nothing else is approved\. Approved: SSE-C by header only\./]] },
  { says: "SSE-C in a region that blocks nothing", stack: [bucket({ region: "me-south-1" }), encryption({ ...byDefault("AES256"), blockedEncryptionTypes: undefined })], config: { ...requiring({ methods: ["sse-c"] }), "s3-deny-wrong-uploads": off, "s3-deny-future-methods": off }, found: [] },

  {
    says: "a default that is wrong beside one that the update leaves out, which is no reason",
    stack: [bucket(), encryption(byDefault("aws:kms2")), leftOut(encryption(kmsRule, { name: "second" }), "orders"), bucketPolicy()],
    found: [["mandatory s3-default-encryption orders-encryption", /not an encryption method of S3\. Approved: [^.]*\. \(docs\/policy-pack\.md#s3-default-encryption\)$/], ["mandatory s3-deny-wrong-uploads orders-policy", /until it has the default/]],
  },
  {
    says: "no default, and one that the update leaves out and may be the bucket's",
    stack: [bucket(), { type: encryption().type, name: "orders-encryption" }, bucketPolicy()],
    found: [["mandatory s3-default-encryption orders", /: give it a BucketServerSide[^]*\n {2}This update leaves out urn:\S+::orders-encryption, which may be its default encryption\./], ["mandatory s3-deny-wrong-uploads orders-policy", /until it has the default/]],
  },
  { says: "no default, where SSE-S3 is approved as well: KMS is preferred", stack: [bucket()], config: { ...requiring({ methods: ["sse-s3", "sse-kms"] }), "s3-deny-wrong-uploads": off, "s3-deny-future-methods": off }, found: [["mandatory s3-default-encryption orders", /sseAlgorithm: "aws:kms"/]] },
  { says: "nothing at all, where a key is named: the default that is advised has it", stack: [bucket()], config: requiring(oneKey), found: [["mandatory s3-default-encryption orders", /kmsMasterKeyId/], ["mandatory s3-deny-wrong-uploads orders", /^(?![^]*DenyMissingEncryptionHeader)[^]*"DenyOtherKmsKeys"/]] },
  {
    says: "an exemption of the whole pack that has expired, which is of no policy",
    stack: [bucket(), encryption(), bucketPolicy()],
    config: allDefault({ wholePack: { exemptions: [{ bucket: bucketName, reason: "moves", expires: "2020-01-31" }] } }),
    found: [["mandatory s3-default-encryption orders", /^Bucket acme-orders: fix it, or renew its exemption, which expired on 2020-01-31 \(reason: moves\)\.$/]],
  },
  {
    says: "two buckets whose defaults are wrong for different reasons: each in full",
    stack: [bucket(), encryption(byDefault("AES256")), bucketPolicy(), bucket({ bucket: "acme-b" }, { name: "b" }), encryption(byDefault("aws:kms2"), { name: "b-encryption", inputs: { bucket: "acme-b", rules: [byDefault("aws:kms2")] } }), bucketPolicy(policy(...closed), { name: "b-policy", inputs: { bucket: "acme-b", policy: policy(...closed).replaceAll(bucketName, "acme-b") } })],
    config: { "s3-deny-wrong-uploads": off },
    found: [["mandatory s3-default-encryption b-encryption", /Now its default encryption "aws:kms2" is not/], ["mandatory s3-default-encryption orders-encryption", /Now its default encryption SSE-S3 is not approved/]],
  },
  {
    says: "two declarations of a policy do not make a wrong default two problems",
    stack: [bucket({ policy: policy(...closed) }), encryption(byDefault("AES256")), bucketPolicy()],
    config: { "s3-deny-wrong-uploads": off, "s3-one-policy-per-bucket": off },
    found: [["mandatory s3-default-encryption orders-encryption", /Now its default encryption SSE-S3 is not approved/]],
  },

  // Policies.
  { says: "a policy that is no document", stack: [bucket(), encryption(), bucketPolicy(7)], found: [["mandatory s3-deny-wrong-uploads orders-policy", /^Bucket acme-orders: policy is 7, not a policy document\.$/]] },
  { says: "a public policy on a bucket whose own block is not declared", stack: [bucket(), encryption(), bucketPolicy(policy(...closed, { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucketName}/*` }))], found: [] },
  {
    says: "an exception: where it belongs if it is wanted",
    stack: [bucket(), encryption(), bucketPolicy(policy({ ...denyOthers, Condition: { ...(denyOthers["Condition"] as object), ArnNotEquals: { "aws:PrincipalArn": `arn:aws:iam::${account}:role/x` } } }, denySseC))],
    found: [["mandatory s3-deny-wrong-uploads orders-policy", /^Bucket acme-orders lets wrong uploads in\. Add to its bucket policy [^]*\n {2}An exception that is wanted belongs in allowedExceptions of this policy's configuration, with a reason\.$/]],
  },
  {
    says: "methods of the future alone",
    stack: [bucket(), encryption(), bucketPolicy(policy(deny({ StringEquals: { [keys.algorithm]: "AES256" } }), denySseC))],
    found: [["advisory s3-deny-future-methods orders-policy", /^Bucket acme-orders lets wrong uploads in\. Add to its bucket policy \(docs\/policy-pack\.md#s3-deny-future-methods\):/]],
  },
  {
    says: "an inline policy is where statements are to be added",
    stack: [bucket({ policy: policy(denyOthers) }), encryption({ ...kmsRule, blockedEncryptionTypes: ["NONE"] })],
    found: [["mandatory s3-deny-wrong-uploads orders", /^Bucket acme-orders lets wrong uploads in\. Add to its bucket policy/]],
  },
  {
    says: "two defaults, of which one leaves a hole: the problem of each, once",
    stack: [bucket(), encryption(), encryption(byDefault("AES256"), { name: "second" }), bucketPolicy()],
    found: [["mandatory s3-default-encryption second", /SSE-S3 is not approved/], ["mandatory s3-deny-wrong-uploads orders-policy", /until it has the default/], ["mandatory s3-one-policy-per-bucket second", /^Bucket acme-orders has 2 default encryptions, which overwrite each other: urn:\S+::orders-encryption \(rules\), urn:\S+::second \(rules\)\. Keep one, with the statements or rules of all\. \(docs\/policy-pack\.md#s3-one-policy-per-bucket\)$/]],
  },
  { says: "an inline default and another one, both the program's", stack: [bucket({ serverSideEncryptionConfiguration: { rule: kmsRule } }), encryption(), bucketPolicy()], found: [["mandatory s3-one-policy-per-bucket orders-encryption", /2 default encryptions, [^]*\(docs\/policy-pack\.md#s3-one-policy-per-bucket\)$/]] },
  { says: "an inline policy and another one, which are both right", stack: [bucket({ policy: policy(...closed) }), encryption(), bucketPolicy()], found: [["mandatory s3-one-policy-per-bucket orders-policy", /2 bucket policies, .*: urn:\S+::orders \(inline policy\), urn:\S+::orders-policy \(policy\)\./]] },

  {
    says: "an account that another policy's configuration gives for the whole pack",
    stack: [bucket(), encryption(), bucketPolicy(policy(...closed.map((one) => ({ ...one, Principal: { AWS: "444455556666" } }))))],
    config: { "s3-unverifiable-at-preview": { wholePack: { account: "444455556666" } } },
    found: [],
  },
  {
    says: "an exception that is allowed by one policy, and not by another one",
    stack: [bucket(), encryption(), bucketPolicy(policy(...closed.map((one) => ({ ...one, Condition: { ...(one["Condition"] as object), StringNotEqualsIfExists: { "aws:SourceVpce": "vpce-1" } } }))))],
    config: { "s3-deny-wrong-uploads": { allowedExceptions: [{ key: "aws:SourceVpce", reason: "backups" }] } },
    found: [["advisory s3-deny-future-methods orders-policy", /^Bucket acme-orders lets wrong uploads in\. Add to its bucket policy [^]*through the policy's exception for aws:SourceVpce vpce-1/]],
  },
  {
    says: "one problem that S3 would refuse the policy for, beside one that is not known",
    stack: [bucket(), encryption(), bucketPolicy(policy(...closed, deny(undefined, { Action: "s3:Frob*" }), deny({ Null: { "x-amz-acl": "true" } })))],
    found: [["mandatory s3-deny-wrong-uploads orders-policy", /^Bucket acme-orders: S3 would refuse its policy\.\n(?: {2}.*\n?)+$/]],
  },
  {
    says: "a problem of which it is not known whether S3 refuses the policy for it",
    stack: [bucket(), encryption(), bucketPolicy(policy(...closed, deny(undefined, { Action: "s3:Frob*" })))],
    found: [["mandatory s3-deny-wrong-uploads orders-policy", /^Bucket acme-orders: whether S3 takes its policy is not known, so that it is not judged\.\n/]],
  },

  { says: "a policy that S3 would refuse, once", stack: [bucket(), encryption(), bucketPolicy("{")], found: [["mandatory s3-deny-wrong-uploads orders-policy", /S3 would refuse its policy/]] },
  {
    says: "a policy that S3 would refuse as public, once",
    stack: [bucket(), encryption(), bucketPolicy(policy(...closed, { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucketName}/*` })), { type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", name: "privacy", inputs: { bucket: bucketName, blockPublicPolicy: "true" } }],
    found: [["mandatory s3-deny-wrong-uploads orders-policy", /S3 would refuse its policy\.\n.*BlockPublicPolicy/]],
  },
  {
    says: "what cannot be told, once",
    stack: [bucket(), encryption(), bucketPolicy(policy(denySseC, { ...denyOthers, Resource: `arn:aws:s3:::${bucketName}/\${aws:PrincipalTag/team}/*` }, { ...denyOthers, Resource: undefined, NotResource: `arn:aws:s3:::${bucketName}/\${aws:PrincipalTag/team}/*` }))],
    found: [["mandatory s3-deny-wrong-uploads orders-policy", /^Bucket acme-orders: whether its policy denies wrong uploads cannot be told:\n {2}- AWS's documents leave open what NotResource of Statement\[2\] means/]],
  },
  {
    says: "one statement against today's methods, and another one against those to come",
    stack: [bucket(), encryption({ ...kmsRule, blockedEncryptionTypes: ["NONE"] }), bucketPolicy(policy(deny({ StringEquals: { [keys.algorithm]: "AES256" } })))],
    found: [["mandatory s3-deny-wrong-uploads orders-policy", /"DenySseC"/], ["advisory s3-deny-future-methods orders-policy", /"DenyOtherEncryptionMethods"/]],
  },
  {
    says: "a policy beside one that the update leaves out, which is no reason",
    stack: [bucket(), encryption(), bucketPolicy(policy(denySseC)), leftOut(bucketPolicy(undefined, { name: "second" }), "orders")],
    found: [["mandatory s3-deny-wrong-uploads orders-policy", /^Bucket acme-orders lets wrong uploads in\. Add to its bucket policy (?![^]*leaves out)/]],
  },

  // What nothing but S3's own setting blocks.
  { says: "a block that nothing states, once", stack: [bucket(), encryption({ ...kmsRule, blockedEncryptionTypes: undefined }), bucketPolicy(policy(denyOthers))], found: [["advisory s3-deny-wrong-uploads orders-encryption", /^Bucket acme-orders: state blockedEncryptionTypes: \["SSE-C"\] in the rule of its default encryption\. Nothing but S3's own setting blocks SSE-C: /]] },
  {
    says: "a block that an inline default cannot state: in the policy, of two buckets alike, and of another one",
    stack: [
      ...["a", "b"].flatMap((name) => [bucket({ bucket: `acme-${name}`, serverSideEncryptionConfiguration: { rule: { ...kmsRule, blockedEncryptionTypes: undefined } } }, { name }), bucketPolicy(undefined, { name: `${name}-policy`, inputs: { bucket: `acme-${name}`, policy: policy(denyOthers).replaceAll(bucketName, `acme-${name}`) } })]),
      bucket({ bucket: "acme-c" }, { name: "c" }),
      encryption(undefined, { name: "c-encryption", inputs: { bucket: "acme-c", rules: [{ ...kmsRule, blockedEncryptionTypes: undefined }] } }),
      bucketPolicy(undefined, { name: "c-policy", inputs: { bucket: "acme-c", policy: policy(denyOthers).replaceAll(bucketName, "acme-c") } }),
    ],
    found: [
      ["advisory s3-deny-wrong-uploads a-policy", /^Bucket acme-a: add to its bucket policy \(docs\/policy-pack\.md#s3-deny-wrong-uploads\):\n[^]*"DenySseC"[^]*\n {2}Nothing but S3's own setting blocks SSE-C: [^]*cannot state it\.$/],
      ["advisory s3-deny-wrong-uploads b-policy", /^Bucket acme-b: add the statements given, just as for bucket acme-a\.$/],
      ["advisory s3-deny-wrong-uploads c-encryption", /^Bucket acme-c: state blockedEncryptionTypes/],
    ],
  },
  {
    says: "a block that an inline default cannot state, beside holes: said, and not shown as a hole",
    stack: [bucket({ serverSideEncryptionConfiguration: { rule: { ...byDefault("AES256"), blockedEncryptionTypes: undefined } } })],
    found: [["mandatory s3-default-encryption orders", /SSE-S3 is not approved/], ["mandatory s3-deny-wrong-uploads orders", /^(?![^]*PutObject with a customer)[^]*\n {2}Nothing but S3's own setting blocks SSE-C: [^]* cannot state it\.$/]],
  },

  // Approved uploads.
  {
    says: "approved uploads are shut out: where to change what",
    stack: [bucket(), encryption(), bucketPolicy(policy(...closed, deny({ StringNotEquals: { [keys.algorithm]: "AES256" }, Bool: { "aws:SecureTransport": "true" } })))],
    found: [["mandatory s3-admit-approved-uploads orders-policy", /^Bucket acme-orders: change these conditions so that uploads with aws:kms or aws:kms:dsse in x-amz-server-side-encryption pass, and requests without the header pass, which get the bucket's default encryption, or remove the statements:\n {2}- Statement\[2\] denies PutObject without an encryption header and \d+ more by its conditions StringNotEquals s3:x-amz-server-side-encryption\n {2}Now its policy denies every approved upload, so that nobody can write to it\. \(docs\/policy-pack\.md#s3-admit-approved-uploads\)$/]],
  },
  {
    says: "where requests must ask for the method themselves",
    stack: [bucket(), encryption(), bucketPolicy(policy(deny({ Null: { [keys.algorithm]: "false" } }), deny({ Null: { [keys.algorithm]: "true" } })))],
    config: requiring({ methods: ["sse-kms", "dsse-kms"], origin: "header" }),
    found: [["mandatory s3-admit-approved-uploads orders-policy", /: change these conditions so that uploads with aws:kms or aws:kms:dsse in x-amz-server-side-encryption pass, or remove the statements:\n {2}- Statement\[0\] denies .* and \d+ more by its conditions Null s3:x-amz-server-side-encryption\n {2}Now/]],
  },
  {
    says: "where nothing but SSE-C is approved",
    stack: [bucket(), encryption({ ...byDefault("AES256"), blockedEncryptionTypes: ["NONE"], bucketKeyEnabled: undefined }), bucketPolicy(policy(deny({ Null: { [keys.algorithm]: "false" } }), deny({ Null: { [keys.algorithm]: "true" } })))],
    config: { ...requiring({ methods: ["sse-c"] }), "s3-deny-wrong-uploads": off },
    found: [["mandatory s3-admit-approved-uploads orders-policy", /: change these conditions so that uploads with SSE-C headers pass:\n {2}- Statement\[1\] denies PutObject with a customer-provided key \(SSE-C\) by its conditions Null /]],
  },

  // What AWS services write.
  {
    says: "an exemption to ask for, where nothing else is reported of the default",
    stack: [bucket(), encryption(), bucketPolicy(policy(loadBalancers))],
    config: { "s3-default-encryption": off },
    found: [["mandatory s3-deny-wrong-uploads orders-policy", /^Bucket acme-orders: ask for this exemption in the pack's configuration, [^]*\n {2}Now it lets wrong uploads in: PutObject with x-amz-server-side-encryption: AES256 by /]],
  },
  {
    says: "nobody's need for a key of their own beside a default that is missing, and of a key where none is given",
    stack: [bucket(), bucketPolicy(policy(allow("cloudtrail.amazonaws.com"), ...closed))],
    config: { "s3-deny-wrong-uploads": off },
    found: [["mandatory s3-default-encryption orders", /^(?![^]*It receives)/]],
  },
  {
    says: "who takes SSE-S3 as well as a key of the user's, where SSE-S3 is approved",
    stack: [bucket(), bucketPolicy(policy(vendedLogs))],
    config: { ...requiring({ methods: ["sse-s3"] }), "s3-deny-wrong-uploads": off, "s3-deny-future-methods": off },
    found: [["mandatory s3-default-encryption orders", /^(?![^]*It receives)[^]*sseAlgorithm: "AES256"/]],
  },
  {
    says: "two buckets that receive different things: an exemption for each",
    stack: [loadBalancers, allow("redshift.amazonaws.com")].flatMap((writer, index) => [bucket({ bucket: `acme-${index}` }, { name: `b${index}` }), bucketPolicy(undefined, { name: `p${index}`, inputs: { bucket: `acme-${index}`, policy: policy(writer, ...closed).replaceAll(bucketName, `acme-${index}`) } })]),
    config: { "s3-deny-wrong-uploads": off },
    found: [["mandatory s3-default-encryption b0", /^Bucket acme-0: ask for this exemption/], ["mandatory s3-default-encryption b1", /^Bucket acme-1: ask for this exemption/]],
  },
  {
    says: "and what nothing but S3 itself blocks, of a bucket whose default stays as it is",
    stack: [bucket(), bucketPolicy(policy(loadBalancers, denyOthers, deny({ Null: { [keys.algorithm]: "true", [keys.customer]: "true" } })))],
    found: [["mandatory s3-default-encryption orders", /ask for this exemption/], ["advisory s3-deny-wrong-uploads orders", /^Bucket acme-orders: state blockedEncryptionTypes: \["SSE-C"\]/]],
  },
  {
    says: "beside statements to add, nobody's writes whom they do not deny",
    stack: [bucket(), encryption(byDefault("aws:kms", { kmsMasterKeyId: approvedKey })), bucketPolicy(policy(vendedLogs))],
    found: [["mandatory s3-deny-wrong-uploads orders-policy", /^(?![^]*It receives)/]],
  },
  {
    says: "and what is not known to be lost by a default that is not known",
    stack: [bucket(), encryption(unknown), bucketPolicy(policy(loadBalancers, ...closed))],
    found: [["advisory s3-unverifiable-at-preview orders", /^Bucket acme-orders: its default encryption cannot be judged yet: rules \(algorithm\) of urn:\S+::orders-encryption is known only after deployment\. Write the value into the program or the stack config/]],
  },
  {
    says: "two buckets that lose alike",
    stack: ["a", "b"].flatMap((name) => [bucket({ bucket: `acme-${name}` }, { name }), { ...encryption(), name: `${name}-encryption`, inputs: { bucket: `acme-${name}`, rules: [kmsRule] } }, { ...bucketPolicy(policy(vendedLogs, ...closed).replaceAll(bucketName, `acme-${name}`)), name: `${name}-policy`, inputs: { bucket: `acme-${name}`, policy: policy(vendedLogs, ...closed).replaceAll(bucketName, `acme-${name}`) } }]),
    found: [["advisory s3-admit-approved-uploads a-encryption", /^Bucket acme-a: give rules of that resource:\n[^]*It receives logs/], ["advisory s3-admit-approved-uploads b-encryption", /^Bucket acme-b: its default encryption loses what it receives, just as that of bucket acme-a\.$/]],
  },
  {
    says: "an inline default that loses what the bucket receives",
    stack: [bucket({ serverSideEncryptionConfiguration: { rule: kmsRule } }), bucketPolicy(policy(vendedLogs, ...closed))],
    found: [["advisory s3-admit-approved-uploads orders", /^Bucket acme-orders: give it serverSideEncryptionConfiguration:\n/]],
  },

  // Directory buckets.
  { says: "a directory bucket that is right", stack: [directory(), kmsOfDirectory, ofDirectory(bucketPolicy(policy(noOtherSessions)))], found: [] },
  {
    says: "a directory bucket's sessions: how they are asked for, by whom, and what they would store",
    stack: [directory(), kmsOfDirectory],
    found: [["mandatory s3-deny-wrong-uploads fast", /^Bucket acme--use1-az4--x-s3 has no bucket policy, and lets sessions for wrong uploads be created\. Add to its bucket policy \(docs\/policy-pack\.md#s3-deny-wrong-uploads\):\n[^]*"s3express:CreateSession"[^]*\n {2}Without these statements: CreateSession with x-amz-server-side-encryption: AES256 by a role of the account or the account's root: its uploads would be stored as SSE-S3: SSE-S3 is not approved/]],
  },
  {
    says: "a directory bucket's policy that S3 would refuse",
    stack: [directory(), kmsOfDirectory, ofDirectory(bucketPolicy("{"))],
    found: [["mandatory s3-deny-wrong-uploads orders-policy", /^Bucket acme--use1-az4--x-s3: S3 would refuse its policy\.\n/]],
  },
  {
    says: "a directory bucket whose policy the update leaves out",
    stack: [directory(), kmsOfDirectory, leftOut(bucketPolicy(), "fast")],
    found: [["mandatory s3-deny-wrong-uploads fast", /^Bucket acme--use1-az4--x-s3 has no bucket policy, and lets sessions for wrong uploads be created\. This update leaves out its bucket policy, urn:\S+::orders-policy\. Deploy both together/]],
  },
  {
    says: "a directory bucket whose default is all that is wrong",
    stack: [directory(), ofDirectory(bucketPolicy(policy(noOtherSessions)))],
    found: [["mandatory s3-default-encryption fast", /kmsMasterKeyId: "<ARN of a customer managed KMS key>"/], ["mandatory s3-deny-wrong-uploads orders-policy", /^Bucket acme--use1-az4--x-s3 lets sessions for wrong uploads be created until it has the default encryption that s3-default-encryption asks for: CreateSession without an encryption header/]],
  },
  {
    says: "two directory buckets alike",
    stack: ["one", "two"].flatMap((name) => [directory({ name, inputs: { bucket: `acme-${name}--use1-az4--x-s3` } }), { ...kmsOfDirectory, name: `${name}-encryption`, inputs: { ...kmsOfDirectory.inputs, bucket: `acme-${name}--use1-az4--x-s3` } }]),
    found: [["mandatory s3-deny-wrong-uploads one", /Add to its bucket policy/], ["mandatory s3-deny-wrong-uploads two", /^Bucket acme-two--use1-az4--x-s3 has no bucket policy, and lets sessions for wrong uploads be created, just as bucket acme-one--use1-az4--x-s3: add the statements given there, with its own name in them\.$/]],
  },
  {
    says: "two directory buckets of which one has a policy",
    stack: [directory(), kmsOfDirectory, ofDirectory(bucketPolicy(policy(session({ StringEquals: { "s3express:SessionMode": "ReadOnly" } })))), directory({ name: "two", inputs: { bucket: "acme-two--use1-az4--x-s3" } }), { ...kmsOfDirectory, name: "two-encryption", inputs: { ...kmsOfDirectory.inputs, bucket: "acme-two--use1-az4--x-s3" } }],
    found: [["mandatory s3-deny-wrong-uploads orders-policy", /^Bucket acme--use1-az4--x-s3 lets sessions [^]*Add to its bucket policy/], ["mandatory s3-deny-wrong-uploads two", /^Bucket acme-two--use1-az4--x-s3 has no bucket policy, [^]*Add to its bucket policy/]],
  },
  { says: "a directory bucket with SSE-S3 where that is approved: no key, no bucket key, no block", stack: [directory(), ofDirectory(encryption({ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }))], config: { ...allDefault({ requireBucketKey: true, requireSseCBlocked: true, requirement: { methods: ["sse-s3"] } }), "s3-deny-wrong-uploads": off, "s3-deny-future-methods": off }, found: [] },

  // What cannot be told yet.
  { says: "a policy whose bucket has no known name", stack: [bucket({ bucket: unknown }), encryption(kmsRule, { inputs: { bucket: unknown, rules: [kmsRule] }, dependencies: { bucket: ["orders"] } }), bucketPolicy(policy(...closed), { inputs: { bucket: unknown, policy: policy(...closed) }, dependencies: { bucket: ["orders"] } })], found: [["advisory s3-unverifiable-at-preview orders", /^Bucket of resource orders: its bucket policy cannot be judged yet: the bucket's name is known only after deployment\. Give the bucket a name\. \(docs\/policy-pack\.md#s3-unverifiable-at-preview\)$/]] },
  {
    says: "a policy of a bucket that cannot be told",
    stack: [bucket(), encryption(), bucketPolicy(policy(...closed), { inputs: { bucket: unknown, policy: policy(...closed) } })],
    found: [["advisory s3-unverifiable-at-preview orders", /its bucket policy cannot be judged yet: urn:\S+::orders-policy may be the one, but which bucket that belongs to is known only after deployment\. Pass the bucket on as its property bucket/], ["advisory s3-unverifiable-at-preview orders-policy", /^The bucket of this bucket policy cannot be told yet: its property bucket is known only after deployment\./]],
  },
];

const where = ({ enforcementLevel, policy: name, urn }: PackViolation): string => `${enforcementLevel ?? ""} ${name} ${urn ?? ""}`;

describe("policypack, what is reported of", () => {
  for (const { says, stack, config = {}, found } of cases) {
    it(says, async () => {
      const reported = await packViolations(stack, { "s3-upload-audited": off, ...config });
      const text = reported.map((one) => `${where(one)}: ${one.message}`).join("\n");
      assert.deepEqual(reported.map(where), found.map(([at]) => at), text);
      reported.forEach(({ message }, index) => { assert.match(message, found[index]?.[1] ?? /^$/); });
    });
  }

  describe("the stack's own requirement", () => {
    afterEach(() => {
      pulumi.runtime.setAllConfig({});
    });
    it("what is wrong with it is said once, by the policy on default encryption", async () => {
      pulumi.runtime.setAllConfig({ [stackConfigKey]: '{"methods":["kms"]}' });
      const reported = await packViolations([bucket(), encryption(), bucketPolicy()], { "s3-upload-audited": off });
      assert.deepEqual(reported.map(({ policy: name }) => name), ["s3-default-encryption"]);
      assert.match(reported[0]?.message ?? "", /^The stack config/);
    });
  });
});
