/** Uploads to a judged bucket as the search puts them, and what S3 would make of them. */
import { bucketArn, parseArn } from "../encryption/arn";
import { blocksNothing } from "../encryption/blockedTypes";
import { encryptionMethod } from "../encryption/methods";
import { violationOf, type EncryptionRequirement } from "../encryption/requirement";
import { evaluateUpload, iamActionOf, parsePolicyDocument, type CheckedPolicy, type RequestContext, type UploadBucket, type UploadRequest } from "../simulator";
import { identify } from "../simulator/iam/principal";
import { askedEncryption, uploadContext } from "../simulator/uploadRequest";
import type { Way } from "./access";
import type { Ask } from "./asks";
import type { JudgedBucket } from "./bucket";
import { anyRole, otherAccount, type Requester } from "./identities";
import { anyKey } from "./objectKeys";
import { remembered } from "./remembered";
import type { Probe } from "./trials";

/** How an object is stored against the requirement. */
export interface Offence {
  /** `SSE-S3`, or what is known of a method that has no name. */
  readonly storedAs: string;
  readonly reason: string;
}

/** What becomes of an upload: it is not stored, stored as the requirement asks, or against it. */
export type Fate = "not stored" | "proper" | Offence;

/** Which fates are looked for. */
export type Wanted = (fate: Fate) => boolean;

export function isOffence(fate: Fate): fate is Offence {
  return typeof fate === "object";
}

/** A bucket, whatever its policy. */
export type UnjudgedBucket = Omit<JudgedBucket, "policy">;

/** The bucket with a policy, as S3 would have it. */
export function uploadBucket(bucket: UnjudgedBucket, account: string, policy: CheckedPolicy | undefined): UploadBucket {
  const { region, partition } = bucket.place;
  return {
    name: bucket.bucketName,
    account,
    region,
    partition,
    ...(typeof bucket.defaultEncryption === "object" && { defaultEncryption: bucket.defaultEncryption }),
    // What S3 blocks where the rule says nothing is told of a hole that is found (OpenBucket.isBlockedByDefault).
    blockedEncryptionTypes: bucket.blockedEncryptionTypes ?? [blocksNothing],
    ...(policy && { policy }),
  };
}

/** What becomes of an upload to a bucket. */
export function fateOf(target: UploadBucket, upload: UploadRequest, requirement: EncryptionRequirement): Fate {
  const result = evaluateUpload(target, upload);
  if (result.outcome !== "stored") return "not stored";
  const { method } = result.applied;
  const reason = violationOf(requirement, result.applied);
  if (reason === undefined) return "proper";
  return { storedAs: method === "unknown" ? "an unknown method" : encryptionMethod(method).label, reason };
}

/** Somebody of each usual kind: one object each, since an identity is known by its principal. */
type Representatives = readonly Pick<Requester, "identity" | "principal">[];

const texts = new WeakMap<Ask, string>();

/** What an ask asks for, the same text for those of different policies. */
function textOf(ask: Ask): string {
  return remembered(texts, ask, () => JSON.stringify(ask.request));
}

/** A bucket as if its policy let everybody in: what becomes of requests that nothing denies. */
export class OpenBucket {
  private readonly targets = new Map<string, { readonly bucket: UploadBucket; readonly representatives: Representatives }>();
  /** By ask, then by what the fate of its uploads hangs on: whose the bucket is changes nothing where nothing denies them. */
  private readonly fates = new Map<string, Map<string, Fate>>();
  /** By ask. */
  private readonly blockedByDefault = new Map<string, boolean>();

  constructor(
    private readonly bucket: UnjudgedBucket,
    private readonly requirement: EncryptionRequirement,
  ) {}

