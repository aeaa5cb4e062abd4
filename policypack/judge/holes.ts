/**
 * The holes of a bucket: requests that would end as an object against the requirement.
 *
 * Every request of requests.ts is put to default encryption, blocked types and policy, in all circumstances of
 * circumstances.ts, with the simulator's evaluation of what S3 would do. A hole is a request that stores such an object, because nothing denies or blocks it.
 */
import { encryptionMethod } from "../../encryption/methods";
import { violationOf, type EncryptionRequirement } from "../../encryption/requirement";
import { conditionKeys } from "../../encryption/uploadDenials";
import {
  evaluateUpload,
  parsePolicyDocument,
  type PolicyDocument,
  type PolicyProblem,
  type UploadBucket,
  type UploadRequest,
} from "../../simulator";
import { anyCharacters, literalPattern, oneCharacter, type GlobPattern } from "../../simulator/iam/glob";
import { circumstances, type Circumstance } from "./circumstances";
import { example } from "./example";
import { hasVariables, patternOf, templatesOf, variablesIn } from "./policyVariables";
import { anyRole, type Exception } from "./principals";
import { asks, type Ask, type Place } from "./requests";
import { witnesses } from "./witnesses";

/** A bucket as it would be deployed. */
export interface JudgedBucket {
  readonly bucketName: string;
  readonly place: Place;
  /** Absent where the bucket has none; `open` where it is not known: then requests that hang on it are not put. */
  readonly defaultEncryption: UploadBucket["defaultEncryption"] | "open";
  readonly blockedEncryptionTypes: readonly string[] | undefined;
  /** JSON text of the bucket policy; undefined where there is none. */
  readonly policy: string | undefined;
}

export interface JudgeOptions {
  readonly requirement: EncryptionRequirement;
  /** Put UpdateObjectEncryption to the bucket as well. */
  readonly updates: boolean;
  /** Exceptions in bucket policies that are no holes. */
  readonly isAllowedException: (exception: Exception) => boolean;
}

/** A request that gets in. */
export interface Hole {
  /** `PutObject with x-amz-server-side-encryption: AES256`. */
  readonly request: string;
  /** Who gets it in. */
  readonly principals: readonly string[];
  /** `SSE-S3`, or what is known of a method that has no name. */
  readonly storedAs: string;
  /** Why that breaks the requirement. */
  readonly reason: string;
  /** An object key that it works for, where it does not for every one. */
  readonly key?: string;
  /** The exceptions of the policy that it needs; empty when it needs none. */
  readonly exceptions: readonly Exception[];
  /** The method does not exist today. */
  readonly future: boolean;
  /** The request, to see whether more statements would stop it. */
  readonly upload: UploadRequest;
  /** The account that the bucket was taken to be of, where that is not the place's. */
  readonly bucketAccount?: string;
}

export type Judgement =
  | {
      readonly valid: true;
      readonly holes: readonly Hole[];
      /** Combinations of the policy's conditions that were too many to try. Without holes nothing is proven by the others. */
      readonly leftOut: number;
    }
  /** The policy is one that S3 would refuse. */
  | { readonly valid: false; readonly problems: readonly PolicyProblem[] };

/** Judges a bucket. */
export function judge(bucket: JudgedBucket, options: JudgeOptions): Judgement {
  const parsed = bucket.policy === undefined ? undefined : parsePolicyDocument(bucket.policy, "bucket", bucket.bucketName);
  if (parsed && !parsed.valid) return { valid: false, problems: parsed.problems };
  return holesOf(bucket, parsed?.document, options);
}

/** Whether each of these requests is stopped when the policy is this one. */
export function stopsAll(bucket: JudgedBucket, policy: PolicyDocument, holes: readonly Hole[], requirement: EncryptionRequirement): boolean {
  const target = uploadBucket(bucket, policy);
  return holes.every(({ upload, bucketAccount }) => offence(ofAccount(target, bucketAccount), upload, requirement) === undefined);
}

function uploadBucket(bucket: JudgedBucket, policy: PolicyDocument | undefined): UploadBucket {
  const { account, region, partition } = bucket.place;
  return {
    name: bucket.bucketName,
    account,
    region,
    partition,
    ...(typeof bucket.defaultEncryption === "object" && { defaultEncryption: bucket.defaultEncryption }),
    ...(bucket.blockedEncryptionTypes && { blockedEncryptionTypes: bucket.blockedEncryptionTypes }),
    ...(policy && { policy }),
  };
}

function ofAccount(target: UploadBucket, account: string | undefined): UploadBucket {
  return account === undefined ? target : { ...target, account };
}

interface Offence {
  readonly storedAs: string;
  readonly reason: string;
}

/** How a request would be stored against the requirement; undefined when it would not. */
function offence(target: UploadBucket, upload: UploadRequest, requirement: EncryptionRequirement): Offence | undefined {
  const result = evaluateUpload(target, upload);
  if (result.outcome !== "stored") return undefined;
  const { method } = result.applied;
  const reason = violationOf(requirement, result.applied);
  if (reason === undefined) return undefined;
  return { storedAs: method === "unknown" ? "an unknown method" : encryptionMethod(method).label, reason };
}

