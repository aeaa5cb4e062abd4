/**
 * What the components take. Generated from arguments/schemas.ts by `npm run docs`; do not edit.
 *
 * Pulumi infers the package's schema from these interfaces: lists are not `readonly`, and words are strings.
 */
import type { Input } from "@pulumi/pulumi";

/** What a proper upload is. Everything else derives from it. */
export interface Requirement {
  /**
   * Methods that an object may be encrypted with.
   * Allowed: a list of sse-c, sse-s3, sse-kms, dsse-kms.
   */
  methods: string[];
  /**
   * The only KMS keys that an object may be encrypted with; any key when left out.
   * Allowed: a list of ARNs of KMS keys (no aliases) in the stack's region; leave it out to allow any key.
   */
  kmsKeyArns?: Input<string>[];
  /**
   * `any`: the bucket's default encryption will do. `header`: each request must ask for the method itself.
   * Allowed: any, header.
   * Default: "any".
   */
  origin?: string;
}

/** A principal that the deny statements leave alone. */
export interface Exemption {
  /**
   * ARN of the role or user; `*` and `?` are wildcards in its name.
   * Allowed: the ARN of an IAM role or user (of the role itself, not of a session of it); * and ? in the name.
   */
  arn: Input<string>;
  /**
   * Methods that the principal may use beside the approved ones. When left out, no deny statement holds for it.
   * SSE-C is blocked on the bucket itself, for everybody: only an exemption that names sse-c here lifts that
   * block, and the bucket policy then denies SSE-C to everybody else.
   * Allowed: a list of methods that the requirement does not approve.
   */
  methods?: string[];
  /**
   * Needed where the ARN is that of every role or user, such as `role/*`: nobody of them is denied anything
   * then.
   * Allowed: true, beside an ARN whose name is all wildcards.
   */
  everyone?: boolean;
  /**
   * Why; for whoever reads the config next.
   * Allowed: a reason in words.
   */
  reason: string;
}

/** An access point of a bucket, with the bucket's denials in its policy. */
export interface AccessPoint {
  /**
   * Name of the access point, which no other one of the account has in the region.
   * Allowed: 3 to 50 lower-case letters, digits and hyphens, beginning and ending with a letter or digit, not
   * ending in -s3alias.
   */
  name: string;
  /**
   * The one VPC that the access point takes requests from; from everywhere when left out. S3 cannot change it:
   * give the access point another name.
   * Allowed: the id of a VPC.
   */
  vpcId?: Input<string>;
  /**
   * Statements of your own for the access point's policy; they are kept as they are. What they allow takes
   * effect only where the bucket's policy allows it as well.
   * Allowed: a list of policy statements whose Resource is the access point's ARN, or that with /object/ and a
   * key pattern; each a map, or its JSON text.
   */
  additionalStatements?: Input<string>[];
}

