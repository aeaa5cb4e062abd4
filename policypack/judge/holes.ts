/**
 * The holes of a bucket: requests that would end as an object against the requirement.
 *
 * Every request of requests.ts is put to default encryption, blocked types and policy, in all circumstances of
 * circumstances.ts, with the simulator's evaluation of what S3 would do. A hole is a request that stores such an object, because nothing denies or blocks it.
 */
import { bucketArn } from "../../encryption/arn";
import { encryptionMethod } from "../../encryption/methods";
import { violationOf, type EncryptionRequirement } from "../../encryption/requirement";
import { updateEventName } from "../../encryption/auditScope";
import { conditionKeys } from "../../encryption/uploadDenials";
import {
  evaluateUpload,
  iamActionOf,
  parsePolicyDocument,
  uploadActions,
  type PolicyDocument,
  type PolicyProblem,
  type RequestPrincipal,
  type UploadBucket,
  type UploadRequest,
} from "../../simulator";
import { anyCharacters, literalPattern, oneCharacter, type GlobPattern } from "../../simulator/iam/glob";
import { circumstances, serviceKeys, type Circumstance } from "./circumstances";
import { example } from "./example";
import { owners } from "./owners";
import { hasVariables, patternOf, templatesOf, variablesIn } from "./policyVariables";
import { anyRole, wordsOf, type Exception } from "./principals";
import { relevantStatements, type Statements } from "./relevantStatements";
import { asks, otherAccount, type Ask, type Place } from "./requests";
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
  /** The account that the bucket was taken to be of. */
  readonly bucketAccount: string;
  /** Accounts that the policy names and that make it no hole, should the bucket be of one of them. */
  readonly unlessOf: readonly string[];
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
  return holes.every(({ upload, bucketAccount }) => offence({ ...target, account: bucketAccount }, upload, requirement) === undefined);
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
  const { bucketName, place } = bucket;
  const relevant = policy && relevantStatements(policy, uploadActions.filter((action) => updates || action !== updateEventName).map(iamActionOf));
  const put = asks(requirement, place, relevant, updates).filter(({ hangsOnRule }) => !hangsOnRule || bucket.defaultEncryption !== "open");

  // Most requests meet a Deny that looks at nothing but the encryption: then nobody and nothing gets them in.
  const denials = policy && unconditionalDenials(policy, bucket);
  const always = uploadBucket(bucket, denials);
  const isOpen = (ask: Ask, key: string): boolean =>
    anybody(place).some((principal) => offence(always, { ...ask.request, key, principal }, requirement) !== undefined);
  const anywhere = objectKeys(bucketName, denials);
  const open = anywhere.complete ? put.filter((ask) => anywhere.keys.some((key) => isOpen(ask, key))) : put;
  if (open.length === 0) return { valid: true, holes: [], leftOut: 0 };

  const { keys, complete } = objectKeys(bucketName, relevant);
  const asked = [...put.flatMap(({ request }) => Object.values(request.headers ?? {})), ...keys.flatMap((key) => key.split("/"))];
  const possible = owners(relevant, place, options.isAllowedException);
  const target = uploadBucket(bucket, policy);
  let leftOut = (complete ? 0 : 1) + (possible.complete ? 0 : 1);
  const byOwner = possible.list.map((account) => {
    const found = circumstances(relevant, { ...place, account }, options.isAllowedException, asked);
    const trials = trialsOf(bucketName, found.list, mostTrials / open.length / possible.list.length);
    leftOut += found.leftOut + trials.leftOut;
    return { account, trials: trials.list };
  });
  const holes = open.flatMap((ask): Hole[] => {
    const isOpenFor = new Map<string, boolean>();
    const candidates = (key: string): boolean => {
      const known = isOpenFor.get(key) ?? isOpen(ask, key);
      isOpenFor.set(key, known);
      return known;
    };
    const found = byOwner.map(({ account, trials }) => ({ account, hole: firstHole({ ...target, account }, ask, trials, candidates, requirement) }));
    const [first] = found.flatMap(({ hole }) => hole ?? []);
    if (!first) return [];
    const { key, ...hole } = first;
    const closed = found.filter(({ account, hole: other }) => !other && possible.named.includes(account)).map(({ account }) => account);
    const unlessOf = possible.named.includes(hole.bucketAccount) ? [] : closed;
    return [{ request: ask.words, future: ask.future, ...hole, unlessOf, ...(key !== anyKey && { key }) }];
  });
  // Where only methods of the future are open, what was left out can hide no other hole.
  return { valid: true, holes, leftOut: open.some(({ future }) => !future) ? leftOut : 0 };
}

/** Requests that are tried on one policy: more take longer than a person waits. */
const mostTrials = 100_000;

/** A request's circumstances, and an object key. */
interface Trial {
  readonly circumstance: Circumstance;
  readonly key: string;
}