  /** Whether S3 itself blocks an ask, on a bucket whose encryption rule does not say what is blocked. */
  isBlockedByDefault(ask: Ask): boolean {
    const { bucketName: name, place, blockedEncryptionTypes } = this.bucket;
    if (blockedEncryptionTypes) return false;
    const { account, region, partition } = place;
    // Nothing else denies anything to a role of the bucket's account.
    const isDenied = (): boolean => evaluateUpload({ name, account, region, partition }, uploadOf(ask.request, anyKey, anyRole(place), {})).outcome === "denied";
    return remembered(this.blockedByDefault, textOf(ask), isDenied);
  }

  /** What becomes of an upload to the bucket, taken to be of an account. */
  fate(account: string, upload: UploadRequest): Fate {
    return fateOf(this.target(account).bucket, upload, this.requirement);
  }

  /**
   * An ask as the search puts it to the bucket, taken to be of an account.
   * @returns `isWanted`: whether it is what is looked for where somebody of a usual kind asks
   */
  probe(account: string, ask: Ask, isWanted: Wanted): Probe & { readonly isWanted: boolean } {
    const { bucket, representatives } = this.target(account);
    const request = { ...ask.request, key: anyKey, principal: "anonymous" } as const;
    const asked = askedEncryption(request);
    const encryption = "reason" in asked ? {} : asked;
    const fates = remembered(this.fates, textOf(ask), () => new Map<string, Fate>());
    // Whose a key is that is named by its id or alias hangs on the very account of who asks, which matters where keys are approved.
    const key = "algorithm" in encryption ? encryption.kmsKeyId : bucket.defaultEncryption?.kmsKeyArn;
    const namesKeyInPart = this.requirement.kmsKeyArns !== undefined && key !== undefined && parseArn(key) === undefined;
    const isWantedBy = ({ identity, principal }: Representatives[number], chosen: RequestContext): boolean => {
      // Otherwise it hangs on a signature and on TLS.
      const who = namesKeyInPart && identity.kind === "aws" ? identity.account : identity.kind;
      const kind = isInsecure(chosen) ? `${who} insecure` : who;
      return isWanted(remembered(fates, kind, () => this.fate(account, uploadOf(ask.request, anyKey, principal, chosen))));
    };
    const kinds = representatives.flatMap((one) => [{}, { "aws:SecureTransport": false }].map((chosen) => isWantedBy(one, chosen)));
    return {
      asked: ask,
      action: iamActionOf(ask.request.action),
      context: (identity) => uploadContext(bucket, request, identity, encryption),
      counts: isWantedBy,
      isWanted: kinds.includes(true),
      kind: namesKeyInPart ? undefined : kinds.map(Number).join(""),
    };
  }

  private target(account: string): { readonly bucket: UploadBucket; readonly representatives: Representatives } {
    const known = this.targets.get(account);
    if (known) return known;
    const { partition } = this.bucket.place;
    const principals = [anyRole({ account, partition }), anyRole({ account: otherAccount, partition }), "anonymous"] as const;
    const target = { bucket: openTo(this.bucket, account), representatives: principals.map((principal) => ({ principal, identity: identify(principal) })) };
    this.targets.set(account, target);
    return target;
  }
}

function openTo(bucket: UnjudgedBucket, account: string): UploadBucket {
  const Resource = `${bucketArn(bucket.place.partition, bucket.bucketName)}/*`;
  const parsed = parsePolicyDocument({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:*", Resource }] }, "bucket");
  if (!parsed.valid) throw new Error(`no bucket is called ${JSON.stringify(bucket.bucketName)}`);
  return uploadBucket(bucket, account, parsed.document);
}

/** The upload of a way in. */
export function uploadBy({ request }: Ask, key: string, { requester, context }: Way): UploadRequest {
  return uploadOf(request, key, requester.principal, context);
}

function uploadOf(request: Ask["request"], key: string, principal: UploadRequest["principal"], context: RequestContext): UploadRequest {
  return { ...request, key, principal, context, ...(isInsecure(context) && { secureTransport: false }) };
}

function isInsecure(context: RequestContext): boolean {
  for (const name in context) if (context[name] === false && name.toLowerCase() === "aws:securetransport") return true;
  return false;
}
