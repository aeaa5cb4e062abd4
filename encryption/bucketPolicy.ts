/** The default encryption and the bucket policy that make a bucket hold only proper objects. */
import { accessPointArn, accessPointObjects, bucketArn, type AwsEnvironment } from "./arn";
import { AwsLimitError, awsLimits } from "./limits";
import { encryptionMethod, type EncryptionMethodId } from "./methods";
import { policyDocument, type PolicyDocument, type PolicyStatement } from "./policyDocument";
import { defaultViolation, preferredDefault, type EncryptionRequirement } from "./requirement";
import { insecureTransportDenial, uploadDenials, type ExemptPrincipal } from "./uploadDenials";

/** A bucket's default encryption. */
export interface BucketDefault {
  readonly method: EncryptionMethodId;
  /** `SSEAlgorithm` of the encryption rule. */
  readonly algorithm: string;
  /** A KMS key is needed. */
  readonly usesKmsKey: boolean;
  /** S3 Bucket Keys: fewer calls to AWS KMS, where the method has them. */
  readonly bucketKeyEnabled: boolean;
}

/**
 * The default encryption for a bucket under a requirement.
 * @param method one of the approved methods, to be used instead of the preferred one
 */
export function bucketDefault(requirement: EncryptionRequirement, method?: EncryptionMethodId): BucketDefault {
  // Where only SSE-C is approved no default can satisfy: S3's own stays, and requests must bring their headers.
  const chosen = method ? encryptionMethod(method) : (preferredDefault(requirement) ?? encryptionMethod("sse-s3"));
  if (!chosen.algorithm) throw new Error(`${chosen.label} cannot be a bucket's default encryption`);
  return {
    method: chosen.id,
    algorithm: chosen.algorithm,
    usesKmsKey: chosen.usesKmsKey,
    bucketKeyEnabled: chosen.supportsBucketKey,
  };
}

/** What a bucket policy is made of. */
export interface BucketPolicyOptions {
  readonly partition: string;
  readonly bucketName: string;
  readonly requirement: EncryptionRequirement;
  /** Undefined where it is not known: nothing is said of uploads that rely on it, but where they are denied anyway. */
  readonly default: BucketDefault | undefined;
  /** The KMS key of the default encryption; one of the approved keys where the requirement names keys. */
  readonly defaultKmsKeyArn?: string;
  /** `deny` stops improper uploads, `audit` only lets them be seen. */
  readonly enforcement: "deny" | "audit";
  /** Beginnings of object keys: only there is anything denied. Everywhere when left out. */
  readonly denyBelow?: readonly string[];
  /** `keep` says nothing of requests without TLS; `enforce`, which denies them, when left out. */
  readonly requireTls?: "enforce" | "keep";
  readonly exemptPrincipals?: readonly ExemptPrincipal[];
  readonly exemptServices?: readonly string[];
  /** The owner's own statements; they are kept as they are, behind the generated ones. */
  readonly additionalStatements?: readonly PolicyStatement[];
}

/**
 * The policy of a bucket: denials of uploads, and of requests without TLS, before the owner's own statements.
 * @throws AwsLimitError when it is larger than S3 allows
 */
export function bucketPolicy(options: BucketPolicyOptions): PolicyDocument {
  const { bucketName, additionalStatements = [] } = options;
  const arn = bucketArn(options.partition, bucketName);
  const document = policyDocument([...denialsOf(options, arn, (keys) => `${arn}/${keys}`), ...additionalStatements]);
  const size = Buffer.byteLength(JSON.stringify(document));
  if (size > awsLimits.bucketPolicyBytes) {
    throw new AwsLimitError(
      "bucketPolicy",
      `the policy of ${bucketName} has ${size} bytes; S3 allows ${awsLimits.bucketPolicyBytes}`,
    );
  }
  return document;
}

/** What the policy of an access point is made of, beside what its bucket's is made of. */
export interface AccessPointOptions {
  readonly name: string;
  /** The owner's own statements for it, in place of those for the bucket. */
  readonly additionalStatements?: readonly PolicyStatement[];
}

/**
 * The policy of a bucket's access point: the bucket's denials, before the owner's own statements. Undefined where it would say
 * nothing.
 * @param place where bucket and access point are
 * @throws AwsLimitError when it is larger than S3 allows
 */
export function accessPointPolicy(
  bucket: Omit<BucketPolicyOptions, "partition" | "additionalStatements">,
  { name, additionalStatements = [] }: AccessPointOptions,
  place: AwsEnvironment,
): PolicyDocument | undefined {
  const arn = accessPointArn(place, name);
  const statements = [...denialsOf(bucket, arn, (keys) => accessPointObjects(arn, keys)), ...additionalStatements];
  if (statements.length === 0) return undefined;
  const document = policyDocument(statements);
  const size = Buffer.byteLength(JSON.stringify(document));
  if (size > awsLimits.accessPointPolicyBytes) {
    throw new AwsLimitError(
      "accessPointPolicy",
      `the policy of the access point ${name} has ${size} bytes; S3 allows ${awsLimits.accessPointPolicyBytes}`,
    );
  }
  return document;
}

/** The generated statements, about what an ARN names. @param objects ARN pattern of what is in it, by a pattern of keys */
function denialsOf(options: Omit<BucketPolicyOptions, "partition">, arn: string, objects: (keys: string) => string): PolicyStatement[] {
  const { requirement } = options;
  const defaultSatisfies =
    options.default !== undefined && defaultViolation(requirement, options.default.method, options.defaultKmsKeyArn) === undefined;
  const resource = options.denyBelow?.map((prefix) => objects(`${prefix}*`)) ?? objects("*");
  const denials = options.enforcement === "deny" ? uploadDenials(requirement, { ...options, resource, principal: "*", defaultSatisfies }) : [];
  return [...denials, ...(options.requireTls === "keep" ? [] : [insecureTransportDenial(arn, objects("*"))])];
}
