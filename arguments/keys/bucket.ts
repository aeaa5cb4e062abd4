/** How a bucket is encrypted, and what its policy lets in. */
import { z } from "zod";
import { defaultRequirement, preferredDefault } from "../../encryption/requirement";
import { exampleKmsKeyArn } from "../../validation/examples";
import { methodIdSchema } from "../../validation/requirementSchema";
import * as field from "../fields";

/** Name of a bucket that is created. */
export const bucketName = field.bucketName.meta({
  description:
    "Name of a general purpose bucket. One that ends in -an must be of the account's own namespace: " +
    "`<prefix>-<account>-<region>-an`.",
  changing: { loses: ["bucket"], what: "a bucket of the new name is created, and the old one is deleted: nothing moves its objects." },
});

/** What is said of a bucket beside its name. */
export const bucketTerms = {
  method: methodIdSchema.exactOptional().meta({
    description: "Method of the default encryption; the preferred one of the requirement when left out.",
    allowed: "an approved method that can be a bucket default",
    example: `method: ${preferredDefault(defaultRequirement)?.id ?? ""}`,
  }),
  kmsKeyArn: field.arn.exactOptional().meta({
    description:
      "KMS key of the default encryption. When left out: the first approved key if the requirement names keys, else a " +
      "new key for this bucket. A new key that is no longer used stays in AWS for the objects written with it, without its " +
      "alias, unless `forceDestroy` was deployed before.",
    allowed: "the ARN of a KMS key in the stack's region; one of requirement.kmsKeyArns where those are given",
    example: `kmsKeyArn: ${exampleKmsKeyArn()}`,
  }),
  enforcement: z.enum(["deny", "audit"]).default("deny").meta({
    description:
      "`deny` stops improper uploads; `audit` lets a team watch before it denies. S3's own block of SSE-C stays under `audit`, " +
      "unless the requirement approves SSE-C.",
    allowed: "deny, audit",
    example: "enforcement: audit",
  }),
  versioning: z.boolean().default(false).meta({
    description: "Keep earlier versions of objects.",
    allowed: "true, false",
    example: "versioning: true",
  }),
  exemptPrincipals: field.exemptPrincipals,
  additionalStatements: z.array(field.policyStatement).default([]).meta({
    description: "Statements of your own for the bucket policy; they are kept as they are.",
    allowed: "a list of policy statements with Effect, Principal, Action, Resource and, optionally, Sid and Condition; each a map, or its JSON text",
    example:
      'additionalStatements: [{ Effect: Allow, Principal: { AWS: "111122223333" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-orders-dev/*" }]',
  }),
};
