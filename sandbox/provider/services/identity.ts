/**
 * AWS IAM policies and roles, AWS Organizations policies.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/introduction.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_introduction.html
 */
import { type Behaviours, type Refusal } from "../behaviour";
import { isObject, text, type Properties } from "../values";

/**
 * The types of an organization's policies, and the characters each may have.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
const ORGANIZATION_POLICIES: Readonly<Record<string, number>> = {
  AISERVICES_OPT_OUT_POLICY: 2_500,
  BACKUP_POLICY: 10_000,
  CHATBOT_POLICY: 10_000,
  DECLARATIVE_POLICY_EC2: 10_000,
  RESOURCE_CONTROL_POLICY: 5_120,
  SERVICE_CONTROL_POLICY: 10_240,
  TAG_POLICY: 10_000,
};

function organizationPolicyRefusals(inputs: Properties): Refusal[] {
  const content = text(inputs, "content") ?? "";
  const type = organizationPolicyType(inputs);
  const longest = ORGANIZATION_POLICIES[type];
  if (longest === undefined) return [{ property: "type", reason: `AWS accepts ${Object.keys(ORGANIZATION_POLICIES).join(", ")}; got ${JSON.stringify(type)}` }];
  const reason = `PolicyContentLimitExceeded: a ${type} of ${content.length} characters; AWS accepts ${longest}`;
  return content.length > longest ? [{ property: "content", reason }] : [];
}

function organizationPolicyType(inputs: Properties): string {
  return text(inputs, "type") ?? "SERVICE_CONTROL_POLICY";
}

/** IAM takes `Team` and `team` for one key. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
function tagTwinRefusals(inputs: Properties): Refusal[] {
  const keys = Object.keys(isObject(inputs["tags"]) ? inputs["tags"] : {}).map((key) => key.toLowerCase());
  const reason = "Duplicate tag keys found: IAM does not tell upper from lower case in them";
  return new Set(keys).size < keys.length ? [{ property: "tags", reason }] : [];
}

function named(inputs: Properties): string {
  return text(inputs, "name") ?? "";
}

function path(inputs: Properties): string {
  return text(inputs, "path") ?? "/";
}

/** The behaviour of the IAM and Organizations resource types. */
export const identity: Behaviours = {
  "aws:iam/policy:Policy": {
    autoname: { property: "name", longest: 128 },
    documents: ["policy"],
    refusals: tagTwinRefusals,
    onlyOnce: { code: "EntityAlreadyExists", kind: "managed policy", name: named, everyRegion: true },
    identity: (inputs, place) => {
      const arn = place.arn("iam", `policy${path(inputs)}${named(inputs)}`, { region: "" });
      return { id: arn, arn, policyId: `ANPA${place.digits(17).toUpperCase()}` };
    },
    filledIn: () => ({ path: "/", attachmentCount: 0 }),
  },
  "aws:iam/role:Role": {
    autoname: { property: "name", longest: 64 },
    documents: ["assumeRolePolicy"],
    refusals: tagTwinRefusals,
    onlyOnce: { code: "EntityAlreadyExists", kind: "role", name: named, everyRegion: true },
    identity: (inputs, place) => ({
      id: named(inputs),
      arn: place.arn("iam", `role${path(inputs)}${named(inputs)}`, { region: "" }),
      uniqueId: `AROA${place.digits(17).toUpperCase()}`,
    }),
    filledIn: () => ({ path: "/", maxSessionDuration: 3600 }),
  },
  "aws:iam/rolePolicy:RolePolicy": {
    autoname: { property: "name", longest: 128 },
    documents: ["policy"],
    identity: (inputs) => ({ id: `${text(inputs, "role") ?? ""}:${named(inputs)}` }),
  },
  "aws:organizations/policy:Policy": {
    autoname: { property: "name", longest: 128 },
    documents: ["content"],
    refusals: organizationPolicyRefusals,
    onlyOnce: { code: "DuplicatePolicyException", kind: "organization policy", name: named, everyRegion: true },
    identity: (inputs, place) => {
      const id = `p-${place.digits(8)}`;
      const type = organizationPolicyType(inputs).toLowerCase();
      return { id, arn: place.arn("organizations", `policy/o-sandbox00/${type}/${id}`, { region: "" }) };
    },
    filledIn: () => ({ type: "SERVICE_CONTROL_POLICY" }),
  },
  "aws:organizations/policyAttachment:PolicyAttachment": {
    onlyOnce: {
      code: "DuplicatePolicyAttachmentException",
      kind: "policy attachment",
      name: (inputs) => `${text(inputs, "policyId") ?? ""} on ${text(inputs, "targetId") ?? ""}`,
      everyRegion: true,
    },
    identity: (inputs) => ({ id: `${text(inputs, "targetId") ?? ""}:${text(inputs, "policyId") ?? ""}` }),
  },
};
