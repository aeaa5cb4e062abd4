/** The IAM actions that calls of AWS's API take, and what they name. */
import type { Registered } from "../../components/declare";
import { globPattern, matchesGlob } from "../../../simulator/iam/glob";
import type { Call } from "./call";
import { outputsOf } from "./callsOf";

/** Operations whose action has another name. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
const renamed: Readonly<Record<string, string>> = {
  PutBucketEncryption: "PutEncryptionConfiguration",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
  PutBucketLifecycleConfiguration: "PutLifecycleConfiguration",
};

/** The actions of a call: with tags, it takes the one for tagging as well, and a role that is given to a service is passed to it. */
export function iamActionsOf({ service, operation, params }: Call): string[] {
  const own = `${service}:${renamed[operation] ?? operation}`;
  const tags = { events: "TagResource", sqs: "TagQueue", iam: "TagRole", cloudtrail: "AddTags", kms: "TagResource" }[service];
  const tagged = tags !== undefined && Object.keys(params).some((member) => /^tags/i.test(member)) ? [`${service}:${tags}`] : [];
  const passes = JSON.stringify(params).includes('"RoleArn"') ? ["iam:PassRole"] : [];
  return [own, ...tagged, ...passes];
}

const of = (service: string, ...names: string[]): string[] => names.map((name) => `${service}:${name}`);

/** The actions with which the provider reads, changes and deletes a resource: internal/service/ of github.com/hashicorp/terraform-provider-aws. */
export const laterCalls: Readonly<Record<string, readonly string[]>> = {
  Alias: of("kms", "ListAliases", "UpdateAlias", "DeleteAlias"),
  Bucket: of(
    "s3",
    ...["ListBucket", "GetBucketLocation", "GetBucketPolicy", "GetBucketAcl", "GetBucketCORS", "GetBucketWebsite", "GetBucketVersioning", "GetAccelerateConfiguration"],
    ...["GetBucketRequestPayment", "GetBucketLogging", "GetLifecycleConfiguration", "GetReplicationConfiguration", "GetEncryptionConfiguration"],
    ...["GetBucketObjectLockConfiguration", "GetBucketTagging", "PutBucketTagging", "ListTagsForResource", "TagResource", "UntagResource", "DeleteBucket"],
  ),
  BucketLifecycleConfiguration: of("s3", "GetLifecycleConfiguration", "PutLifecycleConfiguration"),
  BucketOwnershipControls: of("s3", "GetBucketOwnershipControls", "PutBucketOwnershipControls"),
  BucketPolicy: of("s3", "GetBucketPolicy", "DeleteBucketPolicy"),
  BucketPublicAccessBlock: of("s3", "GetBucketPublicAccessBlock", "PutBucketPublicAccessBlock"),
  BucketServerSideEncryptionConfiguration: of("s3", "GetEncryptionConfiguration", "PutEncryptionConfiguration"),
  EventRule: of("events", "DescribeRule", "ListTagsForResource", "PutRule", "TagResource", "UntagResource", "DeleteRule"),
  EventTarget: of("events", "ListTargetsByRule", "PutTargets", "RemoveTargets"),
  Key: of(
    "kms",
    ...["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListResourceTags", "UpdateKeyDescription", "PutKeyPolicy", "TagResource", "UntagResource"],
    "ScheduleKeyDeletion",
  ),
  Queue: of("sqs", "GetQueueUrl", "GetQueueAttributes", "SetQueueAttributes", "ListQueueTags", "TagQueue", "UntagQueue", "DeleteQueue"),
  QueuePolicy: of("sqs", "GetQueueAttributes", "SetQueueAttributes"),
  Role: of(
    "iam",
    ...["GetRole", "UpdateRole", "UpdateRoleDescription", "UpdateAssumeRolePolicy", "TagRole", "UntagRole", "ListRolePolicies", "ListAttachedRolePolicies"],
    ...["ListInstanceProfilesForRole", "DeleteRole"],
  ),
  RolePolicy: of("iam", "GetRolePolicy", "DeleteRolePolicy"),
  Trail: of(
    "cloudtrail",
    ...["DescribeTrails", "GetTrail", "GetTrailStatus", "GetEventSelectors", "GetInsightSelectors", "ListTags", "AddTags", "RemoveTags", "UpdateTrail", "StopLogging", "DeleteTrail"],
  ),
};

/** Whether an action of a policy, which may have wildcards, is that action. */
export function actionMatches(pattern: string, action: string): boolean {
  return matchesGlob(globPattern(pattern.toLowerCase()), action.toLowerCase());
}

/** The resources that an action on one of the stack's names. */
export function arnOf(action: string, resource: Pick<Registered, "type" | "name" | "inputs">, place: { readonly region: string; readonly account: string }): string[] {
  const { inputs } = resource;
  const name = String(inputs["name"] ?? inputs["rule"] ?? inputs["role"] ?? "");
  const arn = (service: string, what: string, region = place.region): string => `arn:aws:${service}:${region}:${place.account}:${what}`;
  if (["kms:CreateKey", "kms:ListAliases", "cloudtrail:DescribeTrails"].includes(action)) return ["*"];
  if (action === "iam:PassRole") return [`arn:aws:iam::${place.account}:${String(inputs["roleArn"]).split(":").pop() ?? ""}`];
  switch (action.split(":")[0]) {
    case "events":
      return [arn("events", `rule/${name}`)];
    case "sqs":
      return [arn("sqs", name === "" ? (String(inputs["queueUrl"]).split("/").pop() ?? "") : name)];
    case "iam":
      return [arn("iam", `role/${String(inputs["role"] ?? name)}`, "")];
    case "cloudtrail":
      return [arn("cloudtrail", `trail/${name}`)];
    case "s3":
      return [`arn:aws:s3:::${String(inputs["bucket"])}`];
    default: {
      const key = arn("kms", `key/${String(outputsOf(resource, place.region)["keyId"] ?? inputs["targetKeyId"])}`);
      return resource.type.endsWith(":Alias") ? [arn("kms", String(inputs["name"])), key] : [key];
    }
  }
}