/** Arguments of EncryptedBucket. */
export interface EncryptedBucketArgs {
  /**
   * Name of a general purpose bucket. One that ends in -an must be of the account's own namespace:
   * `<prefix>-<account>-<region>-an`. The component's name when left out.
   * Allowed: 3 to 63 lower-case letters, digits, periods and hyphens, beginning and ending with a letter or
   * digit, no two periods in a row, not like an IP address, without the prefixes and suffixes that S3 reserves.
   */
  bucketName?: string;
  /**
   * What a proper upload is. Everything else derives from it.
   * Allowed: a map with methods and, optionally, kmsKeyArns and origin.
   * Default: {"methods":["sse-kms","dsse-kms"],"origin":"any"}.
   */
  requirement?: Requirement;
  /**
   * Method of the default encryption; the preferred one of the requirement when left out.
   * Allowed: an approved method that can be a bucket default.
   */
  method?: string;
  /**
   * KMS key of the default encryption. When left out: the first approved key if the requirement names keys,
   * else a new key for this bucket. A new key that is no longer used stays in AWS for the objects written with
   * it, without its alias, unless `forceDestroy` was deployed before.
   * Allowed: the ARN of a KMS key in the stack's region; one of requirement.kmsKeyArns where those are given.
   */
  kmsKeyArn?: Input<string>;
  /**
   * `deny` stops improper uploads; `audit` lets a team watch before it denies. S3's own block of SSE-C stays
   * under `audit`, unless the requirement approves SSE-C.
   * Allowed: deny, audit.
   * Default: "deny".
   */
  enforcement?: string;
  /**
   * Beginnings of object keys: `enforcement: deny` denies improper uploads there first; everywhere when left
   * out. S3's block of SSE-C, which knows no keys, is then as under `audit`.
   * Allowed: a list of beginnings of object keys, beside enforcement: deny.
   */
  denyBelow?: string[];
  /**
   * `enforce`: the bucket has a default encryption that the requirement approves. Needed by `enforcement:
   * deny`, unless requirement.origin is header. `keep`: the default encryption stays as the bucket has it, and
   * the stack has no say in it; a new bucket has what S3 gives it.
   * Allowed: enforce, keep.
   * Default: "enforce".
   */
  defaultEncryption?: string;
  /**
   * `enforce`: no ACL and no policy can make the bucket public. `keep`: the block of public access stays as the
   * bucket has it, and the stack has no say in it; a new bucket has what S3 gives it.
   * Allowed: enforce, keep.
   * Default: "enforce".
   */
  publicAccessBlock?: string;
  /**
   * `enforce`: the bucket's owner owns every object, and ACLs do not count. `keep`: ownership and ACLs stay as
   * the bucket has them, and the stack has no say in it; a new bucket has what S3 gives it.
   * Allowed: enforce, keep.
   * Default: "enforce".
   */
  ownership?: string;
  /**
   * `enforce`: requests without TLS are denied. `keep`: they are denied where additionalStatements does so, and
   * the stack has no say in it; a new bucket has what S3 gives it.
   * Allowed: enforce, keep.
   * Default: "enforce".
   */
  requireTls?: string;
  /**
   * Keep earlier versions of objects.
   * Allowed: true, false.
   * Default: false.
   */
  versioning?: boolean;
  /**
   * Principals that the deny statements leave alone, each with a reason.
   * Allowed: a list of maps with arn, reason and, optionally, methods and everyone.
   */
  exemptPrincipals?: Exemption[];
  /**
   * Statements of your own for the bucket policy; they are kept as they are.
   * Allowed: a list of policy statements with Effect, Principal, Action, Resource and, optionally, Sid and
   * Condition; each a map, or its JSON text.
   */
  additionalStatements?: Input<string>[];
  /**
   * Access points of the bucket, each with the bucket's denials in its own policy too, and without public
   * access.
   * Allowed: a list of maps with name and, optionally, vpcId and additionalStatements.
   */
  accessPoints?: AccessPoint[];
  /**
   * AWS services whose own writes are not denied: some know no KMS keys, such as the access logs of load
   * balancers.
   * Allowed: a list of service principals, such as logdelivery.elasticloadbalancing.amazonaws.com.
   */
  exemptServices?: string[];
  /**
   * Days after which objects are deleted; kept for ever when left out.
   * Allowed: a whole number of days from 1 to 2147483647.
   */
  expireAfterDays?: number;
  /**
   * Tags for every resource that takes some.
   * Allowed: a map of strings; quote numbers.
   */
  tags?: Input<Record<string, Input<string>>>;
  /**
   * Refuse to delete the bucket, its own KMS key, its versions, and a policy with statements of its own. What
   * else makes it safe stays with it.
   * Allowed: true, false.
   * Default: false.
   */
  protect?: boolean;
  /**
   * Delete the bucket's objects with it, and its own KMS key when bucket or key go. Counts only if it was
   * deployed before. Without it S3 refuses to delete a bucket that holds objects, and the key stays in AWS.
   * Allowed: true, false.
   * Default: false.
   */
  forceDestroy?: boolean;
}

/** Which buckets are audited: all of the account in the region unless names or prefixes are given. */
export interface Scope {
  /**
   * Names of the audited buckets; all buckets when left out beside bucketPrefixes.
   * Allowed: a list of bucket names.
   */
  buckets?: string[];
  /**
   * What the names of further audited buckets begin with.
   * Allowed: a list of beginnings of bucket names; not beside buckets: all.
   */
  bucketPrefixes?: string[];
  /**
   * Buckets that are not audited; the trail's own log bucket never is. There is room for a few whose names
   * begin with one of bucketPrefixes: each stands in every metric filter.
   * Allowed: a list of bucket names.
   */
  excludedBuckets?: string[];
}

/** An account beside the one that the audit is deployed to. */
export interface Account {
  /**
   * Id of the account.
   * Allowed: 12 digits (quoted).
   */
  id: string;
  /**
   * ARN of the role in that account that Pulumi assumes: docs/estates.md has a template for it.
   * Allowed: the ARN of an IAM role of that account.
   */
  roleArn: string;
  /**
   * `create`: a trail in that account records the uploads. `existing`: one that is there does, with the event
   * selectors of the outputs. When left out: `existing` beside `trail.organization`, else `create`.
   * Allowed: create, existing.
   */
  trail?: string;
}

