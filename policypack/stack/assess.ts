/** What is known of a bucket's default encryption and policy, and what is not known yet. */
import type { Attachable, DeclaredBucket, EncryptionOfBucket } from "./bucketModel";
import type { DeclaredEncryption } from "./resourceTypes";
import { holdsUnknown, unknown, withoutMarks, type PropertyValue } from "./values";

/** Something that cannot be known yet. */
export interface UnknownPart {
  /** Why not. */
  readonly reason: string;
  /** How to make it known at preview. */
  readonly advice: string;
}

/** A default encryption of which everything that matters is known. */
export interface KnownEncryption {
  readonly algorithm: string;
  /** Absent for the AWS managed key, and for methods without one. */
  readonly kmsKey?: string;
  readonly bucketKeyEnabled: boolean;
  readonly blockedEncryptionTypes?: readonly string[];
}

export type Assessed<T> =
  | { readonly state: "known"; readonly value: T }
  | { readonly state: "absent" }
  | { readonly state: "unknown"; readonly part: UnknownPart }
  /** Declared with a value that is no such thing. */
  | { readonly state: "malformed"; readonly urn: string; readonly message: string };

/** A stand-in for a KMS key that exists only after the deployment; no requirement names it. */
export const keyToBeCreated = "(a KMS key that is not known yet)";

/**
 * The default encryption of a bucket with at most one declaration (see outcomesOf of bucketModel.ts).
 * @param keysMatter the requirement names KMS keys, so that a key that is not known yet leaves the question open
 */
export function assessEncryption(bucket: DeclaredBucket, keysMatter: boolean): Assessed<KnownEncryption> {
  const [declared] = bucket.encryptions;
  if (!declared) return undeclared(bucket, "default encryption");
  const { encryption } = declared;
  const { algorithm } = encryption;
  if (algorithm === undefined || algorithm === null) {
    return { state: "malformed", urn: declared.urn, message: `${declared.property} names no sseAlgorithm` };
  }
  const open = unknownMember(encryption, keysMatter);
  if (open !== undefined) return { state: "unknown", part: unknownPart(declared, open) };
  if (typeof algorithm !== "string") {
    return { state: "malformed", urn: declared.urn, message: `sseAlgorithm is ${JSON.stringify(algorithm)}, not a text` };
  }
  const { kmsKey, bucketKeyEnabled, blockedEncryptionTypes: blocked } = encryption;
  return {
    state: "known",
    value: {
      algorithm,
      ...(kmsKey === unknown ? { kmsKey: keyToBeCreated } : typeof kmsKey === "string" && kmsKey !== "" && { kmsKey }),
      bucketKeyEnabled: bucketKeyEnabled === true || bucketKeyEnabled === "true",
      ...(Array.isArray(blocked) && { blockedEncryptionTypes: blocked.map((type: PropertyValue) => (typeof type === "string" ? type : JSON.stringify(type ?? null))) }),
    },
  };
}

/** Nothing that the stack is known to give the bucket: no proof yet that it has nothing. */
function undeclared({ mayHave, outside }: DeclaredBucket, what: Attachable): Assessed<never> {
  const candidate = mayHave[what];
  if (candidate !== undefined) {
    return {
      state: "unknown",
      part: {
        reason: `${candidate} may be the one, but which bucket that belongs to is known only after deployment`,
        advice: "Pass the bucket on as its property bucket, which is known at preview, and not as its id.",
      },
    };
  }
  if (!outside) return { state: "absent" };
  return {
    state: "unknown",
    part: {
      reason: `this stack declares neither the bucket nor its ${what}`,
      advice: `Declare the ${what} beside what this stack gives the bucket already, or import the bucket into the stack.`,
    },
  };
}

function unknownMember(encryption: DeclaredEncryption, keysMatter: boolean): keyof DeclaredEncryption | undefined {
  const looked: (keyof DeclaredEncryption)[] = ["algorithm", "bucketKeyEnabled", "blockedEncryptionTypes"];
  if (keysMatter) looked.push("kmsKey");
  return looked.find((name) => holdsUnknown(encryption[name]));
}

function unknownPart({ urn, property }: EncryptionOfBucket, open: string): UnknownPart {
  return {
    reason: `${property} (${open}) of ${urn} is known only after deployment`,
    advice: "Write the value into the program or the stack config instead of taking it from another resource's output.",
  };
}

/** The policy of a bucket with at most one declaration, as JSON text. */
export function assessPolicy(bucket: DeclaredBucket): Assessed<string> {
  const [declared] = bucket.policies;
  if (!declared) return undeclared(bucket, "bucket policy");
  const { document, urn, property } = declared;
  if (holdsUnknown(document)) {
    return {
      state: "unknown",
      part: {
        reason: `${property} of ${urn} is known only after deployment`,
        advice:
          "Build the document from the bucket's name (its property bucket is known at preview, or write it out) " +
          "instead of from bucket.arn, bucket.id or the output of an invoke.",
      },
    };
  }
  if (typeof document === "string") return { state: "known", value: document };
  if (typeof document === "object" && document !== null) return { state: "known", value: JSON.stringify(withoutMarks(document)) };
  return { state: "malformed", urn, message: `${property} is ${JSON.stringify(document ?? null)}, not a policy document` };
}
