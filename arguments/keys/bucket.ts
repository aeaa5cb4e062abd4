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

/**
 * What a bucket that others made may have as it likes. `keep` declares nothing: what is not in the stack cannot be changed by
 * it, nor be lost with it.
 */
const kept = (key: string, enforced: string, kept: string, example: "enforce" | "keep" = "keep") =>
  z.enum(["enforce", "keep"]).default("enforce").meta({
    description: `\`enforce\`: ${enforced} \`keep\`: ${kept}, and the stack has no say in it; a new bucket has what S3 gives it.`,
    allowed: "enforce, keep",
    example: `${key}: ${example}`,
  });

/** An access point of a bucket. */
const accessPoint = z
  .strictObject({
    name: z
      .string()
      .refine(field.isAccessPointName, { error: "is not a valid access point name" })
      .meta({
        description: "Name of the access point, which no other one of the account has in the region.",
        allowed: "3 to 50 lower-case letters, digits and hyphens, beginning and ending with a letter or digit, not ending in -s3alias",
        example: "orders-app",
      }),
    vpcId: z
      .string()
      .refine((id) => /^vpc-[0-9a-f]{8,17}$/.test(id), { error: "is not the id of a VPC" })
      .exactOptional()
      .meta({
        knownLater: "vpc-00000000",
        description: "The one VPC that the access point takes requests from; from everywhere when left out. S3 cannot change it: give the access point another name.",
        allowed: "the id of a VPC",
        example: "vpcId: vpc-0a1b2c3d4e5f67890",
      }),
    additionalStatements: z.array(field.policyStatement).default([]).meta({
      description:
        "Statements of your own for the access point's policy; they are kept as they are. What they allow takes effect only where the " +
        "bucket's policy allows it as well.",
      allowed: "a list of policy statements whose Resource is the access point's ARN, or that with /object/ and a key pattern; each a map, or its JSON text",
      example:
        'additionalStatements: [{ Effect: Allow, Principal: { AWS: "111122223333" }, Action: "s3:GetObject", Resource: "arn:aws:s3:us-east-1:111122223333:accesspoint/orders-app/object/*" }]',
    }),
  })
  .meta({ shortFor: "name", typeName: "AccessPoint", typeDescription: "An access point of a bucket, with the bucket's denials in its policy." });

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
  denyBelow: z.array(field.keyPrefix).min(1).exactOptional().meta({
    description:
      "Beginnings of object keys: `enforcement: deny` denies improper uploads there first; everywhere when left out. S3's block of " +
      "SSE-C, which knows no keys, is then as under `audit`.",
    allowed: "a list of beginnings of object keys, beside enforcement: deny",
    example: "denyBelow: [invoices/]",
  }),
  defaultEncryption: kept(
    "defaultEncryption",
    "the bucket has a default encryption that the requirement approves. Needed by `enforcement: deny`, unless requirement.origin is header.",
    "the default encryption stays as the bucket has it",
    // `keep` is right beside other keys alone.
    "enforce",
  ),
  publicAccessBlock: kept("publicAccessBlock", "no ACL and no policy can make the bucket public.", "the block of public access stays as the bucket has it"),
  ownership: kept("ownership", "the bucket's owner owns every object, and ACLs do not count.", "ownership and ACLs stay as the bucket has them"),
  requireTls: kept("requireTls", "requests without TLS are denied.", "they are denied where additionalStatements does so"),
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
  accessPoints: z.array(accessPoint).default([]).meta({
    description: "Access points of the bucket, each with the bucket's denials in its own policy too, and without public access.",
    allowed: "a list of maps with name and, optionally, vpcId and additionalStatements",
    example: "accessPoints: [{ name: orders-app }, { name: orders-batch, vpcId: vpc-0a1b2c3d4e5f67890 }]",
  }),
};

/** In the stack config. */
export const bucketTags = z.record(z.string(), z.string()).exactOptional().meta({
  description: "Tags of the bucket and of its own KMS key, in place of the stack's.",
  allowed: "a map of strings; quote numbers",
  example: "tags: { team: orders }",
});
