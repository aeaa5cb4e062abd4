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
import { circumstances, type Circumstance } from "./circumstances";
import { example } from "./example";
import type { Exception } from "./principals";
import { asks, type Ask, type Place } from "./requests";

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
  const keys = objectKeys(policy);
  const { list, leftOut } = circumstances(policy, bucket.place, options.isAllowedException);
  const put = asks(requirement, bucket.place, policy, updates).filter(
    ({ hangsOnRule }) => !hangsOnRule || bucket.defaultEncryption !== "open",
  );
  const holes = put.flatMap((ask) => {
    // Most requests meet a Deny that looks at nothing but the encryption: then nobody and nothing gets them in.
    const open = keys.filter((key) => evaluateUpload(always, uploadOf(ask, key, list[0])).outcome === "stored");
    const found = open.length > 0 && firstHole(target, ask, open, list, requirement);
    if (!found) return [];
    const { key, ...hole } = found;
    return [{ request: ask.words, future: ask.future, ...hole, ...(key !== keys[0] && { key }) }];
  });
  return { valid: true, holes, leftOut };
}

/** The part of a policy that denies whoever asks, from wherever: by what the request itself says. */
function unconditionalDenials({ version, statements }: PolicyDocument, { bucketName, policy }: JudgedBucket): PolicyDocument | undefined {
  const chosen = statements.filter(
    ({ effect, principal, conditions }) =>
      effect === "Deny" &&
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

function uploadOf({ request }: Ask, key: string, circumstance: Circumstance | undefined): UploadRequest {
  if (!circumstance) throw new Error("there are always circumstances without any exception");
  const { principal, context } = circumstance;
  const insecure = Object.entries(context).some(([name, value]) => name.toLowerCase() === "aws:securetransport" && value === false);
  return { ...request, key, principal, context, ...(insecure && { secureTransport: false }) };
}

/** Object keys anywhere in the bucket: some of no particular kind, and one for each pattern of the policy's resources. */
function objectKeys(policy: PolicyDocument | undefined): string[] {
  const patterns = policy?.statements.flatMap(({ resource }) => resource.patterns) ?? [];
  const derived = patterns.flatMap((pattern) => {
    const slash = pattern.indexOf("/");
    const tail = slash < 0 ? "" : pattern.slice(slash + 1);
    // `?` asks for a character each: the shortest key may be too short.
    return tail === "" || tail === "*" ? [] : [example(tail), ...(tail.includes("?") ? ["o"] : [])];
  });
  return [...new Set(["object", "folder/deep/object.txt", ...derived])];
}
