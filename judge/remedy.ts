/** The statements that close a bucket's holes, ready to paste. */
import { bucketArn } from "../encryption/arn";
import { methodOfAlgorithm } from "../encryption/methods";
import type { PolicyStatement } from "../encryption/policyDocument";
import { defaultViolation, type EncryptionRequirement } from "../encryption/requirement";
import { uploadDenials } from "../encryption/uploadDenials";
import { parsePolicyDocument } from "../simulator";
import type { Hole, JudgedBucket } from "./bucket";
import { fateOf, isOffence, uploadBucket } from "./uploads";

/**
 * Statements to add to the bucket's policy: for each hole the first that closes it. Where none closes one, because the policy
 * itself makes it impossible to add them, all of them.
 */
export function remedy(bucket: JudgedBucket, holes: readonly Hole[], requirement: EncryptionRequirement): PolicyStatement[] {
  const candidates = uploadDenials(requirement, {
    resource: `${bucketArn(bucket.place.partition, bucket.bucketName)}/*`,
    principal: "*",
    defaultSatisfies: defaultSatisfies(bucket, requirement),
  });
  const existing = statementsOf(bucket.policy);
  const addable = renamed(candidates, existing).map((statement) => ({ statement, closes: closing(bucket, [...existing, statement], requirement) }));
  // Holes may be those of another default, which the bucket has no longer.
  const closes = closing(bucket, existing, requirement);
  const needed = new Set(holes.filter((hole) => !closes(hole)).map((hole) => addable.find((one) => one.closes(hole))));
  return addable.filter((one) => needed.has(undefined) || needed.has(one)).map(({ statement }) => statement);
}

function defaultSatisfies({ defaultEncryption }: JudgedBucket, requirement: EncryptionRequirement): boolean {
  // What is not known is not what lets these requests in.
  if (defaultEncryption === "open") return true;
  const method = defaultEncryption && methodOfAlgorithm(defaultEncryption.algorithm);
  if (!method) return false;
  return defaultViolation(requirement, method.id, defaultEncryption.kmsKeyArn) === undefined;
}

/** Whether a policy of these statements lets a request not become a hole; it lets all where S3 would refuse it. */
function closing(bucket: JudgedBucket, statements: readonly object[], requirement: EncryptionRequirement): (hole: Hole) => boolean {
  const parsed = statements.length === 0 ? undefined : parsePolicyDocument({ Version: "2012-10-17", Statement: statements }, "bucket", { name: bucket.bucketName });
  if (parsed && !parsed.valid) return () => false;
  return ({ upload, bucketAccount }) => !isOffence(fateOf(uploadBucket(bucket, bucketAccount, parsed?.document), upload, requirement));
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
