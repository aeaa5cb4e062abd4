/**
 * The role that Pulumi assumes in each account of an estate: what creating, reading, changing and deleting the resources there
 * takes, and nothing else. What makes a deployment call which API is in the Terraform provider that @pulumi/aws bridges.
 */
import { forwardingName } from "./forwarding";
import type { PolicyStatement } from "./policyDocument";

/** What the role's resources are called. Each may be a reference that CloudFormation resolves. */
export interface AccountRoleNames {
  readonly partition: string;
  readonly accountId: string;
  /** What the names of the audit's resources begin with. */
  readonly namePrefix: string;
  /** Name of the trail in the account. */
  readonly trailName: string;
}

const actions = (service: string, ...names: string[]): string[] => names.map((name) => `${service}:${name}`);

/** The role's permissions. */
export function accountRoleStatements({ partition, accountId, namePrefix, trailName }: AccountRoleNames): PolicyStatement[] {
  const arn = (service: string, resource: string, region = "*"): string => `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  const forwarding = forwardingName(namePrefix);
  const role = arn("iam", `role/${forwarding}`, "");
  const ofTrail = { StringEquals: { "aws:ResourceTag/trail": trailName } };
  return [
    {
      Sid: "ForwardingRules",
      Effect: "Allow",
      Action: actions("events", "PutRule", "DescribeRule", "DeleteRule", "PutTargets", "RemoveTargets", "ListTargetsByRule", "ListTagsForResource", "TagResource", "UntagResource"),
      Resource: arn("events", `rule/${forwarding}*`),
    },
    {
      Sid: "DeadLetters",
      Effect: "Allow",
      Action: actions("sqs", "CreateQueue", "DeleteQueue", "GetQueueUrl", "GetQueueAttributes", "SetQueueAttributes", "ListQueueTags", "TagQueue", "UntagQueue"),
      Resource: arn("sqs", `${forwarding}-dead-letters`),
    },
    {
      Sid: "ForwardingRole",
      Effect: "Allow",
      Action: actions(
        "iam",
        ...["CreateRole", "GetRole", "UpdateRole", "UpdateRoleDescription", "UpdateAssumeRolePolicy", "DeleteRole", "TagRole", "UntagRole"],
        ...["PutRolePolicy", "GetRolePolicy", "DeleteRolePolicy", "ListRolePolicies", "ListAttachedRolePolicies", "ListInstanceProfilesForRole"],
      ),
      Resource: role,
    },
    {
      Sid: "ForwardingRoleForEventBridge",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: role,
      Condition: { StringEquals: { "iam:PassedToService": "events.amazonaws.com" } },
    },
    {
      Sid: "Trail",
      Effect: "Allow",
      Action: actions(
        "cloudtrail",
        ...["CreateTrail", "UpdateTrail", "DeleteTrail", "GetTrail", "GetTrailStatus", "StartLogging", "StopLogging", "PutEventSelectors"],
        ...["GetEventSelectors", "GetInsightSelectors", "ListTags", "AddTags", "RemoveTags"],
      ),
      Resource: arn("cloudtrail", `trail/${trailName}`),
    },
    // These take no resource.
    { Sid: "Lists", Effect: "Allow", Action: ["cloudtrail:DescribeTrails", "kms:ListAliases"], Resource: "*" },
    {
      Sid: "LogBucket",
      Effect: "Allow",
      Action: actions(
        "s3",
        ...["CreateBucket", "DeleteBucket", "ListBucket", "GetBucketLocation", "GetBucketTagging", "PutBucketTagging"],
        ...["ListTagsForResource", "TagResource", "UntagResource", "GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy"],
        ...["GetEncryptionConfiguration", "PutEncryptionConfiguration", "GetLifecycleConfiguration", "PutLifecycleConfiguration"],
        ...["GetBucketPublicAccessBlock", "PutBucketPublicAccessBlock", "GetBucketOwnershipControls", "PutBucketOwnershipControls"],
        // The provider reads all of a bucket, whoever configures it.
        ...["GetAccelerateConfiguration", "GetBucketAcl", "GetBucketCORS", "GetBucketLogging", "GetBucketObjectLockConfiguration"],
        ...["GetBucketRequestPayment", "GetBucketVersioning", "GetBucketWebsite", "GetReplicationConfiguration"],
      ),
      Resource: `arn:${partition}:s3:::${namePrefix}-trail-${accountId}`,
    },
    // The key of the trail's log files bears the trail's name as a tag, from its creation on.
    {
      Sid: "NewKey",
      Effect: "Allow",
      Action: ["kms:CreateKey", "kms:TagResource"],
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestTag/trail": trailName } },
    },
    {
      Sid: "Key",
      Effect: "Allow",
      Action: actions(
        "kms",
        ...["DescribeKey", "GetKeyPolicy", "PutKeyPolicy", "GetKeyRotationStatus", "EnableKeyRotation", "UpdateKeyDescription"],
        ...["ListResourceTags", "TagResource", "UntagResource", "CreateAlias", "UpdateAlias", "DeleteAlias", "ScheduleKeyDeletion"],
      ),
      Resource: arn("kms", "key/*"),
      Condition: ofTrail,
    },
    { Sid: "KeyAlias", Effect: "Allow", Action: actions("kms", "CreateAlias", "UpdateAlias", "DeleteAlias"), Resource: arn("kms", `alias/*-${accountId}`) },
  ];
}
