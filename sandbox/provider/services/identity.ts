/**
 * AWS IAM policies and roles, AWS Organizations policies.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/introduction.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_introduction.html
 */
import { type Behaviours } from "../behaviour";
import { text, type Properties } from "../values";

const ORGANIZATION_POLICY_TYPES = [
  "AISERVICES_OPT_OUT_POLICY",
  "BACKUP_POLICY",
  "CHATBOT_POLICY",
  "DECLARATIVE_POLICY_EC2",
  "RESOURCE_CONTROL_POLICY",
  "SERVICE_CONTROL_POLICY",
  "TAG_POLICY",
];

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
    longest: { policy: 6_144 },
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
    longest: { content: 5_120 },
    allowed: { type: ORGANIZATION_POLICY_TYPES },
    onlyOnce: { code: "DuplicatePolicyException", kind: "organization policy", name: named, everyRegion: true },
    identity: (inputs, place) => {
      const id = `p-${place.digits(8)}`;
      const type = (text(inputs, "type") ?? "SERVICE_CONTROL_POLICY").toLowerCase();
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
