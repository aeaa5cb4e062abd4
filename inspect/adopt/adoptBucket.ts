/** Hands a bucket over to a stack such that nothing of it changes. */
import { checkArguments, encryptedBucketArguments } from "../../arguments/components";
import { bucketArn, partitionOfRegion } from "../../encryption/arn";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { insecureTransportDenial } from "../../encryption/uploadDenials";
import { pathText, type Problem } from "../../validation/problem";
import type { BucketFinding } from "../finding";
import type { BucketInventory } from "../inventory";
import { adoptablePoints, type AdoptablePoint } from "./adoptAccessPoints";
import { adoptedPolicy, ownStatements, type AdoptedPolicy } from "./adoptedPolicy";
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
    policy = adoptedPolicy(bucket.Policy ?? undefined, insecureTransportDenial(bucketArn(partitionOfRegion(BucketRegion), Name)));
  } catch (error) {
    return notAdopted((error as Error).message);
  }
  const refusals = (terms: object): Problem[] =>
    checkArguments(
      encryptedBucketArguments,
      { bucketName: Name, requirement: stack.requirement, ...terms },
      { prefix: Name, prefixMadeOf: "the bucket's name", region: BucketRegion, accountId: stack.account },
    ).problems;
  const { points, decisions } = adoptablePoints(bucket, stack.account, (entry) =>
    wordsOf(refusals({ enforcement: "audit", requireTls: "keep", accessPoints: [entry] }).filter(({ path: [key] }) => key === "accessPoints")),
  );

  const parts = {
    defaultEncryption: encryptionPart(bucket, stack.requirement),
    publicAccessBlock: publicAccessPart(bucket),
    ownership: ownershipPart(bucket),
    requireTls: tlsPart(policy, points),
  };
  const tls = parts.requireTls.enforced ? "enforce" : "keep";
  const statements = ownStatements(policy, tls);
  const terms = {
    enforcement: "audit",
    ...Object.fromEntries(Object.entries(parts).flatMap(([key, part]) => (part.enforced ? [] : [[key, "keep"]]))),
    ...(parts.defaultEncryption.enforced && parts.defaultEncryption.terms),
    ...(bucket.VersioningStatus === "Enabled" && { versioning: true }),
    // What is no longer listed would be deleted, were it empty.
    protect: true,
    tags: Object.fromEntries(Object.entries(tags ?? {}).filter(([key]) => !key.startsWith("aws:"))),
    ...(statements.length > 0 && { additionalStatements: statements }),
    ...(points.length > 0 && { accessPoints: points.map(({ entry }) => entry(tls)) }),
  };
  const refusal = wordsOf(refusals(terms));
  if (refusal !== undefined) return notAdopted(`a stack would refuse it: ${refusal}`);

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
      ...points.map(({ imported }) => imported(component)),
    ],
    changes: [
      ...(policy.changes.length > 0 ? [{ resource: `BucketPolicy ${Name}`, does: "update", why: policy.changes.join("; ") } as const] : []),
      ...points.flatMap(({ changes }) => changes),
    ],
    decisions: [
      ...Object.entries(parts).flatMap(([key, one]): Decision[] => (one.enforced ? [] : [{ of: Name, what: `${key}: keep, or enforce`, why: one.why }])),
      ...decisions,
      ...finding.writers.map((why): Decision => ({ of: Name, what: "exempt the writer before enforcement: deny", why })),
    ],
  };
}

/** Whether requests without TLS are denied: by the very statements that a stack makes, in the policy of each access point as well. */
function tlsPart(policy: AdoptedPolicy, points: readonly AdoptablePoint[]): JudgedPart {
  if (!policy.requiresTls) return { enforced: false, why: "look whether somebody comes without TLS" };
  const without = points.filter((point) => !point.policy.requiresTls).map(({ name }) => name);
  return without.length === 0 ? { enforced: true, terms: {} } : { enforced: false, why: `the bucket's policy denies requests without TLS, and that of ${without.join(", ")} would do so as well` };
}

function wordsOf(problems: readonly Problem[]): string | undefined {
  return problems.length === 0 ? undefined : problems.map(({ path, message }) => `${pathText(path)} ${message}`).join("; ");
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
