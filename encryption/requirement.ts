/** The encryption requirement: what a proper upload is. Everything the project deploys or judges derives from it. */
import {
  catalogue,
  encryptionMethod,
  type CataloguedMethod,
  type EncryptionMethodId,
  type EncryptionOrigin,
} from "./methods";

/** What a proper upload is, stated once per environment. */
export interface EncryptionRequirement {
  /** Methods an object may be encrypted with; never `none`, never empty. */
  readonly methods: readonly EncryptionMethodId[];
  /** The only AWS KMS keys an object may be encrypted with, as key ARNs. Absent: any key. KMS methods only. */
  readonly kmsKeyArns?: readonly string[];
  /** `any`: the bucket's default encryption will do. `header`: the request must ask for the method itself. */
  readonly origin: "any" | "header";
}

/** The requirement of an environment that states none: AWS KMS, any key, by default or by header. */
export const defaultRequirement: EncryptionRequirement = { methods: ["sse-kms", "dsse-kms"], origin: "any" };

/** How an object was (or would be) encrypted. */
export interface AppliedEncryption {
  /** `unknown` for a method that the catalogue does not have. */
  readonly method: EncryptionMethodId | "unknown";
  readonly origin: EncryptionOrigin;
  /** The KMS key that was used, as it was reported. Absent for other methods, or when it is not known. */
  readonly kmsKeyArn?: string;
}

/** Whether a method, however it was asked for, is one of the approved ones. */
export function approvesMethod(requirement: EncryptionRequirement, method: EncryptionMethodId | "unknown"): boolean {
  return method !== "unknown" && method !== "none" && requirement.methods.includes(method);
}

/** Whether a method that came about in this way is proper, whatever its key. */
export function approvesApplication(
  requirement: EncryptionRequirement,
  method: EncryptionMethodId | "unknown",
  origin: EncryptionOrigin,
): boolean {
  return approvesMethod(requirement, method) && (requirement.origin === "any" || origin === "header");
}

/** Why an object breaks the requirement, in words for a person; undefined when it does not. */
export function violationOf(requirement: EncryptionRequirement, applied: AppliedEncryption): string | undefined {
  if (applied.method === "unknown") return "its encryption method is not known";
  const { label, usesKmsKey } = encryptionMethod(applied.method);
  if (!approvesMethod(requirement, applied.method)) {
    return `${label} is not approved (approved: ${approvedMethods(requirement)
      .map((method) => method.label)
      .join(", ")})`;
  }
  if (!approvesApplication(requirement, applied.method, applied.origin)) {
    return `${label} came from the bucket default, but the request must ask for it by header`;
  }
  if (usesKmsKey && requirement.kmsKeyArns && !requirement.kmsKeyArns.includes(applied.kmsKeyArn ?? "")) {
    return `${applied.kmsKeyArn ? `KMS key ${applied.kmsKeyArn}` : "an unnamed KMS key"} is not approved`;
  }
  return undefined;
}

/** Why an object that a bucket's default encryption encrypts breaks the requirement; undefined when it does not. */
export function defaultViolation(requirement: EncryptionRequirement, method: EncryptionMethodId, kmsKeyArn: string | undefined): string | undefined {
  return violationOf(requirement, { method, origin: "default", ...(kmsKeyArn !== undefined && { kmsKeyArn }) });
}

/** Catalogue entries of the approved methods, in catalogue order. */
export function approvedMethods(requirement: EncryptionRequirement): readonly CataloguedMethod[] {
  return catalogue.filter((method) => approvesMethod(requirement, method.id));
}

/** Values of the `x-amz-server-side-encryption` header that ask for an approved method. */
export function approvedAlgorithms(requirement: EncryptionRequirement): string[] {
  return approvedMethods(requirement).flatMap((method) => method.algorithm ?? []);
}

/** The approved method that a bucket default should use: the strongest that can be a default, or undefined. */
export function preferredDefault(requirement: EncryptionRequirement): CataloguedMethod | undefined {
  // SSE-KMS before DSSE-KMS: two layers cost more and rule out S3 Bucket Keys; who needs them names them alone.
  const candidates = approvedMethods(requirement).filter((method) => method.algorithm !== undefined);
  return candidates.find((method) => method.supportsBucketKey) ?? candidates.at(-1);
}
