/**
 * The holes of a bucket: requests that would end as an object against the requirement.
 *
 * Default encryption, blocked types and policy are put to every request of requests.ts, with the simulator's evaluation of
 * what S3 would do. A hole is a request that stores such an object, because nothing denies or blocks it.
 */
import { encryptionMethod } from "../../encryption/methods";
import { violationOf, type EncryptionRequirement } from "../../encryption/requirement";
import {
  evaluateUpload,
  parsePolicyDocument,
  type PolicyDocument,
  type PolicyProblem,
  type RequestContext,
  type RequestPrincipal,
  type UploadBucket,
  type UploadRequest,
} from "../../simulator";
import {
  encryptionVariants,
  exceptions,
  objectKeys,
  principalVariants,
  updateVariants,
  type Exception,
  type Place,
  type PrincipalVariant,
} from "./requests";

/** A bucket as it would be deployed. */
export interface JudgedBucket {
  readonly bucketName: string;
  readonly place: Place;
  readonly defaultEncryption: UploadBucket["defaultEncryption"];
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
  /** The exception of the policy that it needs. */
  readonly exception?: Exception;
  /** The method does not exist today. */
  readonly future: boolean;
  /** The request, to see whether more statements would stop it. */
  readonly upload: UploadRequest;
}

export type Judgement =
  | { readonly valid: true; readonly holes: readonly Hole[] }
  /** The policy is one that S3 would refuse. */
  | { readonly valid: false; readonly problems: readonly PolicyProblem[] };

/** Judges a bucket. */
export function judge(bucket: JudgedBucket, options: JudgeOptions): Judgement {
  const parsed = bucket.policy === undefined ? undefined : parsePolicyDocument(bucket.policy, "bucket", bucket.bucketName);
  if (parsed && !parsed.valid) return { valid: false, problems: parsed.problems };
  return { valid: true, holes: holesOf(bucket, parsed?.document, options) };
}

/** Whether each of these requests is stopped when the policy is this one. */
export function stopsAll(bucket: JudgedBucket, policy: PolicyDocument, holes: readonly Hole[], requirement: EncryptionRequirement): boolean {
  const target = uploadBucket(bucket, policy);
  return holes.every(({ upload }) => offence(target, upload, requirement) === undefined);
}

function uploadBucket(bucket: JudgedBucket, policy: PolicyDocument | undefined): UploadBucket {
  const { account, region, partition } = bucket.place;
  return {
    name: bucket.bucketName,
    account,
    region,
    partition,
    ...(bucket.defaultEncryption && { defaultEncryption: bucket.defaultEncryption }),
    ...(bucket.blockedEncryptionTypes && { blockedEncryptionTypes: bucket.blockedEncryptionTypes }),
    ...(policy && { policy }),
  };
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

type Asked = Pick<UploadRequest, "action" | "headers" | "objectEncryption">;

function holesOf(bucket: JudgedBucket, policy: PolicyDocument | undefined, options: JudgeOptions): Hole[] {
  const { requirement, updates } = options;
  const { account, partition } = bucket.place;
  const target = uploadBucket(bucket, policy);
  const principals = principalVariants(account, partition);
  const keys = objectKeys(policy);
  const probes = probesOf(exceptions(policy, account).filter((exception) => !options.isAllowedException(exception)));
  const asked: { words: string; future: boolean; asked: Asked }[] = [
    ...encryptionVariants(requirement, bucket.place).map(({ words, headers, future }) => ({
      words: `PutObject ${words}`,
      future: future ?? false,
      asked: { action: "PutObject" as const, headers },
    })),
    ...(updates
      ? updateVariants(requirement, bucket.place).map((objectEncryption) => ({
          words: `UpdateObjectEncryption to KMS key ${objectEncryption.kmsKeyArn}`,
          future: false,
          asked: { action: "UpdateObjectEncryption" as const, objectEncryption },
        }))
      : []),
  ];
  return asked.flatMap(({ words, future, asked: request }) => {
    const found = plainHole(target, request, principals, keys, requirement) ?? exceptionHole(target, request, principals, keys, probes, requirement);
    return found ? [{ request: words, future, ...found }] : [];
  });
}

type FoundHole = Omit<Hole, "request" | "future">;

/** A hole that is open to principals of no particular kind. */
function plainHole(
  target: UploadBucket,
  asked: Asked,
  principals: readonly PrincipalVariant[],
  keys: readonly string[],
  requirement: EncryptionRequirement,
): FoundHole | undefined {
  for (const key of keys) {
    const open = principals.flatMap(({ words, principal }) => {
      const upload: UploadRequest = { ...asked, key, principal };
      const how = offence(target, upload, requirement);
      return how ? [{ words, how, upload }] : [];
    });
    const [first] = open;
    if (first) {
      return {
        principals: open.map(({ words }) => words),
        ...first.how,
        upload: first.upload,
        ...(key !== keys[0] && { key }),
      };
    }
  }
  return undefined;
}

/** Exceptions to try together: each alone, then all at once, for policies whose statements make different ones. */
interface Probe {
  readonly exceptions: readonly Exception[];
  readonly principal: RequestPrincipal | undefined;
  readonly context: RequestContext;
}

function probesOf(found: readonly Exception[]): Probe[] {
  const probe = (together: readonly Exception[]): Probe => ({
    exceptions: together,
    principal: together.find(({ principal }) => principal)?.principal,
    context: Object.assign({}, ...together.map(({ context }) => context ?? {})) as RequestContext,
  });
  const firstOfEach = found.filter(({ key }, index) => found.findIndex((other) => other.key === key) === index);
  return [...found.map((exception) => probe([exception])), ...(firstOfEach.length > 1 ? [probe(firstOfEach)] : [])];
}

function exceptionHole(
  target: UploadBucket,
  asked: Asked,
  principals: readonly PrincipalVariant[],
  keys: readonly string[],
  probes: readonly Probe[],
  requirement: EncryptionRequirement,
): FoundHole | undefined {
  for (const { exceptions: needed, principal, context } of probes) {
    for (const key of keys) {
      const candidates = principal ? [{ words: "the principal it names", principal }] : principals;
      for (const candidate of candidates) {
        const upload: UploadRequest = { ...asked, key, principal: candidate.principal, context };
        const how = offence(target, upload, requirement);
        const [exception] = needed;
        if (how && exception) return { principals: [candidate.words], ...how, upload, exception };
      }
    }
  }
  return undefined;
}