/**
 * Make the trail one of the organization: it records the uploads of every member account. The stack then
 * deploys to the management account, in which CloudTrail has trusted access.
 */
export interface Organization {
  /**
   * Id of the organization.
   * Allowed: o- and 10 to 32 letters and digits.
   */
  id: string;
}

/** Where the trail delivers its log files. */
export interface LogBucket {
  /**
   * Name of an existing bucket that lets CloudTrail write; it is not changed. Of an existing trail: the bucket
   * that it delivers to, which is then not audited. Where that is an audited bucket and not named here, each
   * delivery is recorded as an upload, and that is delivered again.
   * Allowed: 3 to 63 lower-case letters, digits, periods and hyphens, beginning and ending with a letter or
   * digit, no two periods in a row, not like an IP address, without the prefixes and suffixes that S3 reserves.
   */
  existing?: string;
  /**
   * Name of the bucket to create; `<prefix>-trail-<account>` when left out, where a stack's prefix is
   * `<project>-<stack>`.
   * Allowed: 3 to 63 lower-case letters, digits, periods and hyphens, beginning and ending with a letter or
   * digit, no two periods in a row, not like an IP address, without the prefixes and suffixes that S3 reserves.
   */
  name?: string;
  /**
   * Days after which log files are deleted.
   * Allowed: a whole number of days from 1 to 2147483647.
   * Default: 365.
   */
  expireAfterDays?: number;
}

/** The CloudTrail trail that records the uploads. */
export interface Trail {
  /**
   * `existing`: no trail is created; the outputs say what to put on the one that is there.
   * Allowed: create, existing.
   * Default: "create".
   */
  mode?: string;
  /**
   * Name of the trail; the prefix when left out, for a stack `<project>-<stack>`. Of an existing trail: its
   * name or ARN.
   * Allowed: a trail name: 3 to 128 letters, digits, periods, underscores and hyphens.
   */
  name?: string;
  /**
   * Record all regions. Only uploads of this region and of `regions` reach the metrics.
   * Allowed: true, false.
   * Default: false.
   */
  multiRegion?: boolean;
  /**
   * Make the trail one of the organization: it records the uploads of every member account. The stack then
   * deploys to the management account, in which CloudTrail has trusted access.
   * Allowed: a map with id.
   */
  organization?: Organization;
  /**
   * KMS key of the log files: a key ARN, `create` or `none`. When left out: the first approved key if the
   * requirement names keys, a new key if it asks for KMS, else none. A new key that is no longer used stays in
   * AWS for the log files written with it, without its alias, unless `forceDestroy` was deployed before.
   * Allowed: the ARN of a KMS key, create, none.
   */
  kmsKey?: Input<string>;
  /**
   * Where the trail delivers its log files.
   * Allowed: a map with existing, or with name and expireAfterDays.
   */
  logBucket?: LogBucket;
}

/** The log group of the upload events. */
export interface LogGroup {
  /**
   * Name of the log group that EventBridge writes the upload events to. Renamed, the old one stays in AWS with
   * its events, unless `forceDestroy` was deployed before.
   * Allowed: 1 to 512 letters, digits and . - _ / #, not beginning with aws/.
   * Default: "/aws/events/sse-objects".
   */
  name?: string;
  /**
   * Days that upload events are kept; 0 keeps them for ever. A retention policy of the account overrides it.
   * Allowed: 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
   * 3288, 3653.
   * Default: 90.
   */
  retentionDays?: number;
  /**
   * KMS key of the log group; its key policy must let CloudWatch Logs use it.
   * Allowed: the ARN of a KMS key in the stack's region.
   */
  kmsKeyArn?: Input<string>;
  /**
   * The CloudWatch Logs resource policy that lets EventBridge write. A region may have 10: `existing` relies on
   * one that is there.
   * Allowed: create, existing.
   * Default: "create".
   */
  resourcePolicy?: string;
}

