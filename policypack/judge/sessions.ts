/**
 * The holes of a directory bucket: sessions in which objects would be stored against the requirement.
 *
 * A directory bucket authorizes the session (s3express:CreateSession), and the session settles how its uploads are
 * encrypted: by its own headers, else by the bucket's default. There is SSE-S3, and SSE-KMS with the one customer managed
 * key of the bucket; no DSSE-KMS, no SSE-C.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateSession.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-UsingKMSEncryption.html
 */
import { parseArn } from "../../encryption/arn";
import { encryptionMethod, methodOfAlgorithm, type EncryptionOrigin } from "../../encryption/methods";
import type { PolicyStatement } from "../../encryption/policyDocument";
import { approvedAlgorithms, violationOf, type AppliedEncryption, type EncryptionRequirement } from "../../encryption/requirement";
import { evaluateBucketPolicy, parsePolicyDocument, type PolicyDocument, type PolicyProblem } from "../../simulator";
import { encryptionHeader, kmsKeyIdHeader } from "../../simulator/uploadRequest";
import { circumstances, type Circumstance } from "./circumstances";
import type { JudgedBucket, JudgeOptions } from "./holes";
import { wordsOf, type Exception } from "./principals";
import { relevantStatements } from "./relevantStatements";

/** A session that gets wrong objects in. */
export interface SessionHole {
  /** `CreateSession with x-amz-server-side-encryption: AES256`. */
  readonly request: string;
  readonly principals: readonly string[];
  readonly storedAs: string;
  readonly reason: string;
  readonly exceptions: readonly Exception[];
}

export type SessionJudgement =
  | {
      readonly valid: true;
      readonly holes: readonly SessionHole[];
      /** See the judgement of holes.ts. */
      readonly leftOut: number;
      /** What closes the holes. */
      readonly statements: readonly PolicyStatement[];
    }
  | { readonly valid: false; readonly problems: readonly PolicyProblem[] };

const createSession = "s3express:CreateSession";
const algorithmKey = `s3express:${encryptionHeader}`;
const keyIdKey = `s3express:${kmsKeyIdHeader}`;

interface Session {
  readonly words: string;
  readonly headers: { readonly algorithm?: string; readonly kmsKeyId?: string };
  readonly applied: AppliedEncryption;
}

/** Judges a directory bucket. */
export function judgeSessions(bucket: JudgedBucket, options: JudgeOptions): SessionJudgement {
  const parsed = bucket.policy === undefined ? undefined : parsePolicyDocument(bucket.policy, "bucket", bucket.bucketName);
  if (parsed && !parsed.valid) return { valid: false, problems: parsed.problems };
  const { requirement } = options;
  const arn = bucketArnOf(bucket);
  // Unlike those of other buckets, the ARN has the account.
  const account = parseArn(arn)?.account ?? bucket.place.account;
  const relevant = parsed && relevantStatements(parsed.document, [createSession]);
  const { list, leftOut } = circumstances(relevant, { ...bucket.place, account }, options.isAllowedException);
  const unstopped: Session[] = [];
  const holes = sessions(bucket, requirement).flatMap((session): SessionHole[] => {
    const { words, headers, applied } = session;
    const reason = violationOf(requirement, applied);
    if (reason === undefined) return [];
    const open = list.filter((circumstance) => isOpen(parsed?.document, arn, account, headers, circumstance));
    const [first] = open;
    if (!first) return [];
    unstopped.push(session);
    const alike = open.filter(({ exceptions }) => exceptions.length === 0);
    return [
      {
        request: `CreateSession ${words}`,
        principals: wordsOf(alike.length > 0 ? alike : [first]),
        storedAs: applied.method === "unknown" ? "an unknown method" : encryptionMethod(applied.method).label,
        reason,
        exceptions: first.exceptions,
      },
    ];
  });
  return { valid: true, holes, leftOut, statements: remedy(arn, unstopped, requirement) };
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

function isOpen(
  policy: PolicyDocument | undefined,
  resource: string,
  account: string,
  { algorithm, kmsKeyId }: Session["headers"],
  { principal, context }: Pick<Circumstance, "principal" | "context">,
): boolean {
  const { decision } = evaluateBucketPolicy(policy, {
    action: createSession,
    resource,
    principal,
    context: {
      "aws:SecureTransport": true,
      "s3express:SessionMode": "ReadWrite",
      "aws:ResourceAccount": account,
      [algorithmKey]: algorithm,
      [keyIdKey]: kmsKeyId,
      ...context,
    },
  });
  if (decision !== "neither") return decision === "allow";
  return typeof principal === "object" && "arn" in principal && parseArn(principal.arn)?.account === account;
}

/** The bucket's ARN: as its policy has it, since account and region may not be known otherwise. */
function bucketArnOf({ bucketName, place, policy = "" }: JudgedBucket): string {
  const written = /arn:[^:"]+:s3express:[^:*?"]+:\d{12}:bucket\/[^/*?"]+/.exec(policy)?.[0];
  if (written?.endsWith(`/${bucketName}`)) return written;
  return `arn:${place.partition}:s3express:${place.region}:${place.account}:bucket/${bucketName}`;
}

/** Statements for the ways to break the requirement: by another method, by another key, by a default that is not proper. */
function candidates(arn: string, requirement: EncryptionRequirement): PolicyStatement[] {
  const deny = (Sid: string, Condition: NonNullable<PolicyStatement["Condition"]>): PolicyStatement => ({
    Sid,
    Effect: "Deny",
    Principal: "*",
    Action: createSession,
    Resource: arn,
    Condition,
  });
  const algorithms = approvedAlgorithms(requirement);
  return [
    deny("DenyOtherEncryptionMethods", {
      Null: { [algorithmKey]: "false" },
      ...(algorithms.length > 0 && { StringNotEquals: { [algorithmKey]: algorithms } }),
    }),
    ...(requirement.kmsKeyArns
      ? [deny("DenyOtherKmsKeys", { Null: { [keyIdKey]: "false" }, StringNotEquals: { [keyIdKey]: requirement.kmsKeyArns } })]
      : []),
    deny("DenyMissingEncryptionHeader", { Null: { [algorithmKey]: "true" } }),
  ];
}

/** The statements that are needed: each hole by the first that closes it. */
function remedy(arn: string, open: readonly Session[], requirement: EncryptionRequirement): PolicyStatement[] {
  const role = { arn: "arn:aws:iam::123456789012:role/any-role" };
  const closes = (statement: PolicyStatement, { headers }: Session): boolean => {
    const parsed = parsePolicyDocument({ Version: "2012-10-17", Statement: [statement] }, "bucket");
    if (!parsed.valid) return false;
    const circumstance = { principal: role, context: {} };
    return !isOpen(parsed.document, arn, "123456789012", headers, circumstance);
  };
  const all = candidates(arn, requirement);
  const needed = new Set(open.map((session) => all.find((statement) => closes(statement, session))));
  return all.filter((statement) => needed.has(statement));
}