function holesOf(bucket: JudgedBucket, policy: PolicyDocument | undefined, options: JudgeOptions): Judgement {
  const { requirement, updates } = options;
  const target = uploadBucket(bucket, policy);
  const always = uploadBucket(bucket, policy && unconditionalDenials(policy, bucket));
  const { keys, complete } = objectKeys(bucket.bucketName, policy);
  const put = asks(requirement, bucket.place, policy, updates).filter(
    ({ hangsOnRule }) => !hangsOnRule || bucket.defaultEncryption !== "open",
  );
  const asked = [...put.flatMap(({ request }) => Object.values(request.headers ?? {})), ...keys.flatMap((key) => key.split("/"))];
  const { list, leftOut } = circumstances(policy, bucket.place, options.isAllowedException, asked);
  const anybody: Circumstance = { ...anyRole(bucket.place), context: {}, exceptions: [] };
  const holes = put.flatMap((ask) => {
    // Most requests meet a Deny that looks at nothing but the encryption: then nobody and nothing gets them in.
    const open = keys.filter((key) => evaluateUpload(always, uploadOf(ask, key, anybody)).outcome === "stored");
    const found = open.length > 0 && firstHole(target, ask, open, list, requirement);
    if (!found) return [];
    const { key, ...hole } = found;
    return [{ request: ask.words, future: ask.future, ...hole, ...(key !== keys[0] && { key }) }];
  });
  return { valid: true, holes, leftOut: leftOut + (complete ? 0 : 1) };
}

/** The part of a policy that denies whoever asks, from wherever: by what the request itself says. */
function unconditionalDenials({ version, statements }: PolicyDocument, { bucketName, policy }: JudgedBucket): PolicyDocument | undefined {
  const chosen = statements.filter(
    ({ effect, principal, conditions, ...statement }) =>
      effect === "Deny" &&
      variablesIn(templatesOf({ effect, conditions, ...statement }), hasVariables({ version })).length === 0 &&
      principal?.element === "Principal" &&
      principal.principals.some(({ type, id }) => type === "AWS" && id === "*") &&
      conditions.every(({ key }) => requestKeys.has(key.toLowerCase())),
  );
  if (chosen.length === 0 || policy === undefined) return undefined;
  const raw = [(JSON.parse(policy) as { Statement: object | object[] }).Statement].flat();
  const document = { Version: version, Statement: chosen.map(({ index }) => raw[index]) };
  const parsed = parsePolicyDocument(document, "bucket", bucketName);
  return parsed.valid ? parsed.document : undefined;
}

/** Condition keys that the request's own headers settle. */
const requestKeys = new Set<string>(Object.values(conditionKeys).map((key) => key.toLowerCase()));

/** The circumstances of the first kind that get a request in, all of its principals together. */
function firstHole(
  target: UploadBucket,
  ask: Ask,
  keys: readonly string[],
  list: readonly Circumstance[],
  requirement: EncryptionRequirement,
): (Omit<Hole, "request" | "future"> & { key: string }) | undefined {
  for (const key of keys) {
    for (const circumstance of list) {
      const upload = uploadOf(ask, key, circumstance);
      const { exceptions, bucketAccount } = circumstance;
      const how = offence(ofAccount(target, bucketAccount), upload, requirement);
      if (!how) continue;
      const alike = list.filter(
        (other) => other === circumstance || (exceptions.length === 0 && other.exceptions.length === 0 && offence(target, uploadOf(ask, key, other), requirement)),
      );
      return { principals: [...new Set(alike.map(({ words }) => words))], ...how, key, exceptions, upload, ...(bucketAccount !== undefined && { bucketAccount }) };
    }
  }
  return undefined;
}

function uploadOf({ request }: Ask, key: string, { principal, context }: Circumstance): UploadRequest {
  const insecure = Object.entries(context).some(([name, value]) => name.toLowerCase() === "aws:securetransport" && value === false);
  return { ...request, key, principal, context, ...(insecure && { secureTransport: false }) };
}

/** Object keys anywhere in the bucket: one for each combination of the policy's resources that a key can match. */
function objectKeys(bucketName: string, policy: PolicyDocument | undefined): { keys: string[]; complete: boolean } {
  const prefix = `${bucketName}/`;
  // The last part of an ARN: of a pattern that is none, all of it.
  const resources = [...new Set(policy?.statements.flatMap(({ resource }) => resource.patterns.map((pattern) => pattern.split(":").slice(5).join(":") || "*")) ?? [])];
  const examples = resources.flatMap((resource) => (resource.startsWith(prefix) ? [example(resource)] : []));
  const within: GlobPattern = [...literalPattern(prefix), oneCharacter, anyCharacters];
  const { texts, complete } = witnesses(
    resources.map((resource) => patternOf(resource, hasVariables(policy))),
    within,
    [`${prefix}object`, `${prefix}folder/deep/object.txt`, ...examples],
  );
  return { keys: texts.map((text) => text.slice(prefix.length)), complete };
}
