/**
 * The holes of a directory bucket: sessions in which objects would be stored against the requirement.
 *
 * A directory bucket authorizes the session (s3express:CreateSession), and the session settles how its uploads are
 * encrypted: by its own headers, else by the bucket's default. There is SSE-S3, and SSE-KMS with the one customer managed
 * key of the bucket; no DSSE-KMS, no SSE-C.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateSession.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-UsingKMSEncryption.html
 */
import { parseArn } from "../encryption/arn";
import { encryptionMethod, methodOfAlgorithm, type EncryptionOrigin } from "../encryption/methods";
import type { PolicyStatement } from "../encryption/policyDocument";
import { violationOf, type AppliedEncryption, type EncryptionRequirement } from "../encryption/requirement";
import { createSessionAction, sessionConditionKeys, sessionDenials } from "../encryption/sessionDenials";
import { evaluateBucketPolicy, parsePolicyDocument, type PolicyProblem } from "../simulator";
import { encryptionHeader } from "../simulator/uploadRequest";
import { accessTo } from "./access";
import { knownBucket, type JudgedBucket, type JudgeOptions, type Passage, type Place, type Untold } from "./bucket";
import { anyRole } from "./identities";
import { relevantStatements } from "./statements";
import type { Probe } from "./trials";
import { look } from "./ways";

/** A session that gets wrong objects in. */
export interface SessionHole extends Omit<Passage, "key"> {
  /** `CreateSession with x-amz-server-side-encryption: AES256`. */
  readonly request: string;
  readonly storedAs: string;
  readonly reason: string;
}

/** What is found of a directory bucket. */
export type SessionJudgement =
  | {
      readonly valid: true;
      readonly holes: readonly SessionHole[];
      readonly untold: readonly Untold[];
      /** What closes the holes. */
      readonly statements: readonly PolicyStatement[];
    }
  | { readonly valid: false; readonly problems: readonly PolicyProblem[] };

interface Session {
  readonly words: string;
  readonly headers: { readonly algorithm?: string; readonly kmsKeyId?: string };
  readonly applied: AppliedEncryption;
}

/** Steps of all searches on one bucket. */
const mostSteps = 20_000;

/** Judges a directory bucket. */
export function judgeDirectoryBucket(bucket: JudgedBucket, options: JudgeOptions): SessionJudgement {
  const parsed = bucket.policy === undefined ? undefined : parsePolicyDocument(bucket.policy, "bucket", knownBucket(bucket));
  if (parsed && !parsed.valid) return { valid: false, problems: parsed.problems };
  const { requirement } = options;
  const arn = bucketArnOf(bucket);
  // Unlike those of other buckets, the ARN has the account.
  const account = parseArn(arn)?.account ?? bucket.place.account;
  const relevant = parsed && relevantStatements(parsed.document, [createSessionAction]);
  const access = accessTo(relevant, { ...bucket.place, account }, options, { arns: [arn], complete: true }, "condition-holds");
  const as = look(mostSteps);
  const untold: Untold[] = [];
  const unstopped: Session[] = [];
  const holes = sessions(bucket, requirement).flatMap((session): SessionHole[] => {
    const reason = violationOf(requirement, session.applied);
    if (reason === undefined) return [];
    const found = access.find(probeOf(session, account), as);
    if (!found.way) {
      untold.push(...found.untold);
      return [];
    }
    unstopped.push(session);
    const { method } = session.applied;
    const storedAs = method === "unknown" ? "an unknown method" : encryptionMethod(method).label;
    return [{ request: `CreateSession ${session.words}`, storedAs, reason, ...found.way.passage }];
  });
  return { valid: true, holes, untold, statements: remedy(arn, { ...bucket.place, account }, unstopped, requirement) };
}

function probeOf(session: Session, account: string): Probe {
  const { algorithm, kmsKeyId } = session.headers;
  const context = {
    "aws:SecureTransport": true,
    "s3express:SessionMode": "ReadWrite",
    "aws:ResourceAccount": account,
    [sessionConditionKeys.algorithm]: algorithm,
    [sessionConditionKeys.kmsKeyId]: kmsKeyId,
  };
  return { asked: session, action: createSessionAction, context: () => context, counts: () => true, kind: undefined };
}

/** Every way to open a session for writing, with what its uploads become. */
function sessions({ place, defaultEncryption }: JudgedBucket, requirement: EncryptionRequirement): Session[] {
  const sseS3 = encryptionMethod("sse-s3");
  const sseKms = encryptionMethod("sse-kms");
  const withHeader = (algorithm: string | undefined, kmsKeyId?: string): Session => ({
    words: `with ${encryptionHeader}: ${algorithm ?? ""}${kmsKeyId === undefined ? "" : ` and the key ${kmsKeyId}`}`,
    headers: { ...(algorithm !== undefined && { algorithm }), ...(kmsKeyId !== undefined && { kmsKeyId }) },
    applied: appliedAs(algorithm, "header", kmsKeyId),
  });
  const otherKey = `arn:${place.partition}:kms:${place.region}:${place.account}:key/00000000-1111-2222-3333-444444444444`;
  const found = [withHeader(sseS3.algorithm), withHeader(sseKms.algorithm, requirement.kmsKeyArns?.[0] ?? otherKey)];
  if (defaultEncryption !== "open") {
    const { algorithm = sseS3.algorithm, kmsKeyArn } = defaultEncryption ?? {};
    found.push({ words: "without an encryption header", headers: {}, applied: appliedAs(algorithm, "default", kmsKeyArn) });
    // A bucket has one key for its lifetime: where it is known, S3 refuses every other.
    if (algorithm === sseKms.algorithm && kmsKeyArn !== undefined) return found;
  }
  return requirement.kmsKeyArns ? [...found, withHeader(sseKms.algorithm, otherKey)] : found;
}

function appliedAs(algorithm: string | undefined, origin: EncryptionOrigin, kmsKeyArn: string | undefined): AppliedEncryption {
  return { method: methodOfAlgorithm(algorithm ?? "")?.id ?? "unknown", origin, ...(kmsKeyArn !== undefined && { kmsKeyArn }) };
}

/** The bucket's ARN: as its policy has it, since account and region may not be known otherwise. */
function bucketArnOf({ bucketName, place, policy = "" }: JudgedBucket): string {
  const written = /arn:[^:"]+:s3express:[^:*?"]+:\d{12}:bucket\/[^/*?"]+/.exec(policy)?.[0];
  if (written?.endsWith(`/${bucketName}`)) return written;
  return `arn:${place.partition}:s3express:${place.region}:${place.account}:bucket/${bucketName}`;
}

/** The statements that are needed: each hole by the first that closes it. */
function remedy(arn: string, { account, partition }: Pick<Place, "account" | "partition">, open: readonly Session[], requirement: EncryptionRequirement): PolicyStatement[] {
  const principal = anyRole({ account, partition: parseArn(arn)?.partition ?? partition });
  const closes = (statement: PolicyStatement, session: Session): boolean => {
    const { action, context } = probeOf(session, account);
    const policy = { Version: "2012-10-17", Statement: [statement] };
    return evaluateBucketPolicy(policy, { action, resource: arn, principal, context: context({ kind: "anonymous" }) }).decision === "explicitDeny";
  };
  const all = sessionDenials(requirement, arn);
  const needed = new Set(open.map((session) => all.find((statement) => closes(statement, session))));
  return all.filter((statement) => needed.has(statement));
}
