/** What S3 answered to bucket policies, as others recorded it; README.md names the sources. */

/** A statement as it was sent. */
export interface SentStatement {
  readonly [element: string]: unknown;
}

/** S3's answer to one policy. */
export interface RecordedAnswer {
  /** As the source calls the case. */
  readonly name: string;
  readonly source: keyof typeof sources;
  readonly statements: readonly SentStatement[];
  /** `refused`: MalformedPolicy. */
  readonly answer: "accepted" | "refused";
  /** S3's words, where the source has them. */
  readonly words?: string;
  /**
   * What GetBucketPolicyStatus said of it. Where it is true PutBucketPolicy was then AccessDenied with BlockPublicPolicy on,
   * where it is false it succeeded.
   */
  readonly public?: boolean;
  /** The bucket's partition, where it is not `aws`. */
  readonly partition?: string;
}

export const sources = {
  stackd: "https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/testdata/aws/s3/public_policy_replay.json",
  conditionPlan: "Bucket Policy Condition Data Availability Plan",
  noobaa: "https://github.com/noobaa/noobaa-core/issues/10058",
  sst: "https://github.com/anomalyco/sst/issues/5076",
  serverless: "https://github.com/serverless/serverless/issues/6933",
  s3Uploads: "https://github.com/humanmade/S3-Uploads/issues/239",
} as const;

export const recordedBucket = "recorded-bucket";
const account = "123456789012";
const file = `arn:aws:s3:::${recordedBucket}/file.txt`;

const read = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: file };
const everyoneDenied = { ...read, Effect: "Deny" };
const root = { AWS: `arn:aws:iam::${account}:root` };

/** A statement with other elements; undefined takes one away. */
function but(statement: SentStatement, changes: SentStatement): SentStatement {
  return Object.fromEntries(Object.entries({ ...statement, ...changes }).filter(([, value]) => value !== undefined));
}

/** Names with the statements that were sent under them. */
type Sent = readonly (readonly [name: string, ...statements: SentStatement[]])[];

function recorded(source: RecordedAnswer["source"], more: Pick<RecordedAnswer, "answer" | "words" | "public">, sent: Sent): RecordedAnswer[] {
  return sent.map(([name, ...statements]) => ({ name, source, statements, ...more }));
}

/** The read for everyone, under conditions. */
function when(name: string, Condition: object): readonly [string, SentStatement] {
  return [name, { ...read, Condition }];
}

function equals(name: string, key: string, value: unknown): readonly [string, SentStatement] {
  return when(name, { StringEquals: { [key]: value } });
}

function from(name: string, value: string | string[], operator = "IpAddress"): readonly [string, SentStatement] {
  return when(name, { [operator]: { "aws:SourceIp": value } });
}

const vpc = "vpc-12345678";

const refusedByStackd: Sent = [
  ["wildcard-service", { ...read, Principal: { Service: "*.amazonaws.com" } }],
  ["partial-principal", { ...read, Principal: { AWS: `arn:aws:iam::${account}:user/*` } }],
  ["notprincipal-allow", but(read, { Principal: undefined, NotPrincipal: root })],
  ["resource-star", { ...read, Resource: "*" }],
  ["invalid-other-bucket-resource", { ...read, Resource: "arn:aws:s3:::not-the-bucket/fixture" }],
  ["action-resource-mismatch", { ...read, Action: "s3:ListBucket" }],
  ["invalid-action", { ...read, Action: "s3:NotASupportedAction" }],
  when("sourcevpc-arn-equals", { ArnEquals: { "aws:SourceVpc": vpc } }),
];

