/** What is judged, and what a judgement says. */
import type { EncryptionRequirement } from "../encryption/requirement";
import type { KnownBucket, PolicyProblem, UploadBucket, UploadRequest } from "../simulator";

/** Where a bucket is, as far as it is known. */
export interface Place {
  readonly account: string;
  /** Whether {@link account} is the bucket's, rather than a guess. */
  readonly accountKnown: boolean;
  readonly region: string;
  /** Whether {@link region} is the bucket's. */
  readonly regionKnown: boolean;
  readonly partition: string;
}

/** An access point of a bucket, as it would be deployed. */
export interface JudgedAccessPoint {
  readonly name: string;
  /** Undefined where it is not known: then that of its bucket. */
  readonly account?: string;
  /** Likewise. */
  readonly region?: string;
  /** The VPC that it takes requests from, `open` where only that there is one is known; absent where it takes them from everywhere. */
  readonly vpcId?: string;
  /** JSON text; undefined where there is none, `open` where it is not known. */
  readonly policy: string | undefined;
}

/** Stands for a policy, and for a VPC, that is not known. */
export const openPart = "open";

/** A bucket as it would be deployed. */
export interface JudgedBucket {
  readonly bucketName: string;
  readonly place: Place;
  /** Absent where the bucket has none; `open` where it is not known: then requests that hang on it are not put. */
  readonly defaultEncryption: UploadBucket["defaultEncryption"] | "open";
  readonly blockedEncryptionTypes: readonly string[] | undefined;
  /** JSON text of the bucket policy; undefined where there is none. */
  readonly policy: string | undefined;
  /** Those that are known; there may be others. */
  readonly accessPoints?: readonly JudgedAccessPoint[];
  /** The bucket's own account has no others for it: then only other accounts may. */
  readonly accessPointsComplete?: boolean;
}

/** What the check of a bucket's policy may know: its partition only where the region is no guess. */
export function knownBucket({ bucketName, place }: JudgedBucket): KnownBucket {
  return { name: bucketName, partition: place.regionKnown ? place.partition : undefined };
}

/** Something that a bucket's policy makes an exception for. */
export interface Exception {
  /** Condition key as the policy spells it, or `NotPrincipal`. */
  readonly key: string;
  /** As the policy has it, wildcards included; {@link otherValue} for any value that the policy does not have. */
  readonly value: string;
}

/** Stands for a value that the policy does not have. */
export const otherValue = "(other)";

/** What a bucket is judged by. */
export interface JudgeOptions {
  readonly requirement: EncryptionRequirement;
  /** Put UpdateObjectEncryption to the bucket as well. */
  readonly updates: boolean;
  /** Count on no block that the bucket's encryption rule does not state. */
  readonly statedBlocksOnly?: boolean;
  /** Take access points whose policies are not known for a way in, where it is looked for one that is wanted. */
  readonly trustUnknownAccessPoints?: boolean;
  /** Exceptions in bucket policies that are no holes. */
  readonly isAllowedException: (exception: Exception) => boolean;
  /** The time of the judgement: what a policy says of earlier times is over. */
  readonly today: Date;
}

/** How a request gets past the statements that deny others like it. */
export interface Passage {
  /** Who makes the request, completing "by …". */
  readonly principals: readonly string[];
  /** An object key that it works for, where it does not for every one. */
  readonly key?: string;
  /** The exceptions of the policy that it needs; empty when it needs none. */
  readonly exceptions: readonly Exception[];
  /** The access point that it comes through; absent where it comes directly. */
  readonly accessPoint?: string;
  /** The Deny statements that are about the request, each with what spares it. */
  readonly spared: readonly SparedBy[];
}

/** A Deny statement that speaks of a request, and the part of it that does not hold for the request. */
export interface SparedBy {
  /** Position among the policy's statements, from 0. */
  readonly index: number;
  readonly sid?: string;
  /** The access point whose policy the statement is of; absent for the bucket's. */
  readonly accessPoint?: string;
  /** `Principal`, `Resource`, or operator and key of a condition, such as `StringNotEquals aws:SourceVpce`. */
  readonly by: string;
}

/** A request that gets in. */
export interface Hole extends Passage {
  /** `PutObject with x-amz-server-side-encryption: aws:kms with another key`. */
  readonly request: string;
  /** The request without its words for the key, and those words, where requests differ in it alone. */
  readonly family: string;
  readonly keyWords?: string;
  /** `SSE-S3`, or what is known of a method that has no name. */
  readonly storedAs: string;
  /** Why that breaks the requirement. */
  readonly reason: string;
  /** The method does not exist today. */
  readonly future: boolean;
  /**
   * S3 blocks the method by itself, since the bucket's rule does not say what is blocked: then it is no hole of a bucket made
   * since April 2026, but one of an older bucket that S3 has left alone.
   */
  readonly blockedByDefault: boolean;
  /** The request, to see whether more statements would stop it. */
  readonly upload: UploadRequest;
  /** The account that the bucket was taken to be of. */
  readonly bucketAccount: string;
  /** Accounts that the policy names and that make it no hole, should the bucket be of one of them. */
  readonly unlessOf: readonly string[];
}

/** Why it cannot be told whether a policy lets wrong uploads in. */
export type Untold =
  /** Patterns of object keys, principals or a condition key that are too many to find a text for each combination. */
  | { readonly kind: "patterns"; readonly of: string }
  /** A condition key with more values together than are tried. */
  | { readonly kind: "conditions"; readonly key: string }
  /**
   * Access points whose policies are not known: that of the program's own `accessPoint`, or of others that may exist, whom the
   * bucket's policy makes exceptions for.
   */
  | { readonly kind: "accessPoints"; readonly exceptions: readonly Exception[]; readonly accessPoint?: string }
  /** More accounts that the bucket may be of than are tried. */
  | { readonly kind: "owners" }
  /** More combinations of requesters, object keys and conditions than are tried. */
  | { readonly kind: "trials" }
  /** AWS's documents leave two readings of a statement, and the verdict hangs on which is right. */
  | { readonly kind: "readings"; readonly index: number; readonly sid?: string; readonly condition: string };

/** A Deny statement that shuts approved uploads out by what it says of encryption. */
export interface ShuttingStatement {
  /** Position among the policy's statements, from 0. */
  readonly index: number;
  readonly sid?: string;
  /** Its conditions on the encryption, as operator and key. */
  readonly conditions: readonly string[];
  /** The approved requests that it denies, in words. */
  readonly requests: readonly string[];
}

/** What is found of a bucket. */
export type Judgement =
  | {
      readonly valid: true;
      readonly holes: readonly Hole[];
      /** Without holes nothing is proven where anything is untold. */
      readonly untold: readonly Untold[];
      /** Statements that together shut all approved uploads out, so that nobody can write to the bucket; usually none. */
      readonly shutOut: readonly ShuttingStatement[];
    }
  /** The policy is one that S3 would refuse, or of which it is not known whether it would. */
  | { readonly valid: false; readonly problems: readonly PolicyProblem[] };