/** The alarms. Every metric that breaks the requirement has one. */
export interface Alarms {
  /**
   * Minutes over which an alarm sums its metric. An alarm on uploads looks back over several periods, since
   * CloudTrail delivers late; ALARM lasts as long (docs/metrics.md).
   * Allowed: 1, 5, 10, 15, 30, 60.
   * Default: 1.
   */
  periodMinutes?: number;
  /**
   * Alarm when more denied uploads than this are recorded in a period; no such alarm when left out. CloudTrail
   * may spread one burst over several minutes: choose a period as long as the burst you look for.
   * Allowed: a whole number, at least 0.
   */
  deniedUploads?: number;
  /**
   * Alarm when no upload was recorded for so many hours; no such alarm when left out. Choose more hours than
   * your longest pause between uploads takes.
   * Allowed: a whole number of hours from 1 to 168.
   */
  silentHours?: number;
  /**
   * What CloudWatch does when an alarm goes off, beside publishing to the topic. EventBridge needs no entry: it
   * receives every change of an alarm's state on the default event bus.
   * Allowed: a list of at most 4 ARNs that an alarm takes: SNS topics, Lambda functions, Systems Manager
   * OpsItems and incidents, ….
   */
  actions?: Input<string>[];
  /**
   * What CloudWatch does when an alarm is over, beside publishing to the topic. EventBridge needs no entry: it
   * receives every change of an alarm's state on the default event bus.
   * Allowed: a list of at most 4 ARNs that an alarm takes: SNS topics, Lambda functions, Systems Manager
   * OpsItems and incidents, ….
   */
  okActions?: Input<string>[];
}

/** Who is notified of alarms. */
export interface Notifications {
  /**
   * ARN of an existing SNS topic; without it one is created.
   * Allowed: the ARN of an SNS topic in the stack's region.
   */
  topicArn?: Input<string>;
  /**
   * E-mail addresses to subscribe; each receives a message to confirm.
   * Allowed: a list of e-mail addresses.
   */
  emails?: string[];
  /**
   * HTTPS endpoints to subscribe.
   * Allowed: a list of https:// addresses.
   */
  httpsEndpoints?: string[];
  /**
   * Beside the alarms, messages on uploads against the requirement (docs/messages.md). `each`: one for every
   * upload: who stored which object, with which method and key, against which part of the requirement.
   * `grouped`: one for every bucket and principal, which a log alarm sends; not in me-central-1 and me-south-1.
   * Allowed: each or grouped.
   */
  details?: string;
  /**
   * KMS key of the created topic; its key policy must let CloudWatch alarms use it.
   * Allowed: the ARN of a KMS key in the stack's region.
   */
  kmsKeyArn?: Input<string>;
  /**
   * Keep the addresses out of names and, in the state, encrypted.
   * Allowed: true, false.
   * Default: false.
   */
  secret?: boolean;
}

/** A principal whose acts are expected. */
export interface ExpectedPrincipal {
  /**
   * ARN of the role or user; `*` is a wildcard in its name.
   * Allowed: the ARN of an IAM role or user (of the role itself, not of a session of it); * in the name.
   */
  arn: string;
  /**
   * Why; for whoever reads the config next.
   * Allowed: a reason in words.
   */
  reason: string;
}

/**
 * The watch over the audit itself: a message and an alarm at once when somebody stops, changes or deletes a
 * part of it, or the encryption or policy of an audited bucket (docs/tampering.md).
 */
export interface Tampering {
  /**
   * The trail that records management events: `own`, the one that the audit creates, which then records them as
   * well; or the name or ARN of one that exists. The preview says which, and looks whether it records them
   * where it is of the account. Nothing is watched when left out.
   * Allowed: own, the name of a trail in the stack's region, or the ARN of a trail.
   */
  trail?: string;
  /**
   * Principals whose acts are expected, each with a reason: what they do sends no message, whoever uses them.
   * Allowed: a list of maps with arn and reason.
   */
  exemptPrincipals?: ExpectedPrincipal[];
  /**
   * KMS keys to watch beside those of the requirement and the trail's own, such as the keys of buckets.
   * Allowed: a list of ARNs of KMS keys.
   */
  kmsKeyArns?: Input<string>[];
}