const notPublic: Sent = [
  ["fixed-account", { ...read, Principal: { AWS: account } }],
  ["fixed-root", { ...read, Principal: root }],
  ["fixed-user", { ...read, Principal: { AWS: `arn:aws:iam::${account}:user/Delegated` } }],
  ["service", { ...read, Principal: { Service: "cloudtrail.amazonaws.com" } }],
  equals("anchor-aws-SourceAccount", "aws:SourceAccount", account),
  equals("anchor-aws-SourceArn", "aws:SourceArn", `arn:aws:sns:us-east-1:${account}:fixed`),
  equals("anchor-aws-PrincipalArn", "aws:PrincipalArn", `arn:aws:iam::${account}:user/Delegated`),
  equals("anchor-aws-PrincipalOrgID", "aws:PrincipalOrgID", "o-1234567890"),
  equals("anchor-aws-SourceVpc", "aws:SourceVpc", vpc),
  equals("anchor-aws-SourceVpce", "aws:SourceVpce", "vpce-12345678"),
  equals("anchor-aws-userid", "aws:userid", "AIDAEXAMPLEUNIQUEID00"),
  equals("anchor-s3-DataAccessPointArn", "s3:DataAccessPointArn", `arn:aws:s3:us-east-1:${account}:accesspoint/fixed`),
  equals("anchor-s3-DataAccessPointAccount", "s3:DataAccessPointAccount", account),
  when("sourcevpc-like-fixed", { StringLike: { "aws:SourceVpc": vpc } }),
  equals("sourcevpc-equals-wildcard", "aws:SourceVpc", "vpc-*"),
  equals("principalaccount-unlisted", "aws:PrincipalAccount", account),
  equals("sourceorgid-unlisted", "aws:SourceOrgID", "o-1234567890"),
  when("sourcearn-wildcard", { ArnLike: { "aws:SourceArn": `arn:aws:sns:us-east-1:${account}:*` } }),
  when("principalarn-wildcard", { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${account}:role/*` } }),
  when("sourcevpc-forany", { "ForAnyValue:StringEquals": { "aws:SourceVpc": vpc } }),
  when("userid-role-session-wildcard", { StringLike: { "aws:userid": "AROAEXAMPLEUNIQUEID:*" } }),
  when("accesspoint-name-wildcard", { ArnLike: { "s3:DataAccessPointArn": `arn:aws:s3:us-east-1:${account}:accesspoint/*` } }),
  when("accesspoint-region-wildcard", { ArnLike: { "s3:DataAccessPointArn": `arn:aws:s3:*:${account}:accesspoint/*` } }),
  equals("sourcevpc-array-fixed", "aws:SourceVpc", [vpc, "vpc-abcdef12"]),
  equals("sourcevpc-empty-array", "aws:SourceVpc", []),
  from("sourceip-11.0.0.0_8", "11.0.0.0/8"),
  from("sourceip-11.0.0.0_9", "11.0.0.0/9"),
  from("sourceip-10.0.0.0_8", "10.0.0.0/8"),
  from("sourceip-172.16.0.0_12", "172.16.0.0/12"),
  from("sourceip-192.168.0.0_16", "192.168.0.0/16"),
  from("sourceip-127.0.0.0_8", "127.0.0.0/8"),
  from("sourceip-2001-db8--_32", "2001:db8::/32"),
  from("sourceip-2001-db8--_33", "2001:db8::/33"),
  when("fixed-and-wildcard-conditions", { StringEquals: { "aws:SourceAccount": account }, StringLike: { "aws:SourceVpc": "vpc-*" } }),
  ["deny-only", everyoneDenied],
  ["public-allow-and-identical-deny", read, everyoneDenied],
  ["fixed-allow-public-deny", { ...read, Principal: { AWS: account } }, everyoneDenied],
  when("supplement-sourcearn-wildcard-region", { ArnLike: { "aws:SourceArn": `arn:aws:sns:*:${account}:*` } }),
  when("supplement-forall-with-presence", { "ForAllValues:StringEquals": { "aws:SourceVpc": vpc }, Null: { "aws:SourceVpc": "false" } }),
  when("supplement-ifexists-with-presence", { StringEqualsIfExists: { "aws:SourceVpc": vpc }, Null: { "aws:SourceVpc": "false" } }),
  from("supplement-sourceip-forany", "11.0.0.0/8", "ForAnyValue:IpAddress"),
  ["supplement-notprincipal-deny-only", but(everyoneDenied, { Principal: undefined, NotPrincipal: root })],
  ["supplement-notresource-deny-only", but(everyoneDenied, { Resource: undefined, NotResource: `arn:aws:s3:::${recordedBucket}/excluded` })],
  ["supplement-public-allow-deny-outside-account", read, { ...everyoneDenied, Condition: { StringNotEquals: { "aws:SourceAccount": account } } }],
];

const isPublic: Sent = [
  ["wildcard-principal", read],
  ["aws-wildcard-principal", { ...read, Principal: { AWS: "*" } }],
  ["notresource-allow", but(read, { Resource: undefined, NotResource: `arn:aws:s3:::${recordedBucket}/excluded` })],
  equals("anchor-aws-SourceOwner", "aws:SourceOwner", account),
  when("sourcevpc-wildcard", { StringLike: { "aws:SourceVpc": "vpc-*" } }),
  when("sourcevpc-question", { StringLike: { "aws:SourceVpc": "vpc-1234567?" } }),
  equals("sourcevpc-variable", "aws:SourceVpc", "${aws:SourceVpc}"),
  equals("sourceaccount-variable", "aws:SourceAccount", "${aws:PrincipalAccount}"),
  when("sourcevpc-forall", { "ForAllValues:StringEquals": { "aws:SourceVpc": vpc } }),
  when("sourcevpc-ifexists", { StringEqualsIfExists: { "aws:SourceVpc": vpc } }),
  when("sourcevpc-forall-ifexists", { "ForAllValues:StringEqualsIfExists": { "aws:SourceVpc": vpc } }),
  when("sourcevpc-not-equals", { StringNotEquals: { "aws:SourceVpc": vpc } }),
  when("userid-wildcard", { StringLike: { "aws:userid": "*" } }),
  when("accesspoint-account-wildcard", { ArnLike: { "s3:DataAccessPointArn": "arn:aws:s3:us-east-1:*:accesspoint/fixed" } }),
  when("sourcevpc-array-mixed", { StringLike: { "aws:SourceVpc": [vpc, "vpc-*"] } }),
  from("sourceip-0.0.0.0_0", "0.0.0.0/0"),
  from("sourceip-0.0.0.0_7", "0.0.0.0/7"),
  from("sourceip-10.0.0.0_7", "10.0.0.0/7"),
  from("sourceip---_0", "::/0"),
  from("sourceip-2000--_31", "2000::/31"),
  from("sourceip-fc00--_7", "fc00::/7"),
  from("sourceip-fe80--_10", "fe80::/10"),
  from("sourceip-ifexists", "11.0.0.0/8", "IpAddressIfExists"),
  from("sourceip-forall", "11.0.0.0/8", "ForAllValues:IpAddress"),
  from("sourceip-not", "11.0.0.0/8", "NotIpAddress"),
  equals("untrusted-referer", "aws:Referer", "https://example.invalid"),
  ["fixed-and-public-statements", { ...read, Principal: { AWS: account } }, read],
  when("supplement-sourcearn-wildcard-account", { ArnLike: { "aws:SourceArn": "arn:aws:sns:us-east-1:*:fixed" } }),
  when("supplement-sourcearn-variable-resource", { ArnLike: { "aws:SourceArn": `arn:aws:sns:us-east-1:${account}:\${aws:username}` } }),
  when("supplement-sourcearn-variable-account", { ArnLike: { "aws:SourceArn": "arn:aws:sns:us-east-1:${aws:PrincipalAccount}:fixed" } }),
  when("supplement-principalarn-wildcard-account", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/fixed" } }),
  when("supplement-principalarn-variable-resource", { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${account}:role/\${aws:username}` } }),
  equals("supplement-sourceowner-lowercase", "aws:sourceowner", account),
  from("supplement-sourceip-mixed-array", ["11.0.0.0/8", "0.0.0.0/0"]),
  ["supplement-public-allow-notprincipal-deny", read, but(everyoneDenied, { Principal: undefined, NotPrincipal: root })],
];

const bucket = `arn:aws:s3:::${recordedBucket}`;
const user = { AWS: `arn:aws:iam::${account}:user/uploads` };
const bucketActions = ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketPolicy", "s3:ListBucket", "s3:ListBucketMultipartUploads"];
const objectActions = [
  "s3:AbortMultipartUpload",
  "s3:DeleteObject",
  "s3:GetObject",
  "s3:GetObjectAcl",
  "s3:ListMultipartUploadParts",
  "s3:PutObject",
  "s3:PutObjectAcl",
];
const uploads = { Effect: "Allow", Principal: user, Action: objectActions, Resource: `${bucket}/*` };
const secureTransport = (partition: string): SentStatement => ({
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [`arn:${partition}:s3:::${recordedBucket}`, `arn:${partition}:s3:::${recordedBucket}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

const conditionsRefusal = "Conditions do not apply to combination of actions and resources in statement";
const unfitRefusal = "Action does not apply to any resource(s) in statement";

const objectTag = { StringEquals: { "s3:ExistingObjectTag/security": "public" } };
const requestTag = { StringEquals: { "s3:RequestObjectTag/security": "public" } };
const copied = "src/public/*";
const everybody = "uri=http://acs.amazonaws.com/groups/global/AllUsers";
const headerConditions = {
  "s3:x-amz-copy-source": { StringLike: { "s3:x-amz-copy-source": copied } },
  "s3:x-amz-metadata-directive": { StringEquals: { "s3:x-amz-metadata-directive": "COPY" } },
  "s3:x-amz-server-side-encryption": { Null: { "s3:x-amz-server-side-encryption": "true" } },
  "s3:x-amz-server-side-encryption-customer-algorithm": { Null: { "s3:x-amz-server-side-encryption-customer-algorithm": "true" } },
  "s3:x-amz-acl": { StringEquals: { "s3:x-amz-acl": "private" } },
  "s3:x-amz-grant-read-acp": { StringEquals: { "s3:x-amz-grant-read-acp": everybody } },
  "s3:x-amz-grant-full-control": { StringEquals: { "s3:x-amz-grant-full-control": everybody } },
} as const;
const ofObjects = (...actions: string[]) => ({ ...read, Action: actions.length === 1 ? actions[0] : actions, Resource: `${bucket}/*` });

const takesObjectTag =
  "GetObject GetObjectVersion GetObjectAttributes GetObjectVersionAttributes DeleteObjectTagging DeleteObjectVersionTagging " +
  "GetObjectAcl PutObjectAcl GetObjectVersionAcl PutObjectVersionAcl GetObjectTagging PutObjectTagging " +
  "GetObjectVersionTagging PutObjectVersionTagging";
const noObjectTag =
  "GetObjectRetention GetObjectLegalHold PutObject DeleteObject DeleteObjectVersion PutObjectRetention PutObjectLegalHold BypassGovernanceRetention";
const noRequestTag = "PutObjectAcl PutObjectRetention PutObjectLegalHold";
const mixed: Sent = [
  ["DeleteObject, DeleteObjectTagging: ExistingObjectTag", { ...ofObjects("s3:DeleteObject", "s3:DeleteObjectTagging"), Condition: objectTag }],
  ["GetObject, PutObject: ExistingObjectTag", { ...ofObjects("s3:GetObject", "s3:PutObject"), Condition: objectTag }],
  ["PutObjectAcl, PutObjectTagging: RequestObjectTag", { ...ofObjects("s3:PutObjectAcl", "s3:PutObjectTagging"), Condition: requestTag }],
];

function withKey(names: string, key: string, Condition: object): Sent {
  return names.split(" ").map((name) => [`${name}: ${key}`, { ...ofObjects(`s3:${name}`), Condition }] as const);
}

/** Every answer, S3's own of September 2026 first. */
export const recordedAnswers: readonly RecordedAnswer[] = [
  ...recorded("stackd", { answer: "refused" }, refusedByStackd),
  ...recorded("stackd", { answer: "accepted", public: false }, notPublic),
  ...recorded("stackd", { answer: "accepted", public: true }, isPublic),
  ...recorded("conditionPlan", { answer: "accepted" }, [
    ...withKey(takesObjectTag, "ExistingObjectTag", objectTag),
    ...withKey("PutObject", "x-amz-copy-source", headerConditions["s3:x-amz-copy-source"]),
    ...withKey("PutObject", "x-amz-metadata-directive", headerConditions["s3:x-amz-metadata-directive"]),
  ]),
  ...recorded("conditionPlan", { answer: "refused", words: conditionsRefusal }, [
    ...withKey(noObjectTag, "ExistingObjectTag", objectTag),
    ...withKey(noRequestTag, "RequestObjectTag", requestTag),
    ...mixed,
    ...["s3:GetObject", "s3:GetObjectVersion"].flatMap((reading) =>
      Object.entries(headerConditions).map(
        ([key, Condition]) => [`${reading}, s3:PutObject: ${key}`, { ...ofObjects(reading, "s3:PutObject"), Condition }] as const,
      ),
    ),
  ]),
  ...recorded("noobaa", { answer: "refused", words: "Policy has invalid resource" }, [
    ["Resource *", { Effect: "Allow", Principal: user, Action: ["s3:*"], Resource: ["*"] }],
  ]),
  { name: "aws in us-gov-west-1", source: "sst", statements: [secureTransport("aws")], answer: "refused", words: "Policy has invalid resource", partition: "aws-us-gov" },
  { name: "aws-us-gov in us-gov-west-1", source: "sst", statements: [secureTransport("aws-us-gov")], answer: "accepted", partition: "aws-us-gov" },
  { name: "aws in cn-north-1", source: "serverless", statements: [secureTransport("aws")], answer: "refused", words: "Policy has invalid resource", partition: "aws-cn" },
  ...recorded("s3Uploads", { answer: "refused", words: unfitRefusal }, [
    ["actions on the bucket for its objects", { ...uploads, Action: [...objectActions, ...bucketActions] }],
  ]),
  ...recorded("s3Uploads", { answer: "refused", words: conditionsRefusal }, [
    ["s3:prefix with every action on the bucket", uploads, { Effect: "Allow", Principal: user, Action: bucketActions, Resource: bucket, Condition: { StringLike: { "s3:prefix": ["*"] } } }],
  ]),
];
