/** AWS KMS, CloudTrail, IAM and Organizations. Provider's source: internal/service/{kms,cloudtrail,iam,organizations}. */
import { call, pascalBlock, type CallsOf } from "../call";

const kms: Readonly<Record<string, CallsOf>> = {
  "aws:kms/key:Key": (inputs) => {
    inputs.ignore("deletionWindowInDays");
    const keyId = String(inputs.outputs["keyId"]);
    const creation = {
      KeySpec: inputs.get("customerMasterKeySpec") ?? "SYMMETRIC_DEFAULT",
      KeyUsage: inputs.get("keyUsage") ?? "ENCRYPT_DECRYPT",
      BypassPolicyLockoutSafetyCheck: inputs.get("bypassPolicyLockoutSafetyCheck") ?? false,
      ...inputs.pascal("description", "multiRegion", "policy"),
      Tags: inputs.tags()?.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })),
    };
    const rotation = { KeyId: keyId, ...(inputs.get("rotationPeriodInDays") !== undefined && inputs.pascal("rotationPeriodInDays")) };
    return [
      call("kms", "CreateKey", creation, { [keyId]: "KeyMetadata.KeyId" }),
      ...(inputs.get("enableKeyRotation") === true ? [call("kms", "EnableKeyRotation", rotation)] : []),
    ];
  },
  "aws:kms/alias:Alias": (inputs) => [call("kms", "CreateAlias", { AliasName: inputs.get("name"), ...inputs.pascal("targetKeyId") })],
};

/** The provider's lists of values are in the plural. */
const operators = { startsWiths: "StartsWith", endsWiths: "EndsWith", notStartsWiths: "NotStartsWith", notEndsWiths: "NotEndsWith" };

const cloudtrail: Readonly<Record<string, CallsOf>> = {
  "aws:cloudtrail/trail:Trail": (inputs) => {
    const trail = inputs.outputs["arn"];
    const creation = {
      Name: inputs.get("name"),
      S3BucketName: inputs.get("s3BucketName"),
      IncludeGlobalServiceEvents: inputs.get("includeGlobalServiceEvents") ?? true,
      ...inputs.pascal("isMultiRegionTrail", "isOrganizationTrail", "enableLogFileValidation", "kmsKeyId"),
      TagsList: inputs.tags(),
    };
    const selectors = inputs.get("advancedEventSelectors");
    return [
      call("cloudtrail", "CreateTrail", creation),
      ...(inputs.get("enableLogging") === false ? [] : [call("cloudtrail", "StartLogging", { Name: trail })]),
      ...(selectors === undefined ? [] : [call("cloudtrail", "PutEventSelectors", { TrailName: trail, AdvancedEventSelectors: pascalBlock(selectors, operators) })]),
    ];
  },
};

const identity: Readonly<Record<string, CallsOf>> = {
  "aws:iam/policy:Policy": (inputs) => [
    call("iam", "CreatePolicy", {
      PolicyName: inputs.get("name"),
      Path: inputs.get("path") ?? "/",
      Description: inputs.get("description"),
      PolicyDocument: inputs.get("policy"),
      Tags: inputs.tags(),
    }),
  ],
  "aws:iam/role:Role": (inputs) => [
    call("iam", "CreateRole", {
      RoleName: inputs.get("name"),
      Path: inputs.get("path") ?? "/",
      AssumeRolePolicyDocument: inputs.get("assumeRolePolicy"),
      ...inputs.pascal("description", "maxSessionDuration"),
      Tags: inputs.tags(),
    }),
  ],
  "aws:iam/rolePolicy:RolePolicy": (inputs) => [
    call("iam", "PutRolePolicy", { RoleName: inputs.get("role"), PolicyName: inputs.get("name"), PolicyDocument: inputs.get("policy") }),
  ],
  "aws:organizations/policy:Policy": (inputs) => [
    call(
      "organizations",
      "CreatePolicy",
      { Type: "SERVICE_CONTROL_POLICY", ...inputs.pascal("name", "description", "type", "content"), Tags: inputs.tags() },
      { [String(inputs.outputs["id"])]: "Policy.PolicySummary.Id" },
    ),
  ],
  "aws:organizations/policyAttachment:PolicyAttachment": (inputs) => {
    inputs.ignore("skipDestroy");
    return [call("organizations", "AttachPolicy", inputs.pascal("policyId", "targetId"))];
  },
};

export const security: Readonly<Record<string, CallsOf>> = { ...kms, ...cloudtrail, ...identity };
