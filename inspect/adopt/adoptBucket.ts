/** Hands a bucket over to a stack such that nothing of it changes. */
import { checkArguments, encryptedBucketArguments } from "../../arguments/components";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { pathText } from "../../validation/problem";
import type { BucketFinding } from "../finding";
import type { BucketInventory } from "../inventory";
import { adoptedPolicy, type AdoptedPolicy } from "./bucketPolicy";
import type { Adopted, Decision } from "./adoption";
import { importedComponent, importedResource, type ImportedResource } from "./importFile";
import { encryptionPart, ownershipPart, publicAccessPart, type JudgedPart } from "./keptParts";

/** What a stack is like that takes buckets over. */
export interface AdoptingStack {
  readonly requirement: EncryptionRequirement;
  /** The account of the buckets, where it is known. */
  readonly account?: string;
}

/** A bucket with its entry in `buckets` of the stack config; without one where it cannot be taken over. */
export interface AdoptedBucket extends Adopted {
  readonly bucket: string;
  readonly region: string;
  readonly entry?: Readonly<Record<string, unknown>>;
}

/** @param finding what the inspection says of the bucket */
export function adoptBucket(bucket: BucketInventory, finding: BucketFinding, stack: AdoptingStack): AdoptedBucket {
  const { Name, BucketRegion } = bucket;
  const start = { bucket: Name, region: BucketRegion };
  const notAdopted = (why: string): AdoptedBucket => ({ ...start, imports: [], changes: [], decisions: [{ of: Name, what: "not taken over", why }] });

  const tags = bucket.TagSet === undefined ? undefined : Object.fromEntries((bucket.TagSet ?? []).map(({ Key, Value }) => [Key, Value]));
  const why = reasonAgainst(bucket, finding, tags);
  if (why !== undefined) return notAdopted(why);
  let policy: AdoptedPolicy;
  try {
    policy = adoptedPolicy(bucket.Policy ?? undefined, Name, BucketRegion);
  } catch (error) {
    return notAdopted((error as Error).message);
  }

  const parts = {
    defaultEncryption: encryptionPart(bucket, stack.requirement),
    publicAccessBlock: publicAccessPart(bucket),
    ownership: ownershipPart(bucket),
    requireTls: (policy.requiresTls ? { enforced: true, terms: {} } : { enforced: false, why: "look whether somebody comes without TLS" }) satisfies JudgedPart,
  };
  const terms = {
    enforcement: "audit",
    ...Object.fromEntries(Object.entries(parts).flatMap(([key, part]) => (part.enforced ? [] : [[key, "keep"]]))),
    ...(parts.defaultEncryption.enforced && parts.defaultEncryption.terms),
    ...(bucket.VersioningStatus === "Enabled" && { versioning: true }),
    // What is no longer listed would be deleted, were it empty.
    protect: true,
    tags: Object.fromEntries(Object.entries(tags ?? {}).filter(([key]) => !key.startsWith("aws:"))),
    ...(policy.statements.length > 0 && { additionalStatements: policy.statements }),
  };
  const { problems } = checkArguments(
    encryptedBucketArguments,
    { bucketName: Name, requirement: stack.requirement, ...terms },
    { prefix: Name, prefixMadeOf: "the bucket's name", region: BucketRegion, accountId: stack.account },
  );
  if (problems.length > 0) return notAdopted(`a stack would refuse it: ${problems.map(({ path, message }) => `${pathText(path)} ${message}`).join("; ")}`);

  const component = importedComponent("EncryptedBucket", Name);
  const part = (type: string): ImportedResource => importedResource("s3", type, Name, Name, component);
  return {
    ...start,
    entry: { name: Name, ...terms },
    imports: [
      component,
      part("Bucket"),
      ...(parts.defaultEncryption.enforced ? [part("BucketServerSideEncryptionConfiguration")] : []),
      ...(parts.publicAccessBlock.enforced ? [part("BucketPublicAccessBlock")] : []),
      ...(parts.ownership.enforced ? [part("BucketOwnershipControls")] : []),
      ...(bucket.VersioningStatus === "Enabled" ? [part("BucketVersioning")] : []),
      ...(bucket.Policy != null ? [part("BucketPolicy")] : []),
    ],
    changes: policy.changes.length > 0 ? [{ resource: `BucketPolicy ${Name}`, does: "update", why: policy.changes.join("; ") }] : [],
    decisions: [
      ...Object.entries(parts).flatMap(([key, one]): Decision[] => (one.enforced ? [] : [{ of: Name, what: `${key}: keep, or enforce`, why: one.why }])),
      ...finding.writers.map((why): Decision => ({ of: Name, what: "exempt the writer before enforcement: deny", why })),
    ],
  };
}

/** Why a bucket cannot be taken over without a risk; undefined where it can. */
function reasonAgainst(bucket: BucketInventory, finding: BucketFinding, tags: Readonly<Record<string, string>> | undefined): string | undefined {
  if (bucket.Policy === undefined) return "its policy was not read, and would be lost";
  if (tags === undefined) return "its tags were not read, and would be lost";
  if (finding.verdict === "refused") return `S3 would refuse its policy: ${finding.problems.join("; ")}`;
  const stack = tags["aws:cloudformation:stack-name"];
  if (stack !== undefined) return `the CloudFormation stack ${stack} has it: two that write one bucket undo each other`;
  return undefined;
}