/** Each circumstance with the object keys that its statements tell apart. */
function trialsOf(bucketName: string, list: readonly Circumstance[], most: number): { list: Trial[]; leftOut: number } {
  const keysOf = new Map<Statements, ReturnType<typeof objectKeys>>();
  let leftOut = 0;
  const trials = list.flatMap((circumstance) => {
    const known = keysOf.get(circumstance.statements);
    const found = known ?? objectKeys(bucketName, circumstance.statements);
    if (!known) {
      keysOf.set(circumstance.statements, found);
      leftOut += found.complete ? 0 : 1;
    }
    return found.keys.map((key) => ({ circumstance, key }));
  });
  // Keys of no particular kind first, and of these the circumstances of no particular kind.
  const ordered = [...trials.filter(({ key }) => key === anyKey), ...trials.filter(({ key }) => key !== anyKey)];
  const chosen = ordered.slice(0, Math.max(1, Math.floor(most)));
  return { list: chosen, leftOut: leftOut + ordered.length - chosen.length };
}

/** One of each kind of requester that {@link unconditionalDenials} may treat differently. The id of a KMS key means a key of who asks. */
function anybody(place: Place): RequestPrincipal[] {
  return [anyRole(place).principal, anyRole({ ...place, account: otherAccount }).principal, "anonymous"];
}

/**
 * The part of a policy that denies whoever asks, from wherever: by what the request itself says. Everything else is allowed,
 * so that nothing but a Deny stops a request.
 */
function unconditionalDenials({ version, statements }: PolicyDocument, { bucketName, place, policy }: JudgedBucket): PolicyDocument | undefined {
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
  const allowed = { Effect: "Allow", Principal: "*", Action: "s3:*", Resource: `${bucketArn(place.partition, bucketName)}/*` };
  const document = { Version: version, Statement: [allowed, ...chosen.map(({ index }) => raw[index])] };
  const parsed = parsePolicyDocument(document, "bucket", bucketName);
  return parsed.valid ? parsed.document : undefined;
}

/** Condition keys that are settled by the request's own headers, or by its not coming from an AWS service. */
const requestKeys = new Set<string>([...Object.values(conditionKeys), ...serviceKeys].map((key) => key.toLowerCase()));

/** The circumstances of the first kind that get a request in, all of its principals together. */
function firstHole(
  target: UploadBucket,
  ask: Ask,
  trials: readonly Trial[],
  isOpenAt: (key: string) => boolean,
  requirement: EncryptionRequirement,
): (Omit<Hole, "request" | "future" | "unlessOf"> & { key: string }) | undefined {
  const offenceOf = ({ circumstance, key }: Trial): Offence | undefined => offence(target, uploadOf(ask, key, circumstance), requirement);
  for (const trial of trials) {
    const how = isOpenAt(trial.key) ? offenceOf(trial) : undefined;
    if (!how) continue;
    const { key, circumstance } = trial;
    const { exceptions } = circumstance;
    const alike = trials.filter(
      (other) => other === trial || (exceptions.length === 0 && other.key === key && other.circumstance.exceptions.length === 0 && offenceOf(other)),
    );
    return {
      principals: wordsOf(alike.map((other) => other.circumstance)),
      ...how,
      key,
      exceptions,
      upload: uploadOf(ask, key, circumstance),
      bucketAccount: target.account,
    };
  }
  return undefined;
}

function uploadOf({ request }: Ask, key: string, { principal, context }: Pick<Circumstance, "principal" | "context">): UploadRequest {
  const insecure = Object.entries(context).some(([name, value]) => name.toLowerCase() === "aws:securetransport" && value === false);
  return { ...request, key, principal, context, ...(insecure && { secureTransport: false }) };
}

/** A key that no policy singles out. */
const anyKey = "object";

/** Object keys anywhere in the bucket: one for each combination of the policy's resources that a key can match. */
function objectKeys(bucketName: string, policy: Statements | undefined): { keys: string[]; complete: boolean } {
  const prefix = `${bucketName}/`;
  // The last part of an ARN: of a pattern that is none, all of it.
  const resources = [...new Set(policy?.statements.flatMap(({ resource }) => resource.patterns.map((pattern) => pattern.split(":").slice(5).join(":") || "*")) ?? [])];
  const examples = resources.flatMap((resource) => (resource.startsWith(prefix) ? [example(resource)] : []));
  const within: GlobPattern = [...literalPattern(prefix), oneCharacter, anyCharacters];
  const { texts, complete } = witnesses(
    resources.map((resource) => patternOf(resource, hasVariables(policy))),
    within,
    [`${prefix}${anyKey}`, `${prefix}folder/deep/object.txt`, ...examples],
  );
  return { keys: texts.map((text) => text.slice(prefix.length)), complete };
}
