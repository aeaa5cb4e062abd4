/** The requirement as policies outside of the buckets. */
import { z } from "zod";
import * as field from "../fields";

const targets = z.array(field.organizationTarget).default([]).meta({
  description: "Ids of organization roots, organizational units and accounts.",
  allowed: "a list of root, organizational unit and account ids",
  example: "targets: [ou-abcd-11112222]",
});

const organizationPolicy = (kind: string, example: string, beside: string) =>
  z.strictObject({ targets }).exactOptional().meta({
    description:
      `The requirement as a ${kind}, attached to these roots, organizational units and accounts. ` +
      `It binds neither the management account nor service-linked roles${beside}.`,
    allowed: "a map with targets: a list of root, organizational unit and account ids",
    example: `${example}: { targets: [ou-abcd-11112222] }`,
    typeName: "OrganizationPolicy",
    shortFor: "targets",
    typeDescription: "Where an organization's policy is attached.",
  });

/** The kinds of policies, each on request. */
export const policyKinds = {
  identity: z.boolean().default(false).meta({
    description:
      "Create an IAM policy that allows proper uploads to the buckets and no others, with the KMS keys for them: " +
      "requirement.kmsKeyArns, else the buckets' own.",
    allowed: "true, false",
    example: "identity: true",
  }),
  serviceControl: organizationPolicy("service control policy (SCP)", "serviceControl", ", and no principal from outside of the accounts"),
  resourceControl: organizationPolicy("resource control policy (RCP)", "resourceControl", ""),
  exemptPrincipals: field.exemptPrincipals,
};
