/** Uploads to a judged bucket as the search puts them, and what S3 would make of them. */
import { bucketArn, parseArn } from "../encryption/arn";
import { blocksNothing } from "../encryption/blockedTypes";
import { encryptionMethod } from "../encryption/methods";
import { violationOf, type EncryptionRequirement } from "../encryption/requirement";
import { evaluateUpload, iamActionOf, parsePolicyDocument, type PolicyDocument, type RequestContext, type UploadBucket, type UploadRequest } from "../simulator";
import { askedEncryption, uploadContext } from "../simulator/uploadRequest";
import type { Probe, Way } from "./access";
import type { Ask } from "./asks";
import type { JudgedBucket } from "./bucket";
import { anyRole, otherAccount } from "./identities";
import { anyKey } from "./objectKeys";

/** How an object is stored against the requirement. */
export interface Offence {
  /** `SSE-S3`, or what is known of a method that has no name. */
  readonly storedAs: string;
  readonly reason: string;
}

/** The bucket with a policy, as S3 would have it. */
export function uploadBucket(bucket: JudgedBucket, account: string, policy: PolicyDocument | undefined): UploadBucket {
  const { region, partition } = bucket.place;
  return {
    name: bucket.bucketName,
    account,
    region,
    partition,
    ...(typeof bucket.defaultEncryption === "object" && { defaultEncryption: bucket.defaultEncryption }),
    // What S3 blocks where the rule says nothing is told of a hole that is found (isBlockedByDefault).
    blockedEncryptionTypes: bucket.blockedEncryptionTypes ?? [blocksNothing],
    ...(policy && { policy }),
  };
}

/** The bucket as if its policy let everybody in: what becomes of a request that nothing denies. */
export function openBucket(bucket: JudgedBucket, account: string): UploadBucket {
  const Resource = `${bucketArn(bucket.place.partition, bucket.bucketName)}/*`;
  const parsed = parsePolicyDocument({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:*", Resource }] }, "bucket");
  if (!parsed.valid) throw new Error(`no bucket is called ${JSON.stringify(bucket.bucketName)}`);
  return uploadBucket(bucket, account, parsed.document);
}

/** Whether S3 itself blocks an ask, on a bucket whose encryption rule does not say what is blocked. */
export function isBlockedByDefault({ bucketName: name, place, blockedEncryptionTypes }: JudgedBucket, { request }: Ask): boolean {
  if (blockedEncryptionTypes) return false;
  const { account, region, partition } = place;
  const result = evaluateUpload({ name, account, region, partition }, uploadOf(request, anyKey, anyRole(place), {}));
  return result.outcome === "denied" && result.by === "blockedEncryptionType";
}

/** How a request would be stored against the requirement; undefined when it would not. */
export function offence(target: UploadBucket, upload: UploadRequest, requirement: EncryptionRequirement): Offence | undefined {
  const result = evaluateUpload(target, upload);
  if (result.outcome !== "stored") return undefined;
  const { method } = result.applied;
  const reason = violationOf(requirement, result.applied);
  if (reason === undefined) return undefined;
  return { storedAs: method === "unknown" ? "an unknown method" : encryptionMethod(method).label, reason };
}

/** Whether a request would be stored as the requirement asks. */
export function isStoredProperly(target: UploadBucket, upload: UploadRequest, requirement: EncryptionRequirement): boolean {
  const result = evaluateUpload(target, upload);
  return result.outcome === "stored" && violationOf(requirement, result.applied) === undefined;
}

/**
 * An ask as the search puts it.
 * @param target of {@link openBucket}
 * @param isWanted whether an upload that nothing denies is what is looked for
 */
export function uploadProbe(target: UploadBucket, ask: Ask, isWanted: (upload: UploadRequest) => boolean): Probe {
  const request = { ...ask.request, key: anyKey, principal: "anonymous" } as const;
  const asked = askedEncryption(request);
  const encryption = "reason" in asked ? {} : asked;
  const known = new Map<string, boolean>();
  /** What becomes of an upload hangs on whose a key named by its id is, on a signature and on TLS: not on who asks otherwise. */
  const counts: Probe["counts"] = ({ identity, principal }, chosen) => {
    const upload = uploadOf(ask.request, anyKey, principal, chosen);
    const kind = `${identity.kind === "aws" ? identity.account : identity.kind} ${String(upload.secureTransport)}`;
    const found = known.get(kind) ?? isWanted(upload);
    known.set(kind, found);
    return found;
  };
  const { account, partition = "aws" } = target;
  const representatives = [anyRole({ account, partition }), anyRole({ account: otherAccount, partition }), "anonymous"] as const;
  const kinds = representatives.flatMap((principal) => [{}, { "aws:SecureTransport": false }].map((chosen) => isWanted(uploadOf(ask.request, anyKey, principal, chosen))));
  // Whose a key is that is named by its id or alias, hangs on the very account of who asks.
  const namesKeyInPart = encryption.kmsKeyId !== undefined && parseArn(encryption.kmsKeyId) === undefined;
  return {
    action: iamActionOf(ask.request.action),
    context: (identity) => uploadContext(target, request, identity, encryption),
    counts,
    kind: namesKeyInPart ? undefined : kinds.map(Number).join(""),
  };
}

/** The upload of a way in. */
export function uploadBy({ request }: Ask, key: string, { requester, context }: Way): UploadRequest {
  return uploadOf(request, key, requester.principal, context);
}

function uploadOf(request: Ask["request"], key: string, principal: UploadRequest["principal"], context: RequestContext): UploadRequest {
  const insecure = Object.entries(context).some(([name, value]) => name.toLowerCase() === "aws:securetransport" && value === false);
  return { ...request, key, principal, context, ...(insecure && { secureTransport: false }) };
}

