/**
 * The catalogue of server-side encryption methods: the one place that knows how S3 names them.
 *
 * Metric filters, alarms, dashboard, queries, bucket policies, the simulator and the docs are generated from it.
 * When AWS adds a method, one entry here is the whole change.
 */

/** Who chose the method of an object: the bucket's default encryption, or a header of the upload request. */
export type EncryptionOrigin = "default" | "header";

/** One way in which CloudTrail reports that a method was applied. */
export interface MethodApplication {
  readonly origin: EncryptionOrigin;
  /**
   * Values of `additionalEventData.SSEApplied` in the CloudTrail record. None for objects that were not encrypted:
   * their records lack the field.
   */
  readonly sseApplied: readonly string[];
  /** Name of the CloudWatch Logs metric filter. */
  readonly filterName: string;
  /** Name of the CloudWatch metric in {@link metricNamespace}. */
  readonly metricName: string;
  /** Label in graphs and tables. */
  readonly label: string;
}

/**
 * How S3 blocks uploads with a method.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-s3-c-encryption-setting-faq.html
 */
export interface MethodBlocking {
  /** Value for `BlockedEncryptionTypes` of a bucket's encryption rule. */
  readonly type: string;
  /**
   * Regions in which nothing is blocked unless somebody asks for it. In all others S3 blocks the method on every bucket made
   * since April 2026, and on every bucket whose encryption rule is put without saying what is blocked.
   */
  readonly regionsWithoutDefault: readonly string[];
}

/** A server-side encryption method of Amazon S3. */
export interface EncryptionMethod {
  /** Name in stack configs and policy-pack configs. */
  readonly id: string;
  readonly label: string;
  /**
   * Value of the `x-amz-server-side-encryption` request header, and of `SSEAlgorithm` in a bucket's default
   * encryption. Absent where no value asks for the method (none) or where other headers do (SSE-C).
   */
  readonly algorithm?: string;
  /** The method encrypts with an AWS KMS key. */
  readonly usesKmsKey: boolean;
  /** S3 Bucket Keys work with the method. */
  readonly supportsBucketKey: boolean;
  /** Where S3 can block the method on a bucket. */
  readonly blocking?: MethodBlocking;
  /**
   * Athena's name for the method, where it can write the results of queries with it.
   * https://docs.aws.amazon.com/athena/latest/APIReference/API_EncryptionConfiguration.html
   */
  readonly athenaOption?: string;
  readonly applications: readonly MethodApplication[];
}

/**
 * Headers with which an upload asks for its encryption. Responses and CloudTrail records use the same names.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export const encryptionHeaders = {
  /** The method; see {@link EncryptionMethod.algorithm}. */
  algorithm: "x-amz-server-side-encryption",
  /** ARN, id or alias of the KMS key. */
  kmsKeyId: "x-amz-server-side-encryption-aws-kms-key-id",
  /** SSE-C. */
  customerAlgorithm: "x-amz-server-side-encryption-customer-algorithm",
} as const;

/** The one value that S3 takes for {@link encryptionHeaders.customerAlgorithm}. */
export const sseCAlgorithm = "AES256";

/** Namespace of every metric of the audit. */
export const metricNamespace = "S3ObjectEncryption";

/**
 * All methods, weakest first.
 *
 * Values of SSEApplied: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption-tracking.html.
 */