/** Arguments of ObjectEncryptionAudit. */
export interface ObjectEncryptionAuditArgs {
  /**
   * What the names of all resources in AWS begin with; the component's name when left out.
   * Allowed: letters, digits, underscores and hyphens.
   */
  namePrefix?: string;
  /**
   * What a proper upload is. Everything else derives from it.
   * Allowed: a map with methods and, optionally, kmsKeyArns and origin.
   * Default: {"methods":["sse-kms","dsse-kms"],"origin":"any"}.
   */
  requirement?: Requirement;
  /**
   * Which buckets are audited: all of the account in the region unless names or prefixes are given.
   * Allowed: a map with buckets, bucketPrefixes, excludedBuckets.
   */
  scope?: Scope;
  /**
   * Further regions to audit, in each account: rules there forward the uploads to the stack's own region, where
   * log group, metrics and alarms are. The stack's own region always is audited.
   * Allowed: a list of regions in the partition of the stack's own.
   */
  regions?: string[];
  /**
   * Further accounts to audit, each in the stack's own region and in `regions`.
   * Allowed: a list of maps with id, roleArn and, optionally, trail.
   */
  accounts?: Account[];
  /**
   * Count the uploads once more by these dimensions, beside `accounts` and `regions`. Each account and region,
   * or both, in which something is counted makes each metric another custom metric, with its price
   * (docs/costs.md); alarms stay on the metrics without dimensions.
   * Allowed: a list of account and region.
   */
  metricDimensions?: string[];
  /**
   * The CloudTrail trail that records the uploads.
   * Allowed: a map with mode, name, multiRegion, organization, kmsKey, logBucket.
   */
  trail?: Trail;
  /**
   * The log group of the upload events.
   * Allowed: a map with name, retentionDays, kmsKeyArn, resourcePolicy.
   */
  logGroup?: LogGroup;
  /**
   * Keep events that EventBridge cannot deliver in an SQS queue, with an alarm on it.
   * Allowed: true, false.
   * Default: true.
   */
  deadLetterQueue?: boolean;
  /**
   * The alarms. Every metric that breaks the requirement has one.
   * Allowed: a map with periodMinutes, deniedUploads, silentHours, actions, okActions.
   */
  alarms?: Alarms;
  /**
   * Who is notified of alarms.
   * Allowed: a map with topicArn, or with emails, httpsEndpoints and kmsKeyArn, and with details.
   */
  notifications?: Notifications;
  /**
   * The watch over the audit itself: a message and an alarm at once when somebody stops, changes or deletes a
   * part of it, or the encryption or policy of an audited bucket (docs/tampering.md).
   * Allowed: a map with trail, exemptPrincipals and kmsKeyArns.
   */
  tampering?: Tampering;
  /**
   * Tags for every resource that takes some.
   * Allowed: a map of strings; quote numbers.
   */
  tags?: Input<Record<string, Input<string>>>;
  /**
   * Refuse to delete the buckets, keys and the log group; the log group also from outside of Pulumi.
   * Allowed: true, false.
   * Default: false.
   */
  protect?: boolean;
  /**
   * Let `pulumi up` and `pulumi destroy` delete buckets that still hold objects, with the objects, the log
   * group, and the KMS keys that were created: what was written with a deleted key cannot be read any more.
   * Counts only if it was deployed before the change that deletes. Without it S3 refuses to delete buckets that
   * hold objects, and log group and keys stay in AWS.
   * Allowed: true, false.
   * Default: false.
   */
  forceDestroy?: boolean;
}

/** Where an organization's policy is attached. */
export interface OrganizationPolicy {
  /**
   * Ids of organization roots, organizational units and accounts.
   * Allowed: a list of root, organizational unit and account ids.
   */
  targets?: string[];
}

/** Arguments of AccessPolicies. */
export interface AccessPoliciesArgs {
  /**
   * What the names of all resources in AWS begin with; the component's name when left out.
   * Allowed: letters, digits, underscores and hyphens.
   */
  namePrefix?: string;
  /**
   * What a proper upload is. Everything else derives from it.
   * Allowed: a map with methods and, optionally, kmsKeyArns and origin.
   * Default: {"methods":["sse-kms","dsse-kms"],"origin":"any"}.
   */
  requirement?: Requirement;
  /**
   * Create an IAM policy that allows proper uploads to the buckets and no others, with the KMS keys for them:
   * requirement.kmsKeyArns, else the buckets' own.
   * Allowed: true, false.
   * Default: false.
   */
  identity?: boolean;
  /**
   * The requirement as a service control policy (SCP), attached to these roots, organizational units and
   * accounts. It binds neither the management account nor service-linked roles, and no principal from outside
   * of the accounts.
   * Allowed: a map with targets: a list of root, organizational unit and account ids.
   */
  serviceControl?: OrganizationPolicy;
  /**
   * The requirement as a resource control policy (RCP), attached to these roots, organizational units and
   * accounts. It binds neither the management account nor service-linked roles.
   * Allowed: a map with targets: a list of root, organizational unit and account ids.
   */
  resourceControl?: OrganizationPolicy;
  /**
   * Principals that the deny statements leave alone, each with a reason.
   * Allowed: a list of maps with arn, reason and, optionally, methods and everyone.
   */
  exemptPrincipals?: Exemption[];
  /**
   * The buckets that the identity policy allows uploads to.
   * Allowed: a list of bucket names.
   */
  bucketNames?: string[];
  /**
   * The KMS keys of these buckets' default encryption, where the requirement names none.
   * Allowed: a list of ARNs of KMS keys.
   */
  bucketKeyArns?: Input<string>[];
  /**
   * Tags for every resource that takes some.
   * Allowed: a map of strings; quote numbers.
   */
  tags?: Input<Record<string, Input<string>>>;
}

