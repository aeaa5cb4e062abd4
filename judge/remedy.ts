/** The smallest set of statements that closes a bucket's holes, ready to paste. */
import { bucketArn } from "../encryption/arn";
import { methodOfAlgorithm } from "../encryption/methods";
import type { PolicyStatement } from "../encryption/policyDocument";
import { defaultViolation, type EncryptionRequirement } from "../encryption/requirement";
import { uploadDenials } from "../encryption/uploadDenials";
import { parsePolicyDocument } from "../simulator";
import type { Hole, JudgedBucket } from "./bucket";
import { fateOf, isOffence, uploadBucket } from "./uploads";

/**
 * Statements to add to the bucket's policy. As few as close all holes; where even all together do not, because the
 * policy itself makes them impossible to add, all of them.
 */
export function remedy(bucket: JudgedBucket, holes: readonly Hole[], requirement: EncryptionRequirement): PolicyStatement[] {
  const candidates = uploadDenials(requirement, {
    resource: `${bucketArn(bucket.place.partition, bucket.bucketName)}/*`,
    principal: "*",
    defaultSatisfies: defaultSatisfies(bucket, requirement),
  });
  const existing = statementsOf(bucket.policy);
  const addable = renamed(candidates, existing);
  return subsetsBySize(addable).find((subset) => closes(bucket, [...existing, ...subset], holes, requirement)) ?? addable;
}

function defaultSatisfies({ defaultEncryption }: JudgedBucket, requirement: EncryptionRequirement): boolean {
  // What is not known is not what lets these requests in.
  if (defaultEncryption === "open") return true;
  const method = defaultEncryption && methodOfAlgorithm(defaultEncryption.algorithm);
  if (!method) return false;
  return defaultViolation(requirement, method.id, defaultEncryption.kmsKeyArn) === undefined;
}

function closes(bucket: JudgedBucket, statements: readonly object[], holes: readonly Hole[], requirement: EncryptionRequirement): boolean {
  const parsed = statements.length === 0 ? undefined : parsePolicyDocument({ Version: "2012-10-17", Statement: statements }, "bucket", { name: bucket.bucketName });
  if (parsed && !parsed.valid) return false;
  return holes.every(({ upload, bucketAccount }) => !isOffence(fateOf(uploadBucket(bucket, bucketAccount, parsed?.document), upload, requirement)));
}

function statementsOf(policy: string | undefined): { Sid?: string }[] {
  if (policy === undefined) return [];
  const { Statement } = JSON.parse(policy) as { Statement?: { Sid?: string } | { Sid?: string }[] };
  return [Statement ?? []].flat();
}

/** S3 refuses two statements with the same Sid. */
function renamed(statements: readonly PolicyStatement[], existing: readonly { Sid?: string }[]): PolicyStatement[] {
  const taken = new Set(existing.map(({ Sid }) => Sid));
  return statements.map((statement) => {
    let sid = statement.Sid ?? "Deny";
    for (let number = 2; taken.has(sid); number++) sid = `${statement.Sid ?? "Deny"}${number}`;
    taken.add(sid);
    return { ...statement, Sid: sid };
  });
}

/** All subsets, the smallest first: none at all where the holes are those of another default. There are at most five statements. */
function subsetsBySize<T>(items: readonly T[]): T[][] {
  const subsets = Array.from({ length: 2 ** items.length }, (_, index) => items.filter((_item, at) => (index >> at) & 1));
  return subsets.sort((a, b) => a.length - b.length);
}