export const encryptionMethods = [
  {
    id: "none",
    label: "None",
    usesKmsKey: false,
    supportsBucketKey: false,
    applications: [
      {
        origin: "default",
        sseApplied: [],
        filterName: "NON_ENCRYPTED",
        metricName: "non-encrypted",
        label: "No encryption",
      },
    ],
  },
  {
    id: "sse-c",
    label: "SSE-C",
    usesKmsKey: false,
    supportsBucketKey: false,
    blocking: { type: "SSE-C", regionsWithoutDefault: ["me-south-1", "me-central-1"] },
    applications: [
      {
        origin: "header",
        sseApplied: ["SSE_C"],
        filterName: "SSE_C_HEADER",
        metricName: "sse-c-header",
        label: "SSE-C (header)",
      },
    ],
  },
  {
    id: "sse-s3",
    label: "SSE-S3",
    algorithm: "AES256",
    usesKmsKey: false,
    supportsBucketKey: false,
    athenaOption: "SSE_S3",
    applications: [
      {
        origin: "default",
        sseApplied: ["Default_SSE_S3"],
        filterName: "SSE_S3_DEFAULT",
        metricName: "sse-s3-default",
        label: "SSE-S3 (default)",
      },
      {
        origin: "header",
        sseApplied: ["SSE_S3"],
        filterName: "SSE_S3_HEADER",
        metricName: "sse-s3-header",
        label: "SSE-S3 (header)",
      },
    ],
  },
  {
    id: "sse-kms",
    label: "SSE-KMS",
    algorithm: "aws:kms",
    usesKmsKey: true,
    supportsBucketKey: true,
    athenaOption: "SSE_KMS",
    applications: [
      {
        origin: "default",
        sseApplied: ["Default_SSE_KMS"],
        filterName: "SSE_KMS_DEFAULT",
        metricName: "sse-kms-default",
        label: "SSE-KMS (default)",
      },
      {
        origin: "header",
        sseApplied: ["SSE_KMS"],
        filterName: "SSE_KMS_HEADER",
        metricName: "sse-kms-header",
        label: "SSE-KMS (header)",
      },
    ],
  },
  {
    id: "dsse-kms",
    label: "DSSE-KMS",
    algorithm: "aws:kms:dsse",
    usesKmsKey: true,
    supportsBucketKey: false,
    applications: [
      {
        origin: "default",
        sseApplied: ["Default_DSSE_KMS"],
        filterName: "DSSE_KMS_DEFAULT",
        metricName: "dsse-kms-default",
        label: "DSSE-KMS (default)",
      },
      {
        origin: "header",
        sseApplied: ["DSSE_KMS"],
        filterName: "DSSE_KMS_HEADER",
        metricName: "dsse-kms-header",
        label: "DSSE-KMS (header)",
      },
    ],
  },
] as const satisfies readonly EncryptionMethod[];

/** Name of a method in stack configs: `none`, `sse-c`, `sse-s3`, `sse-kms` or `dsse-kms`. */
export type EncryptionMethodId = (typeof encryptionMethods)[number]["id"];

/** A catalogue entry with its exact id. */
export type CataloguedMethod = EncryptionMethod & { readonly id: EncryptionMethodId };

/** The catalogue as plain entries, for loops. */
export const catalogue: readonly CataloguedMethod[] = encryptionMethods;

/** Every catalogued application with its method, in catalogue order. */
export const applications: readonly { method: CataloguedMethod; application: MethodApplication }[] = catalogue.flatMap(
  (method) => method.applications.map((application) => ({ method, application })),
);

/**
 * The catalogue entry of a method.
 * @throws Error when no method has that id; only possible for ids that bypassed the type.
 */
export function encryptionMethod(id: EncryptionMethodId): CataloguedMethod {
  const found = catalogue.find((method) => method.id === id);
  if (!found) throw new Error(`no encryption method is called "${id as string}"`);
  return found;
}

/** The method that a value of `x-amz-server-side-encryption` (or `SSEAlgorithm`) asks for, if the catalogue has it. */
export function methodOfAlgorithm(algorithm: string): CataloguedMethod | undefined {
  return catalogue.find((method) => method.algorithm === algorithm);
}

/** The method and application that a value of `SSEApplied` stands for, if the catalogue has it. */
export function applicationOfSseApplied(
  sseApplied: string,
): { method: CataloguedMethod; application: MethodApplication } | undefined {
  return applications.find(({ application }) => application.sseApplied.includes(sseApplied));
}
