/** The key `policies` of the stack config. */
import { z } from "zod";
import * as field from "../fields";

const organizationPolicy = (kind: string, example: string, beside: string) =>
  z.strictObject({ targets: z.array(field.organizationTarget).default([]) }).exactOptional().meta({
    description:
      `The requirement as a ${kind}, attached to these roots, organizational units and accounts. ` +
      `It binds neither the management account nor service-linked roles${beside}.`,
    allowed: "a map with targets: a list of root, organizational unit and account ids",
    example: `${example}: { targets: [ou-abcd-11112222] }`,
  });

export const policies = z
  .strictObject({
    identity: z.boolean().default(false).meta({
      description:
        "Create an IAM policy that allows proper uploads to the stack's buckets and no others, with the KMS keys for them: " +
        "requirement.kmsKeyArns, else the buckets' own.",
      allowed: "true, false",
      example: "identity: true",
    }),
    serviceControl: organizationPolicy("service control policy (SCP)", "serviceControl", ", and no principal from outside of the accounts"),
    resourceControl: organizationPolicy("resource control policy (RCP)", "resourceControl", ""),
    exemptPrincipals: field.exemptPrincipals,
  })
  .prefault({})
  .meta({
    description: "The requirement as policies outside of the buckets, on request.",
    allowed: "a map with identity, serviceControl, resourceControl, exemptPrincipals",
    example: "policies: { identity: true }",
  });