/** Where Athena writes the results of queries: a bucket of its own, under the requirement. */
export interface ResultBucket {
  /**
   * Name of the bucket to create; `<prefix>-athena-<account>` when left out, where a stack's prefix is
   * `<project>-<stack>`.
   * Allowed: 3 to 63 lower-case letters, digits, periods and hyphens, beginning and ending with a letter or
   * digit, no two periods in a row, not like an IP address, without the prefixes and suffixes that S3 reserves.
   */
  name?: string;
  /**
   * Days after which results are deleted; kept for ever when left out.
   * Allowed: a whole number of days from 1 to 2147483647.
   */
  expireAfterDays?: number;
}

/** Arguments of AuditLake. */
export interface AuditLakeArgs {
  /**
   * What the names of all resources in AWS begin with; the component's name when left out.
   * Allowed: letters, digits, underscores and hyphens.
   */
  namePrefix?: string;
  /**
   * What a proper upload is. Everything else derives from it.
   * Allowed: a map with methods and, optionally, kmsKeyArns and origin.
   * Default: {"methods":["sse-kms","dsse-kms"],"origin":"any"}.
   */
  requirement?: Requirement;
  /**
   * Which buckets are audited: all of the account in the region unless names or prefixes are given.
   * Allowed: a map with buckets, bucketPrefixes, excludedBuckets.
   */
  scope?: Scope;
  /**
   * Name of the bucket that the trail delivers to.
   * Allowed: 3 to 63 lower-case letters, digits, periods and hyphens, beginning and ending with a letter or
   * digit, no two periods in a row, not like an IP address, without the prefixes and suffixes that S3 reserves.
   */
  logBucket: Input<string>;
  /**
   * Id of the organization whose trail wrote the log files; they then lie one folder deeper.
   * Allowed: o- and 10 to 32 letters and digits.
   */
  organizationId?: string;
  /**
   * Further regions whose uploads count; the component's own always does.
   * Allowed: a list of regions.
   */
  regions?: string[];
  /**
   * Further accounts whose log files are in the bucket, as of an organization's trail, and whose uploads count;
   * a stack's `accounts` are among them beside `trail.organization`.
   * Allowed: a list of account ids.
   */
  accountIds?: string[];
  /**
   * What stands before `AWSLogs` in the keys of an existing trail's log files; nothing when left out.
   * Allowed: at most 200 letters, digits and ! - _ . * ' ( ), in folders that are divided by /.
   */
  keyPrefix?: string;
  /**
   * How many days back the table reaches. When left out 365, for a trail that a stack creates the days that it
   * keeps its log files.
   * Allowed: a whole number of days from 1 to 3650.
   */
  days?: number;
  /**
   * What one query may read at most, in gigabytes: Athena cancels one that would read more. A terabyte costs
   * 5.00 US dollars.
   * Allowed: a number from 0.01 to 1000000.
   * Default: 1000.
   */
  gigabytesPerQuery?: number;
  /**
   * Where Athena writes the results of queries: a bucket of its own, under the requirement.
   * Allowed: a map with name and expireAfterDays.
   */
  resultBucket?: ResultBucket;
  /**
   * Tags for every resource that takes some.
   * Allowed: a map of strings; quote numbers.
   */
  tags?: Input<Record<string, Input<string>>>;
  /**
   * Refuse to delete the bucket of query results, its own KMS key, and its policy.
   * Allowed: true, false.
   * Default: false.
   */
  protect?: boolean;
  /**
   * Delete the results of queries with their bucket, the bucket's own KMS key, and the workgroup with its
   * history. Counts only if it was deployed before. Without it AWS refuses to delete a bucket that holds
   * results and a workgroup that ran queries.
   * Allowed: true, false.
   * Default: false.
   */
  forceDestroy?: boolean;
}
