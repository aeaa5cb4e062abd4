/** Protects that a wrong config is refused in full: each problem with path, value, what is allowed and an example. */
import assert from "node:assert/strict";
import { ConfigError, parseStackConfig } from "../../config/parse";
import { pathText } from "../../validation/problem";

const context = { project: "s3-encryption-audit", stack: "dev", region: "us-east-1" };
const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

const ownStatement = { Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*" };

function refusal(values: Record<string, unknown>, stack = context): ConfigError {
  try {
    parseStackConfig(values, stack);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  assert.fail(`${JSON.stringify(values)} should have been refused`);
}

const member = { id: "444455556666", roleArn: "arn:aws:iam::444455556666:role/audit" };
const multiRegion = { trail: { multiRegion: true } };

type Case = [what: string, values: Record<string, unknown>, path: string, message: RegExp];

const cases: readonly Case[] = [
  ["a region that is none", { ...multiRegion, regions: ["Ireland"] }, "regions[0]", /"Ireland" is not the name of a region/],
  ["a region of another partition", { ...multiRegion, regions: ["cn-north-1"] }, "regions[0]", /is in partition aws-cn, but the stack deploys to us-east-1/],
  ["a region named twice", { ...multiRegion, regions: ["eu-west-1", "eu-west-1"] }, "regions[1]", /named twice/],
  ["a dimension that has one value", { ...multiRegion, regions: ["eu-west-1"], metricDimensions: ["region", "account"] }, "metricDimensions[1]", /"account" would be the same for every upload: there is one[\s\S]*account beside accounts/],
  ["a dimension named twice", { ...multiRegion, regions: ["eu-west-1"], metricDimensions: ["region", "region"] }, "metricDimensions[1]", /named twice/],
  ["dimensions with more values than a metric filter may have in an hour", { ...multiRegion, regions: ["eu-west-1", "eu-west-2", "eu-west-3"], accounts: Array.from({ length: 249 }, (_, index) => String(index + 222_000_000_000)).map((id) => ({ id, roleArn: `arn:aws:iam::${id}:role/audit` })), metricDimensions: ["region", "account"] }, "metricDimensions", /1000 accounts and regions; CloudWatch Logs may disable a metric filter whose dimensions have 1000 values in an hour/],
  ["a dimension that there is not", { ...multiRegion, regions: ["eu-west-1"], metricDimensions: ["bucket"] }, "metricDimensions[0]", /account and region/],
  ["further regions that the trail does not record", { regions: ["eu-west-1"] }, "trail.multiRegion", /would record none of their uploads[\s\S]*multiRegion: true/],
  ["an account id that YAML takes for a number", { accounts: [{ ...member, id: 444455556666 }] }, "accounts[0].id", /444455556666 is a number, not text: put it in quotes[\s\S]*Did you mean id: "444455556666"\?/],
  ["an account id that is none", { accounts: [{ ...member, id: "4444" }] }, "accounts[0].id", /"4444" is not an account id/],
  ["an account named twice", { accounts: [member, member] }, "accounts[1].id", /"444455556666" is named twice/],
  ["an account's role that is none", { accounts: [{ ...member, roleArn: "arn:aws:iam::444455556666:user/audit" }] }, "accounts[0].roleArn", /is not the ARN of an IAM role/],
  ["an account's role in another account", { accounts: [{ ...member, roleArn: "arn:aws:iam::777788889999:role/audit" }] }, "accounts[0].roleArn", /is a role of 777788889999, but the account is 444455556666/],
  ["an account's role in another partition", { accounts: [{ ...member, roleArn: "arn:aws-cn:iam::444455556666:role/audit" }] }, "accounts[0].roleArn", /is in partition aws-cn, but the stack deploys to us-east-1/],
  ["an account without a role", { accounts: [{ id: "444455556666" }] }, "accounts[0].roleArn", /is missing/],
  ["an account of which it is not known what records it", { trail: "existing", accounts: [member] }, "accounts[0].trail", /whether the existing trail at home records this account/],
  ["a second trail beside the organization's", { trail: { organization: { id: "o-abcd123456" } }, accounts: [{ ...member, trail: "create" }] }, "accounts[0].trail", /paid for twice/],
  ["an organization that is none", { trail: { organization: { id: "ou-abcd-11112222" } } }, "trail.organization.id", /is not the id of an organization/],
  ["an organization's trail that exists", { trail: { mode: "existing", organization: { id: "o-abcd123456" } } }, "trail.organization", /trail\.mode is existing/],
  ["a key in a region that is not audited", { ...multiRegion, regions: ["eu-west-1"], requirement: { methods: ["sse-kms"], kmsKeyArns: [key, key.replace("us-east-1", "us-west-2")] } }, "requirement.kmsKeyArns[1]", /is in region us-west-2, which is not audited/],
  ["a first key in another region than home", { ...multiRegion, regions: ["eu-west-1"], requirement: { methods: ["sse-kms"], kmsKeyArns: [key.replace("us-east-1", "eu-west-1")] } }, "requirement.kmsKeyArns[0]", /deploys to us-east-1, where new objects get the first key/],
  ["an unknown key", { requirment: {} }, "requirment", /not a known key.*\{\}[\s\S]*Did you mean requirement\?/],
  ["an unknown nested key", { trail: { multiregion: true } }, "trail.multiregion", /not a known key[\s\S]*Did you mean multiRegion\?/],
  ["an unknown key of a bucket", { buckets: [{ name: "acme", enforcment: "deny" }] }, "buckets[0].enforcment", /Did you mean enforcement\?/],
  ["a bucket name that S3 refuses", { buckets: [{ name: "Acme_Orders" }] }, "buckets[0].name", /"Acme_Orders" is not a valid bucket name/],
  ["a bucket name like an address", { scope: { buckets: ["192.168.0.1"] } }, "scope.buckets[0]", /not valid|not a valid bucket name/],
  ["a method by the value of its header", { requirement: { methods: ["aws:kms"] } }, "requirement.methods[0]", /"aws:kms" is not one of the allowed values[\s\S]*Did you mean sse-kms\?/],
  ["SSE-S3 by the value of its header", { requirement: { methods: ["AES256"] } }, "requirement.methods[0]", /Did you mean sse-s3\?/],
  ["an ARN of another service", { requirement: { methods: ["sse-kms"], kmsKeyArns: ["arn:aws:s3:::acme"] } }, "requirement.kmsKeyArns[0]", /is an ARN of s3, not of kms/],
  ["an ARN in another partition", { requirement: { methods: ["sse-kms"], kmsKeyArns: [key.replace("arn:aws:", "arn:aws-cn:")] } }, "requirement.kmsKeyArns[0]", /puts region us-east-1 in partition aws-cn/],
  ["an ARN in another region", { requirement: { methods: ["sse-kms"], kmsKeyArns: [key.replace("us-east-1", "eu-west-1")] } }, "requirement.kmsKeyArns[0]", /is in region eu-west-1, but the stack deploys to us-east-1(?!, where)/],
  ["an alias instead of a key", { requirement: { methods: ["sse-kms"], kmsKeyArns: ["arn:aws:kms:us-east-1:111122223333:alias/x"] } }, "requirement.kmsKeyArns[0]", /is an alias/],
  ["none as an approved method", { requirement: { methods: ["none"] } }, "requirement.methods[0]", /"none" cannot be approved/],
  ["a misspelt method", { requirement: { methods: ["sse-kns"] } }, "requirement.methods[0]", /"sse-kns"[\s\S]*Did you mean sse-kms\?/],
  ["a method named twice", { requirement: { methods: ["sse-kms", "sse-kms"] } }, "requirement.methods[1]", /named twice/],
  ["KMS keys with no KMS method", { requirement: { methods: ["sse-s3"], kmsKeyArns: [key] } }, "requirement.kmsKeyArns", /no approved method uses one/],
  ["an empty requirement", { requirement: {} }, "requirement.methods", /is missing/],
  ["no methods", { requirement: { methods: [] } }, "requirement.methods", /\[\] is empty/],
  ["no keys", { requirement: { methods: ["sse-kms"], kmsKeyArns: [] } }, "requirement.kmsKeyArns", /\[\] is empty/],
  ["two buckets of one name", { buckets: [{ name: "acme" }, { name: "acme" }] }, "buckets[1].name", /"acme" is also the name of buckets\[0\]/],
  ["an existing bucket that is also created", { trail: { logBucket: { existing: "acme" } }, buckets: [{ name: "acme" }] }, "trail.logBucket.existing", /said to exist, but buckets\[0\] creates it/],
  ["a log bucket both existing and created", { trail: { logBucket: { existing: "acme", name: "acme-2" } } }, "trail.logBucket.name", /names a bucket to create/],
  ["a log bucket that audits itself", { trail: { logBucket: { existing: "acme" } }, scope: { buckets: ["acme"] } }, "scope.buckets[0]", /own log bucket/],
  ["a retention that CloudWatch does not have", { logGroup: { retentionDays: 91 } }, "logGroup.retentionDays", /91 is not one of/],
  ["properties of a trail that exists", { trail: { mode: "existing", multiRegion: true } }, "trail.multiRegion", /a property of a trail that is created, but trail\.mode is existing/],
  ["a trail word that is none", { trail: "exsting" }, "trail.mode", /"exsting"[\s\S]*Did you mean existing\?/],
  ["prefixes beside all buckets", { scope: { buckets: "all", bucketPrefixes: ["acme-"] } }, "scope.bucketPrefixes", /narrows nothing down/],
  ["nothing to audit", { scope: { buckets: [] } }, "scope.buckets", /nothing would be audited/],
  ["a bucket in and out of scope", { scope: { buckets: ["acme"], excludedBuckets: ["acme"] } }, "scope.excludedBuckets[0]", /is audited according to scope\.buckets/],
  ["a default that is not approved", { requirement: { methods: ["sse-kms"] }, buckets: [{ name: "acme", method: "sse-s3" }] }, "buckets[0].method", /"sse-s3" is not approved[^]*Allowed: sse-kms\./],
  ["a key that is not approved", { requirement: { methods: ["sse-kms"], kmsKeyArns: [key] }, buckets: [{ name: "acme", kmsKeyArn: key.replace("1234abcd", "99999999") }] }, "buckets[0].kmsKeyArn", /not one of requirement\.kmsKeyArns/],
  ["an exemption without a reason", { buckets: [{ name: "acme", exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/x", reason: " " }] }] }, "buckets[0].exemptPrincipals[0].reason", /gives no reason/],
  ...["role/*", "user/*", "role/**", "role/?*", "role/*/*"].flatMap((name): Case[] => [
    [`an exemption of everyone: ${name}`, { buckets: [{ name: "acme", exemptPrincipals: [{ arn: `arn:aws:iam::*:${name}`, reason: "r" }] }] }, "buckets[0].exemptPrincipals[0].arn", new RegExp(`exempts every ${name.slice(0, 4)}: none of them is denied anything\\. Name those that need it; where all are meant, say everyone: true`)],
    [`an exemption of everyone for a method: ${name}`, { policies: { exemptPrincipals: [{ arn: `arn:aws:iam::111122223333:${name}`, methods: ["sse-c"], reason: "r" }] } }, "policies.exemptPrincipals[0].arn", /sse-c is denied to none of them\. .*or approve the method/],
  ]),
  ...["role/team-*", "role/*-ci", "role/team/*", "user/?"].map((name): Case => [`an exemption of some that says everyone: ${name}`, { buckets: [{ name: "acme", exemptPrincipals: [{ arn: `arn:aws:iam::111122223333:${name}`, everyone: true, reason: "r" }] }] }, "buckets[0].exemptPrincipals[0].everyone", /exempts some alone/]),
  ["a log bucket to create for a trail that exists", { trail: { mode: "existing", logBucket: { existing: "acme", name: "acme-2" } } }, "trail.logBucket.name", /is a property of a bucket that is created/],
  ["an existing trail's log bucket that is audited", { trail: { mode: "existing", logBucket: { existing: "acme" } }, scope: { buckets: ["acme"] } }, "scope.buckets[0]", /own log bucket/],
  ["an existing trail's log bucket that is created", { trail: { mode: "existing", logBucket: { existing: "acme" } }, buckets: [{ name: "acme" }] }, "trail.logBucket.existing", /said to exist, but buckets\[0\] creates it/],
  ["an exemption of a session", { buckets: [{ name: "acme", exemptPrincipals: [{ arn: "arn:aws:sts::111122223333:assumed-role/x/y", reason: "r" }] }] }, "buckets[0].exemptPrincipals[0].arn", /not the ARN of an IAM role or user/],
  ["an own statement on another bucket", { buckets: [{ name: "acme", additionalStatements: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::other/*" }] }] }, "buckets[0].additionalStatements[0].Resource", /is not this bucket/],
  ["an own statement without a principal", { buckets: [{ name: "acme", additionalStatements: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*" }] }] }, "buckets[0].additionalStatements[0]", /neither Principal nor NotPrincipal/],
  ["an own statement with a generated Sid", { buckets: [{ name: "acme", additionalStatements: [{ Sid: "DenySseC", Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*" }] }] }, "buckets[0].additionalStatements[0].Sid", /"DenySseC" is also the Sid of a generated statement/],
  ...(["Orders", "ab", "-orders", "orders-", "orders_app", "a".repeat(51), "orders-s3alias"] as const).map((name): Case => [`an access point name that S3 refuses: ${name}`, { buckets: [{ name: "acme", accessPoints: [{ name }] }] }, "buckets[0].accessPoints[0].name", /is not a valid access point name[\s\S]*3 to 50 lower-case letters, digits and hyphens/]),
  ["an access point of two buckets", { buckets: [{ name: "acme", accessPoints: [{ name: "app" }] }, { name: "acme-two", accessPoints: [{ name: "other" }, { name: "app" }] }] }, "buckets[1].accessPoints[1].name", /"app" is the name of another access point as well[\s\S]*no other access point of the account has in the region/],
  ["a VPC that is none", { buckets: [{ name: "acme", accessPoints: [{ name: "app", vpcId: "vpce-0a1b2c3d" }] }] }, "buckets[0].accessPoints[0].vpcId", /"vpce-0a1b2c3d" is not the id of a VPC/],
  ["an access point's statement on the bucket", { buckets: [{ name: "acme", accessPoints: [{ name: "app", additionalStatements: [ownStatement] }] }] }, "buckets[0].accessPoints[0].additionalStatements[0].Resource", /is not this access point or objects behind it[\s\S]*arn:aws:s3:us-east-1:<account>:accesspoint\/app\/object\/<key pattern>/],
  ["an access point's statement in another region", { buckets: [{ name: "acme", accessPoints: [{ name: "app", additionalStatements: [{ ...ownStatement, Resource: "arn:aws:s3:eu-west-1:111122223333:accesspoint/app/object/*" }] }] }] }, "buckets[0].accessPoints[0].additionalStatements[0].Resource", /is not this access point/],
  ["an access point's statement whose keys are not behind /object/", { buckets: [{ name: "acme", accessPoints: [{ name: "app", additionalStatements: [{ ...ownStatement, Resource: "arn:aws:s3:us-east-1:111122223333:accesspoint/app/invoices/*" }] }] }] }, "buckets[0].accessPoints[0].additionalStatements[0].Resource", /S3 would refuse the access point's policy .*objects behind it/],
  ["an access point's statement with a generated Sid", { buckets: [{ name: "acme", accessPoints: [{ name: "app", additionalStatements: [{ ...ownStatement, Sid: "DenySseC", Resource: "arn:aws:s3:us-east-1:111122223333:accesspoint/app/object/*" }] }] }] }, "buckets[0].accessPoints[0].additionalStatements[0].Sid", /generated statement/],
  ["an access point that is opened to everybody", { buckets: [{ name: "acme", accessPoints: [{ name: "app", additionalStatements: [{ ...ownStatement, Principal: "*", Resource: "arn:aws:s3:us-east-1:111122223333:accesspoint/app/object/*" }] }] }] }, "buckets[0].accessPoints[0].additionalStatements[0]", /allows public access/],
  ["a prefix to deny below, and nothing denied", { buckets: [{ name: "acme", enforcement: "audit", denyBelow: ["a/"] }] }, "buckets[0].denyBelow", /denies nothing[\s\S]*only with enforcement: deny/],
  ["a prefix with a wildcard", { buckets: [{ name: "acme", denyBelow: ["a/*"] }] }, "buckets[0].denyBelow[0]", /"a\/\*" is not the beginning of object keys/],
  ["a default that is kept and denied by", { buckets: [{ name: "acme", defaultEncryption: "keep" }] }, "buckets[0].defaultEncryption", /a default that the stack does not know[\s\S]*enforcement: audit/],
  ["a key for a default that is kept", { buckets: [{ name: "acme", enforcement: "audit", defaultEncryption: "keep", kmsKeyArn: key }] }, "buckets[0].kmsKeyArn", /defaultEncryption: keep does not set/],
  ["a tag of a bucket that S3 refuses", { buckets: [{ name: "acme", tags: { "aws:x": "y" } }] }, "buckets[0].tags.aws:x", /not a valid tag key/],
  ["subscriptions to a topic that exists", { notifications: { topicArn: "arn:aws:sns:us-east-1:111122223333:t", emails: ["a@example.com"] } }, "notifications.emails", /existing one/],
  ["a lake whose results no approved method can encrypt", { requirement: { methods: ["dsse-kms"] }, lake: true }, "lake", /which Athena writes with SSE-S3 or SSE-KMS, and the requirement approves neither/],
  ["a lake over log files of which nobody says where they are", { trail: "existing", lake: true }, "trail.logBucket.existing", /their bucket is not known/],
  ["a lake that says where the stack's own trail delivers", { lake: { create: true, keyPrefix: "central" } }, "lake.keyPrefix", /the stack creates its trail/],
  ["a lake that is described, and not made", { lake: { days: 30 } }, "lake.create", /nothing of it would be created/],
  ["a lake with an account twice", { lake: { create: true, accountIds: ["444455556666", "444455556666"] } }, "lake.accountIds[1]", /named twice/],
  ["a lake that writes its results into a bucket of the stack", { buckets: [{ name: "acme" }], lake: { create: true, resultBucket: { name: "acme" } } }, "lake.resultBucket.name", /is also the name of buckets\[0\]/],
  ["a lake that writes its results beside the log files", { trail: { logBucket: { name: "acme-logs" } }, lake: { create: true, resultBucket: { name: "acme-logs" } } }, "lake.resultBucket.name", /is the bucket of the log files/],
  ["a lake whose queries may read nothing", { lake: { gigabytesPerQuery: 0.001 } }, "lake.gigabytesPerQuery", /0\.001/],
  ["a lake with folders that are none", { trail: { mode: "existing", logBucket: { existing: "acme-logs" } }, lake: { create: true, keyPrefix: "/central/" } }, "lake.keyPrefix", /is not a prefix of log files/],
  ["a watch by a trail that there is not", { trail: "existing", tampering: { trail: "own" } }, "tampering.trail", /trail\.mode is existing: there is none[\s\S]*Allowed: the name or ARN of the trail that records management events/],
  ["a watch by no trail's name", { tampering: { trail: "my trail" } }, "tampering.trail", /"my trail" is not a valid trail name/],
  ["a watch by the ARN of something else", { tampering: { trail: "arn:aws:s3:::acme" } }, "tampering.trail", /is an ARN of s3, not of cloudtrail/],
  ["exemptions from no watch", { tampering: { exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/x", reason: "r" }] } }, "tampering.exemptPrincipals", /a watch that there is not: tampering\.trail is missing/],
  ["an exemption from the watch without a reason", { tampering: { trail: "own", exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/x", reason: "" }] } }, "tampering.exemptPrincipals[0].reason", /gives no reason/],
  ["an exemption with a wildcard that patterns do not know", { tampering: { trail: "own", exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/x?", reason: "r" }] } }, "tampering.exemptPrincipals[0].arn", /wildcard that event patterns do not know/],
  ["an exemption named twice", { tampering: { trail: "own", exemptPrincipals: ["a", "b"].map((reason) => ({ arn: "arn:aws:iam::111122223333:role/x", reason })) } }, "tampering.exemptPrincipals[1]", /named twice/],
  ["an exemption in another partition", { tampering: { trail: "own", exemptPrincipals: [{ arn: "arn:aws-cn:iam::111122223333:role/x", reason: "r" }] } }, "tampering.exemptPrincipals[0].arn", /is in partition aws-cn/],
  ["an e-mail address that is none", { notifications: { emails: ["nobody"] } }, "notifications.emails[0]", /"nobody"/],
  ["an endpoint without TLS", { notifications: { httpsEndpoints: ["http://example.com"] } }, "notifications.httpsEndpoints[0]", /http:\/\/example\.com/],
  ["log files kept for longer than S3 can count", { trail: { logBucket: { expireAfterDays: 99_999_999_999 } } }, "trail.logBucket.expireAfterDays", /99999999999 is too large[\s\S]*from 1 to 2147483647/],
  ["a day more than S3 can count", { trail: { logBucket: { expireAfterDays: 2 ** 31 } } }, "trail.logBucket.expireAfterDays", /too large/],
  ["silence of more than the seven days that CloudWatch looks back", { alarms: { silentHours: 169 } }, "alarms.silentHours", /169 is too large[\s\S]*from 1 to 168/],
  ["a role's name that is longer than any", { buckets: [{ name: "acme", exemptPrincipals: [{ arn: `arn:aws:iam::111122223333:role/team/${"x".repeat(65)}*`, reason: "r" }] }] }, "buckets[0].exemptPrincipals[0].arn", /names nobody: .* at most 64 characters/],
  ["tags that IAM takes for one", { policies: { identity: true }, buckets: [{ name: "acme" }], tags: { Stack: "x" } }, "tags.Stack", /differs from the tag stack only in upper and lower case/],
  ["a new bucket in -an that names no account and region", { buckets: [{ name: "acme-an" }] }, "buckets[0].name", /ends in -an, which S3 gives to new buckets of the form <prefix>-<account>-<region>-an alone[\s\S]*<prefix>-<account>-us-east-1-an/],
  ["a new bucket of another region's namespace", { buckets: [{ name: "acme-111122223333-eu-west-1-an" }] }, "buckets[0].name", /for a bucket in eu-west-1, but the stack deploys to us-east-1/],
  ["a new bucket of a namespace that its region does not have", { buckets: [{ name: "acme-111122223333-me-south-1-an" }] }, "buckets[0].name", /in every region but me-south-1 and me-central-1/],
  ["a new log bucket in -an", { trail: { logBucket: { name: "acme-trail-an" } } }, "trail.logBucket.name", /ends in -an/],
  ["a tag that AWS reserves", { tags: { "aws:x": "y" } }, "tags.aws:x", /not a valid tag key/],
  ["a tag that is a number", { tags: { cost: 12 } }, "tags.cost", /12 is a number, not text: put it in quotes[^]*Did you mean cost: "12"\?/],
  ["an unknown key named like a member of every object", { constructor: 1 }, "constructor", /not a known key; its value is 1/],
  ["an unknown key that is like no other", { scope: { zzz: true } }, "scope.zzz", /not a known key; its value is true[\s\S]*Allowed: buckets, bucketPrefixes, excludedBuckets\./],
  ["a text for a list, once", { requirement: { methods: "" } }, "requirement.methods", /"" is not a list/],
  ["a list for a map", { logGroup: [] }, "logGroup", /\[\] is not a map/],
  ["a key without a value", { scope: null }, "scope", /scope: has no value/],
  ["a bucket without a name", { buckets: [{}] }, "buckets[0].name", /is missing/],
  ["a bucket name that S3 reserves", { buckets: [{ name: "acme--x-s3" }] }, "buckets[0].name", /not a valid bucket name/],
  ["a prefix that begins no bucket name", { scope: { bucketPrefixes: ["-acme"] } }, "scope.bucketPrefixes[0]", /not how a bucket name can begin/],
  ["an origin that there is not", { requirement: { methods: ["sse-kms"], origin: "heder" } }, "requirement.origin", /"heder"[\s\S]*Did you mean header\?/],
  ["a key of no region", { requirement: { methods: ["sse-kms"], kmsKeyArns: [key.replace("us-east-1", "")] } }, "requirement.kmsKeyArns[0]", /names no AWS region/],
  ["a key of no account", { requirement: { methods: ["sse-kms"], kmsKeyArns: [key.replace("111122223333", "")] } }, "requirement.kmsKeyArns[0]", /names no account/],
  ["a key that is no ARN", { requirement: { methods: ["sse-kms"], kmsKeyArns: ["1234abcd-12ab-34cd-56ef-1234567890ab"] } }, "requirement.kmsKeyArns[0]", /is not an ARN/],
  ["a key named twice", { requirement: { methods: ["sse-kms"], kmsKeyArns: [key, key] } }, "requirement.kmsKeyArns[1]", /named twice/],
  ["a misspelt method of a bucket, and no guess of what its key is for", { buckets: [{ name: "acme", method: "sse-kns", kmsKeyArn: key }] }, "buckets[0].method", /"sse-kns"[\s\S]*Did you mean sse-kms\?/],
  ["a misspelt requirement, and no guess of what buckets may use", { requirement: { methods: ["sse-kns"] }, buckets: [{ name: "acme", method: "sse-kms" }, { name: "acme-2", kmsKeyArn: key }] }, "requirement.methods[0]", /Did you mean sse-kms\?/],
  ["no methods, and no guess of what buckets may use", { requirement: { methods: [] }, buckets: [{ name: "acme", method: "sse-kms" }] }, "requirement.methods", /\[\] is empty/],
  ["a bucket default where only SSE-C is approved", { requirement: { methods: ["sse-c"] }, buckets: [{ name: "acme", method: "sse-kms" }] }, "buckets[0].method", /Allowed: leave it out/],
  ["SSE-C as a bucket default", { requirement: { methods: ["sse-c", "sse-kms"] }, buckets: [{ name: "acme", method: "sse-c" }] }, "buckets[0].method", /cannot be a bucket's default/],
  ["a key for a default that uses none", { requirement: { methods: ["sse-s3"] }, buckets: [{ name: "acme", kmsKeyArn: key }] }, "buckets[0].kmsKeyArn", /default encryption SSE-S3 uses no KMS key/],
  ["a key for the default of a bucket that takes SSE-C alone", { requirement: { methods: ["sse-c"] }, buckets: [{ name: "acme", kmsKeyArn: key }] }, "buckets[0].kmsKeyArn", /uses no KMS key/],
  ["a bucket's key in another region", { buckets: [{ name: "acme", kmsKeyArn: key.replace("us-east-1", "eu-west-1") }] }, "buckets[0].kmsKeyArn", /is in region eu-west-1/],
  ["exemptions from denials that are not made", { buckets: [{ name: "acme", enforcement: "audit", exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/x", reason: "r" }] }] }, "buckets[0].exemptPrincipals", /enforcement: audit/],
  ["an exemption for a method that is approved", { requirement: { methods: ["sse-kms"] }, buckets: [{ name: "acme", exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/x", methods: ["sse-c", "sse-kms"], reason: "r" }] }] }, "buckets[0].exemptPrincipals[0].methods[1]", /"sse-kms" is approved by the requirement already[^]*Allowed: sse-c, sse-s3, dsse-kms/],
  ["an exemption from policies for a method that is approved", { requirement: { methods: ["sse-kms"] }, policies: { serviceControl: {}, exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/x", methods: ["sse-kms"], reason: "r" }] } }, "policies.exemptPrincipals[0].methods[0]", /is approved by the requirement already/],
  ["an exemption for a method named twice", { buckets: [{ name: "acme", exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/x", methods: ["sse-c", "sse-c"], reason: "r" }] }] }, "buckets[0].exemptPrincipals[0].methods[1]", /"sse-c" is named twice/],
  ["an exemption for no encryption", { buckets: [{ name: "acme", exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/x", methods: ["none"], reason: "r" }] }] }, "buckets[0].exemptPrincipals[0].methods[0]", /S3 has encrypted every new object/],
  ["an exemption for a method that S3 does not have", { buckets: [{ name: "acme", exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/x", methods: ["sse-d"], reason: "r" }] }] }, "buckets[0].exemptPrincipals[0].methods[0]", /"sse-d" is not one of the allowed values/],
  ["an exemption for no method at all", { buckets: [{ name: "acme", exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/x", methods: [], reason: "r" }] }] }, "buckets[0].exemptPrincipals[0].methods", /is empty|at least/],
  ["an exemption in another partition", { buckets: [{ name: "acme", exemptPrincipals: [{ arn: "arn:aws-cn:iam::111122223333:role/x", reason: "r" }] }] }, "buckets[0].exemptPrincipals[0].arn", /is in partition aws-cn, but the stack deploys to us-east-1/],
  ["an exemption from policies in another partition", { policies: { exemptPrincipals: [{ arn: "arn:aws-cn:iam::111122223333:role/x", reason: "r" }] } }, "policies.exemptPrincipals[0].arn", /is in partition aws-cn/],
  ["an own statement in another partition", { buckets: [{ name: "acme", additionalStatements: [{ ...ownStatement, Resource: "arn:aws-cn:s3:::acme/*" }] }] }, "buckets[0].additionalStatements[0].Resource", /is in partition aws-cn/],
  ["an own statement on all but another bucket", { buckets: [{ name: "acme", additionalStatements: [{ Effect: "Deny", Principal: "*", Action: "s3:*", NotResource: "arn:aws:s3:::other/*" }] }] }, "buckets[0].additionalStatements[0].NotResource", /is not this bucket/],
  ["an own statement with both Action and NotAction", { buckets: [{ name: "acme", additionalStatements: [{ ...ownStatement, NotAction: "s3:PutObject" }] }] }, "buckets[0].additionalStatements[0]", /both Action and NotAction/],
  ["own statements with one Sid", { buckets: [{ name: "acme", additionalStatements: [{ ...ownStatement, Sid: "Own" }, { ...ownStatement, Sid: "Own" }] }] }, "buckets[0].additionalStatements[1].Sid", /also the Sid of additionalStatements\[0\]/],
  ["an own statement that makes the bucket public", { buckets: [{ name: "acme", additionalStatements: [{ ...ownStatement, Principal: "*" }] }] }, "buckets[0].additionalStatements[0]", /S3 would refuse the bucket's policy \(AccessDenied: the policy allows public access.*BlockPublicPolicy/],
  ["an own statement of which nobody knows whether it does", { buckets: [{ name: "acme", additionalStatements: [{ ...ownStatement, Principal: "*", Condition: { StringEquals: { "aws:PrincipalServiceName": "x" } } }] }] }, "buckets[0].additionalStatements[0]", /it is not known whether S3 takes the bucket's policy/],
  ["an own statement with an action that does not exist", { buckets: [{ name: "acme", additionalStatements: [{ ...ownStatement, Action: ["s3:GetObject", "s3:GetObjekt"] }] }] }, "buckets[0].additionalStatements[0].Action[1]", /MalformedPolicy: Policy has invalid action\)\. Did you mean s3:GetObject\?/],
  ["an own statement with an action on objects for the bucket's ARN", { buckets: [{ name: "acme", additionalStatements: [{ ...ownStatement, Resource: "arn:aws:s3:::acme" }] }] }, "buckets[0].additionalStatements[0].Action", /does not apply to any resource.*add \/\*/],
  ["an own statement that allows all but one", { buckets: [{ name: "acme", additionalStatements: [{ Effect: "Allow", NotPrincipal: { AWS: "111122223333" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*" }] }] }, "buckets[0].additionalStatements[0].NotPrincipal", /Allow with NotPrincipal/],
  ["an own statement with a key that its action does not have", { buckets: [{ name: "acme", additionalStatements: [{ ...ownStatement, Condition: { Null: { "s3:x-amz-server-side-encryption": true } } }] }] }, "buckets[0].additionalStatements[0].Condition.Null.s3:x-amz-server-side-encryption", /Conditions do not apply to combination of actions and resources/],
  ["an own statement for a principal in another partition", { buckets: [{ name: "acme", additionalStatements: [{ ...ownStatement, Principal: { AWS: "arn:aws-cn:iam::111122223333:root" } }] }] }, "buckets[0].additionalStatements[0].Principal.AWS", /Invalid principal in policy.*aws-cn, the bucket in aws/],
  ["an own statement with an operator that IAM does not have", { buckets: [{ name: "acme", additionalStatements: [{ ...ownStatement, Condition: { StringIs: { "aws:PrincipalOrgID": "o-1" } } }] }] }, "buckets[0].additionalStatements[0].Condition.StringIs", /Invalid Condition type/],
  ["the second of two own statements, behind fewer generated ones", { requirement: { methods: ["sse-kms"] }, buckets: [{ name: "acme", enforcement: "audit", additionalStatements: [ownStatement, { ...ownStatement, Action: "s3:GetObjekt" }] }] }, "buckets[0].additionalStatements[1].Action", /Did you mean s3:GetObject/],
  ["an own statement of an effect that there is not", { buckets: [{ name: "acme", additionalStatements: [{ ...ownStatement, Effect: "Alow" }] }] }, "buckets[0].additionalStatements[0].Effect", /Did you mean Allow\?/],
  ["a bucket in scope twice", { scope: { buckets: ["acme", "acme"] } }, "scope.buckets[1]", /named twice/],
  ["a prefix in scope twice", { scope: { bucketPrefixes: ["acme-", "acme-"] } }, "scope.bucketPrefixes[1]", /named twice/],
  ["an exclusion named twice", { scope: { excludedBuckets: ["acme", "acme"] } }, "scope.excludedBuckets[1]", /named twice/],
  ["an owned bucket out of scope", { scope: { excludedBuckets: ["acme"] }, buckets: [{ name: "acme" }] }, "scope.excludedBuckets[0]", /is audited according to buckets/],
  ["a trail name that CloudTrail refuses", { trail: { name: "my-_trail" } }, "trail.name", /"my-_trail" is not a valid trail name/],
  ["an existing trail's name that cannot be", { trail: { mode: "existing", name: "a" } }, "trail.name", /"a" is not a valid trail name/],
  ["an existing trail that is a bucket", { trail: { mode: "existing", name: "arn:aws:s3:::acme" } }, "trail.name", /is an ARN of s3, not of cloudtrail/],
  ["an existing trail in another partition", { trail: { mode: "existing", name: "arn:aws-cn:cloudtrail:cn-north-1:111122223333:trail/org" } }, "trail.name", /is in partition aws-cn/],
  ["an existing trail that is an event data store", { trail: { mode: "existing", name: "arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/x" } }, "trail.name", /does not name a trail/],
  ["a log bucket of a trail that exists", { trail: { mode: "existing", logBucket: { name: "acme" } } }, "trail.logBucket.name", /trail\.mode is existing/],
  ["a key of a trail that exists", { trail: { mode: "existing", kmsKey: "create" } }, "trail.kmsKey", /trail\.mode is existing/],
  ["a log bucket named like an owned one", { trail: { logBucket: { name: "acme" } }, buckets: [{ name: "acme" }] }, "trail.logBucket.name", /also the name of buckets\[0\]/],
  ["a created key where the requirement names keys", { requirement: { methods: ["sse-kms"], kmsKeyArns: [key] }, trail: { kmsKey: "create" } }, "trail.kmsKey", /would create a key/],
  ["a trail's key that is not approved", { requirement: { methods: ["sse-kms"], kmsKeyArns: [key] }, trail: { kmsKey: key.replace("1234abcd", "99999999") } }, "trail.kmsKey", /not one of requirement\.kmsKeyArns/],
  ["a trail's key that is no key", { trail: { kmsKey: "crate" } }, "trail.kmsKey", /"crate" is not an ARN[\s\S]*Did you mean create\?[\s\S]*create, none\./],
  ["log files kept for no day", { trail: { logBucket: { expireAfterDays: 0 } } }, "trail.logBucket.expireAfterDays", /0 is too small/],
  ["log files kept for half a day", { trail: { logBucket: { expireAfterDays: 0.5 } } }, "trail.logBucket.expireAfterDays", /0\.5 is not a whole number/],
  ["a retention in quotes", { logGroup: { retentionDays: "90" } }, "logGroup.retentionDays", /"90" is text, not a number: write it without quotes[^]*Did you mean retentionDays: 90\?/],
  ["a retention in quotes that would be wrong without", { logGroup: { retentionDays: "91" } }, "logGroup.retentionDays", /"91" is not one of/],
  ["a log group that AWS reserves", { logGroup: { name: "aws/events" } }, "logGroup.name", /not a valid log group name/],
  ["a log group's key of another service", { logGroup: { kmsKeyArn: "arn:aws:sns:us-east-1:111122223333:t" } }, "logGroup.kmsKeyArn", /is an ARN of sns, not of kms/],
  ["an alarm period that is none of CloudWatch's", { alarms: { periodMinutes: 7 } }, "alarms.periodMinutes", /7 is not one of/],
  ["more silence than an alarm can look back on", { alarms: { silentHours: 169 } }, "alarms.silentHours", /169 is too large/],
  ["a negative number of denials", { alarms: { deniedUploads: -1 } }, "alarms.deniedUploads", /-1 is too small/],
  ["a topic of another service", { notifications: { topicArn: "arn:aws:sqs:us-east-1:111122223333:q" } }, "notifications.topicArn", /is an ARN of sqs, not of sns/],
  ["a topic in another region", { notifications: { topicArn: "arn:aws:sns:eu-west-1:111122223333:t" } }, "notifications.topicArn", /is in region eu-west-1/],
  ["a key of a topic that exists, right or wrong", { notifications: { topicArn: "arn:aws:sns:us-east-1:111122223333:t", kmsKeyArn: "arn:aws:s3:::acme" } }, "notifications.kmsKeyArn", /existing one/],
  ["details of no such kind", { notifications: { details: "group" } }, "notifications.details", /"group" is not one of the allowed values[\s\S]*each or grouped/],
  ["an address named twice", { notifications: { emails: ["a@example.com", "a@example.com"] } }, "notifications.emails[1]", /named twice/],
  ["an endpoint named twice", { notifications: { httpsEndpoints: ["https://example.com/a", "https://example.com/a"] } }, "notifications.httpsEndpoints[1]", /named twice/],
  ["a target that is no account", { policies: { serviceControl: { targets: ["1111"] } } }, "policies.serviceControl.targets[0]", /not the id of a root/],
  ["a target named twice", { policies: { resourceControl: { targets: ["r-abcd", "r-abcd"] } } }, "policies.resourceControl.targets[1]", /named twice/],
  ["an identity policy for no bucket", { policies: { identity: true } }, "policies.identity", /buckets is empty/],
  ["a tag value that AWS refuses", { tags: { team: "a|b" } }, "tags.team", /"a\|b" is not a valid tag value/],
  ["a tag without a value, for a trail", { tags: { team: "" } }, "tags.team", /has no value, and CloudTrail takes no such tag/],
  ["more tags than AWS allows", { tags: Object.fromEntries(Array.from({ length: 46 }, (_, index) => [`t${index}`, "x"])) }, "tags", /has 46 tags/],
  ["a word for a switch", { protect: "yes" }, "protect", /"yes" is text: YAML's words are true and false[^]*Did you mean s3-encryption-audit:protect: true\?/],
  ["more buckets than a trail has room for", { scope: { buckets: Array.from({ length: 600 }, (_, index) => `acme-${index}`) } }, "scope.buckets", /500/],
  // What stands before or behind a name, an id or an ARN is part of it.
  ["a region with something before it", { ...multiRegion, regions: ["1us-east-1"] }, "regions[0]", /is not the name of a region/],
  ["an availability zone", { ...multiRegion, regions: ["us-east-1b"] }, "regions[0]", /is not the name of a region/],
  ["an account id with something before it", { accounts: [{ ...member, id: "x444455556666" }] }, "accounts[0].id", /is not an account id/],
  ["an account id of 13 digits", { accounts: [{ ...member, id: "4444555566667" }] }, "accounts[0].id", /is not an account id/],
  ["a role's ARN with something before role", { accounts: [{ ...member, roleArn: "arn:aws:iam::444455556666:service-role/audit" }] }, "accounts[0].roleArn", /is not the ARN of an IAM role/],
  ["a role's ARN with something behind", { accounts: [{ ...member, roleArn: "arn:aws:iam::444455556666:role/audit role" }] }, "accounts[0].roleArn", /is not the ARN of an IAM role/],
  ["an organization's id with something before it", { trail: { organization: { id: "ro-abcd123456" } } }, "trail.organization.id", /is not the id of an organization/],
  ["an organization's id with something behind", { trail: { organization: { id: "o-abcd123456A" } } }, "trail.organization.id", /is not the id of an organization/],
  ["an existing trail by the ARN of something like one", { trail: { mode: "existing", name: "arn:aws:cloudtrail:us-east-1:111122223333:eventtrail/x" } }, "trail.name", /does not name a trail/],
  ["an own statement on a resource that ends like this bucket", { buckets: [{ name: "acme", additionalStatements: [{ ...ownStatement, Resource: "xarn:aws:s3:::acme/*" }] }] }, "buckets[0].additionalStatements[0].Resource", /is not this bucket/],
  ["a tag key with something behind", { tags: { "team|": "x" } }, 'tags["team|"]', /not a valid tag key/],
  // What is wrong already leaves no more to say of what depends on it.
  ["no keys, and no guess of what a bucket's key may be", { requirement: { methods: ["sse-kms"], kmsKeyArns: [] }, buckets: [{ name: "acme", kmsKeyArn: key }] }, "requirement.kmsKeyArns", /\[\] is empty/],
  ["a wrong key among right ones, and no guess of what a bucket's key may be", { requirement: { methods: ["sse-kms"], kmsKeyArns: [key, "arn:aws:s3:::acme"] }, buckets: [{ name: "acme", kmsKeyArn: key.replace("1234abcd", "99999999") }] }, "requirement.kmsKeyArns[1]", /is an ARN of s3/],
  ["none beside a method, and no guess of what buckets may use", { requirement: { methods: ["sse-kms", "none"] }, buckets: [{ name: "acme", method: "sse-s3" }] }, "requirement.methods[1]", /"none" cannot be approved/],
  ["a misspelt method beside a right one, and no guess of what buckets may use", { requirement: { methods: ["sse-kms", "sse-s4"] }, buckets: [{ name: "acme", method: "sse-s3" }] }, "requirement.methods[1]", /Did you mean sse-s3\?/],
  ["a misspelt requirement, and no guess of what a kept default would satisfy", { requirement: { methods: ["sse-kns"] }, buckets: [{ name: "acme", defaultEncryption: "keep" }] }, "requirement.methods[0]", /Did you mean sse-kms\?/],
  ["a default that cannot be one, and own statements that are right", { requirement: { methods: ["sse-c", "sse-kms"] }, buckets: [{ name: "acme", method: "sse-c", additionalStatements: [ownStatement] }] }, "buckets[0].method", /cannot be a bucket's default/],
  ["a key that is none in an estate, once", { ...multiRegion, regions: ["eu-west-1"], requirement: { methods: ["sse-kms"], kmsKeyArns: [key, "arn:aws:s3:::acme"] } }, "requirement.kmsKeyArns[1]", /is an ARN of s3, not of kms/],
  ["an exemption of nobody that says everyone, once", { buckets: [{ name: "acme", exemptPrincipals: [{ arn: "x", everyone: true, reason: "r" }] }] }, "buckets[0].exemptPrincipals[0].arn", /is not the ARN of an IAM role or user/],
  ["a log bucket to create for a trail that exists, once, where a bucket has the same name", { trail: { mode: "existing", logBucket: { name: "acme" } }, buckets: [{ name: "acme" }] }, "trail.logBucket.name", /is a property of a bucket that is created/],
  ["buckets that are no list, once", { buckets: 5 }, "buckets", /5 is not a list/],
  // Each key has its own words.
  ["a method for a default that is kept", { buckets: [{ name: "acme", enforcement: "audit", defaultEncryption: "keep", method: "sse-kms" }] }, "buckets[0].method", /defaultEncryption: keep does not set[^]*method only with defaultEncryption: enforce/],
  ["an own statement on another bucket, in a list", { buckets: [{ name: "acme", additionalStatements: [{ ...ownStatement, Resource: ["arn:aws:s3:::acme/*", "arn:aws:s3:::other/*"] }] }] }, "buckets[0].additionalStatements[0].Resource[1]", /is not this bucket/],
  ["an own statement that is text, and no JSON", { buckets: [{ name: "acme", additionalStatements: ["{ Effect: Allow }"] }] }, "buckets[0].additionalStatements[0]", /is not a map/],
  ["a second key in a region that is not audited", { ...multiRegion, regions: ["eu-west-1"], requirement: { methods: ["sse-kms"], kmsKeyArns: [key, key.replace("us-east-1", "us-west-2")] } }, "requirement.kmsKeyArns[1]", /which is not audited[^]*Allowed: keys in us-east-1, eu-west-1\./],
  ["an own statement that gives everyone what is not denied", { buckets: [{ name: "acme", enforcement: "audit", additionalStatements: [{ ...ownStatement, Principal: "*", Action: "s3:UpdateObjectEncryption" }] }] }, "buckets[0].additionalStatements[0]", /public access/],
  ["an own statement for everyone beside a misspelt method of the bucket", { requirement: { methods: ["sse-s3"] }, buckets: [{ name: "acme", additionalStatements: [{ ...ownStatement, Principal: "*" }] }] }, "buckets[0].additionalStatements[0]", /public access/],
];

describe("a wrong stack config", () => {
  it("messages by bucket and principal in a region without log alarms, and in no other", () => {
    const values = { notifications: { details: "grouped" } };
    for (const region of ["me-central-1", "me-south-1"]) {
      const { problems } = refusal(values, { ...context, region });
      assert.deepEqual(problems.map(({ path }) => pathText(path)), ["s3-encryption-audit:notifications.details"]);
      assert.match(problems[0]?.message ?? "", new RegExp(`"grouped" needs a CloudWatch log alarm, which AWS does not offer in ${region}`));
    }
    for (const region of ["us-east-1", "cn-north-1", "us-gov-west-1"]) assert.doesNotThrow(() => parseStackConfig(values, { ...context, region }));
  });

  for (const [what, values, path, message] of cases) {
    it(`is refused for ${what}`, () => {
      const { problems, message: text } = refusal(values);
      assert.deepEqual(problems.map((problem) => pathText(problem.path)), [`s3-encryption-audit:${path}`]);
      assert.match(text, message);
      assert.ok(problems[0]?.allowed, "says what is allowed");
      assert.ok(problems[0]?.example, "gives an example");
    });
  }

  it("is refused with all its problems in one message, in each of its parts", () => {
    const { problems, message } = refusal({
      requirment: {},
      requirement: { methods: ["none", "sse-kns"], kmsKeyArns: ["arn:aws:s3:::x"] },
      logGroup: { retentionDays: 91 },
      buckets: [{ name: "Bad_Name" }, { name: "acme" }, { name: "acme" }],
    });
    assert.equal(problems.length, 7);
    assert.match(message, /^The config of stack dev has 7 problems; nothing was changed\./);
  });

  it("is refused with each problem of what is wrong twice", () => {
    const paths = (values: Record<string, unknown>): string[] => refusal(values).problems.map(({ path }) => pathText(path).replace("s3-encryption-audit:", ""));
    const forEveryone = { ...ownStatement, Principal: "*" };
    assert.deepEqual(paths({ requirement: { methods: ["sse-kns"] }, buckets: [{ name: "acme", additionalStatements: [forEveryone] }] }), ["requirement.methods[0]", "buckets[0].additionalStatements[0]"]);
    assert.deepEqual(paths({ scope: { buckets: ["acme"], excludedBuckets: ["acme", "acme"] } }).sort(), ["scope.excludedBuckets[0]", "scope.excludedBuckets[1]"]);
    // What is too large is another matter, and is left out until the rest is right.
    const exemptPrincipals = Array.from({ length: 300 }, (_, index) => ({ arn: `arn:aws:iam::111122223333:role/importer-${index}`, reason: "r" }));
    assert.deepEqual(paths({ buckets: [{ name: "acme", exemptPrincipals, additionalStatements: [forEveryone] }] }), ["buckets[0].additionalStatements[0]"]);
    assert.deepEqual(paths({ buckets: [{ name: "acme", exemptPrincipals }], tags: { "aws:x": "y" }, audit: { protect: true } }), ["tags.aws:x", "audit.protect"]);
  });

  it("is refused for the stack's own account among the others, as soon as it is known", () => {
    const deployTo = (accountId: string) => parseStackConfig({ accounts: [member] }, { ...context, accountId });
    deployTo("777788889999");
    assert.throws(() => deployTo(member.id), /accounts\[0\]\.id: "444455556666" is the account that the stack deploys to, which is audited anyway/);
  });

  it("is a ConfigError, by name as well", () => assert.equal(refusal({ zzz: 1 }).name, "ConfigError"));

  it("is refused for names that would be too long for AWS", () => {
    const { message } = refusal({}, { ...context, stack: "a-stack-with-a-very-long-name-that-makes-names-too-long" });
    assert.match(message, /at most 48/);
  });

  it("is refused for placeholders, in every account but that of the documentation", () => {
    const deployTo = (accountId: string) => parseStackConfig({ requirement: { methods: ["sse-kms"], kmsKeyArns: [key] } }, { ...context, accountId });
    deployTo("111122223333");
    assert.throws(() => deployTo("222233334444"), /requirement\.kmsKeyArns\[0\].*placeholder/);
  });

  it("is refused for a bucket with the name that the log bucket gets, as soon as the account is known", () => {
    const named = (accountId?: string, trail: object = {}) => parseStackConfig({ buckets: [{ name: "s3-encryption-audit-dev-trail-222233334444" }], trail }, { ...context, accountId });
    assert.throws(() => named("222233334444"), /buckets\[0\]\.name: .* is the name of the trail's own log bucket, which is made of project and stack and the account[^]*trail\.logBucket\.name/);
    named("444455556666");
    named(undefined);
    named("222233334444", { logBucket: { name: "acme-logs" } });
    named("222233334444", { mode: "existing" });
    assert.throws(() => parseStackConfig({ scope: { buckets: ["s3-encryption-audit-dev-trail-222233334444"] } }, { ...context, accountId: "222233334444" }), /scope\.buckets\[0\]: .* own log bucket/);
  });

  it("is refused for bucket names that only another account can create", () => {
    const name = "acme-111122223333-us-east-1-an";
    const values = { buckets: [{ name }], trail: { logBucket: { name: name.replace("acme", "logs") } } };
    const deployTo = (accountId: string) => parseStackConfig(values, { ...context, accountId });
    deployTo("111122223333");
    assert.throws(() => deployTo("222233334444"), /buckets\[0\]\.name: .* only account 111122223333 can create, but the stack deploys to 222233334444[\s\S]*trail\.logBucket\.name/);
  });

  for (const [region, partition] of [["us-iso-east-1", "aws-iso"], ["us-isob-east-1", "aws-iso-b"], ["us-isof-south-1", "aws-iso-f"], ["eu-isoe-west-1", "aws-iso-e"]] as const) {
    it(`is refused in ${region}, whose partition the program is not made for`, () => {
      assert.match(refusal({}, { ...context, region }).message, new RegExp(`aws:region: "${region}" is in partition ${partition}, [\\s\\S]*Allowed: a region of aws, aws-cn, aws-us-gov, aws-eusc`));
    });
  }

  it("keys under a misspelt name of the project are told: nothing would read them", () => {
    const { problems, message } = refusal({}, { ...context, keys: ["aws:region", "s3-encryption-adit:protect", "s3-encryption-audit:protect", "s3-encryption-adit:trail"] } as typeof context);
    assert.deepEqual(problems.map(({ path }) => pathText(path)), ["s3-encryption-adit"]);
    assert.match(message, /not the name of this project[^]*Did you mean s3-encryption-audit\?/);
    parseStackConfig({}, { ...context, keys: ["aws:region", "s3-encryption-audit:protect", "s3-encryption-audit-policy:protect", "pulumi:tags"] });
  });
});
