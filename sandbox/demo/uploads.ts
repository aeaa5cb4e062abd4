/**
 * The demo's requests: uploads with every method, by header and by default, and what must not count as one.
 *
 * Methods and their headers come from the catalogue, so that a method that AWS adds is in the demo at once.
 */
import { regionalArn } from "../../encryption/arn";
import { updateEventName } from "../../encryption/auditScope";
import { blocksNothing } from "../../encryption/blockedTypes";
import { catalogue, encryptionMethod, sseCAlgorithm } from "../../encryption/methods";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { cloudTrailService } from "../../encryption/servicePolicies";
import {
  customerAlgorithmHeader,
  encryptionHeader,
  kmsKeyIdHeader,
  type UploadBucket,
  type UploadRequest,
} from "../../simulator/upload";
import type { DeployedStack, Place } from "./deployedStack";

/** A request of the demo, on a bucket by its name. */
export interface DemoRequest {
  readonly what: string;
  readonly bucket: string;
  readonly upload: UploadRequest;
  /** Requests that belong to an upload but are none, sent after it. */
  readonly followedBy?: readonly ("UploadPart" | "CompleteMultipartUpload" | "GetObject")[];
}

/** What the demo sends to, by the part that it plays. */
export interface DemoBuckets {
  /** A bucket of the stack: it denies improper uploads. */
  readonly enforced: string;
  /** Another one of the stack, if there is any. */
  readonly second: string;
  /** The trail's own log bucket, which must not be audited. */
  readonly logs: string;
  readonly trailArn: string;
  /** The KMS key with which CloudTrail asks for its log files' encryption; it asks for SSE-S3 where there is none. */
  readonly trailKmsKeyArn: string | undefined;
}

/** The buckets of a stack that play the demo's parts; when one is missing, what the stack config needs. */
export function demoBuckets({ configuredBuckets, trails }: Pick<DeployedStack, "configuredBuckets" | "trails">): DemoBuckets | string {
  const [trail] = trails;
  const [first, second = first] = configuredBuckets;
  if (first === undefined || second === undefined || !trail) {
    const missing = [
      ...(first === undefined ? ["a bucket (add one to s3-encryption-audit:buckets)"] : []),
      ...(trail ? [] : ["a trail of the stack's own (remove trail: existing)"]),
    ];
    return `The stack was deployed, but the demo cannot send its uploads. It needs ${missing.join(" and ")}: change Pulumi.dev.yaml.`;
  }
  return { enforced: first, second, logs: trail.logBucket, trailArn: trail.arn, trailKmsKeyArn: trail.kmsKeyArn };
}

/** A bucket that somebody made today without saying what is blocked. */
const newBucket = "acme-new";

/** Buckets that no stack declares, in the same place: the audit sees these as well. */
export function foreignBuckets(place: Place): UploadBucket[] {
  return [...legacyBuckets(place), { name: newBucket, ...place }];
}

/** Made before April 2026, and full of SSE-C objects: S3 left them as they were, without a block. */
function legacyBuckets(place: Place): UploadBucket[] {
  return catalogue
    .filter((method) => method.algorithm !== undefined)
    .map((method) => ({
      name: `acme-legacy-${method.id}`,
      ...place,
      blockedEncryptionTypes: [blocksNothing],
      defaultEncryption: {
        algorithm: method.algorithm ?? "",
        ...(method.usesKmsKey && { kmsKeyArn: keyArn(place, "0f0e0d0c-0b0a-0908-0706-050403020100") }),
      },
    }));
}

/** The one of them that the demo sends improper uploads to: nothing denies them, so that the audit sees them. */
function watchedBucket(place: Place): string {
  const bucket = legacyBuckets(place).at(-1);
  if (!bucket) throw new Error("the catalogue has no method that can be a bucket default");
  return bucket.name;
}

/** A value of the encryption header that no method of today has. */
const futureAlgorithm = "aws:kms:future";

function keyArn({ partition, region, account }: Place, id: string): string {
  return regionalArn({ partition, region, accountId: account }, "kms", `key/${id}`);
}

/** @param place where the stack is deployed; the requests come from the same account */
export function demoRequests(buckets: DemoBuckets, place: Place, requirement: Pick<EncryptionRequirement, "kmsKeyArns">): DemoRequest[] {
  const { partition, region, account } = place;
  const arn = (name: string): string => `arn:${partition}:iam::${account}:${name}`;
  const session = (role: string): string => `arn:${partition}:sts::${account}:assumed-role/${role}/demo`;
  const app = { arn: session("order-service"), account };
  const importer = { arn: session("legacy-importer"), account };
  const matthew = { arn: arn("user/matthew"), account };
  const rightKey = requirement.kmsKeyArns?.[0] ?? keyArn(place, "1234abcd-12ab-34cd-56ef-1234567890ab");
  const wrongKey = keyArn(place, "99999999-aaaa-bbbb-cccc-dddddddddddd");
  const put = (key: string, principal: UploadRequest["principal"], headers: Record<string, string> = {}): UploadRequest => ({
    action: "PutObject",
    key,
    principal,
    headers,
  });
  const header = (algorithm: string, kmsKeyId?: string): Record<string, string> => ({
    [encryptionHeader]: algorithm,
    ...(kmsKeyId !== undefined && { [kmsKeyIdHeader]: kmsKeyId }),
  });
  const customerKey = { [customerAlgorithmHeader]: sseCAlgorithm };
  const kms = encryptionMethod("sse-kms").algorithm ?? "";
  const { trailKmsKeyArn } = buckets;
  const delivery = trailKmsKeyArn === undefined ? header(encryptionMethod("sse-s3").algorithm ?? "") : header(kms, trailKmsKeyArn);
  const withHeaders = catalogue.filter((method) => method.algorithm !== undefined);

  const watched = watchedBucket(place);
  return [
    { what: "no header: the bucket's default", bucket: buckets.enforced, upload: put("orders/1.json", app) },
    { what: "no header: the bucket's default", bucket: buckets.second, upload: put("invoices/1.pdf", app) },
    // Each method by header, to a bucket that denies and to one that lets everything in.
    ...[buckets.enforced, watched].flatMap((bucket) =>
      withHeaders.map(
        (method): DemoRequest => ({
          what: `${method.label} by header${method.usesKmsKey ? ", approved key" : ""}`,
          bucket,
          upload: put(`orders/${method.id}.json`, app, header(method.algorithm ?? "", method.usesKmsKey ? rightKey : undefined)),
        }),
      ),
    ),
    { what: "SSE-KMS by header, wrong key", bucket: buckets.enforced, upload: put("orders/7.json", matthew, header(kms, wrongKey)) },
    { what: "SSE-KMS by header, wrong key", bucket: watched, upload: put("landing/7.json", matthew, header(kms, wrongKey)) },
    { what: "SSE-KMS by header, no key named", bucket: buckets.enforced, upload: put("orders/8.json", matthew, header(kms)) },
    { what: "SSE-C", bucket: buckets.enforced, upload: put("orders/9.bin", importer, customerKey) },
    // S3 blocks SSE-C on every bucket made since April 2026; an old one with SSE-C objects still takes it.
    { what: "SSE-C", bucket: newBucket, upload: put("landing/9.bin", importer, customerKey) },
    { what: "SSE-C", bucket: watched, upload: put("landing/9.bin", importer, customerKey) },
    { what: "a method of the future", bucket: buckets.enforced, upload: put("orders/10.json", importer, header(futureAlgorithm)) },
    { what: "a method of the future", bucket: watched, upload: put("landing/10.json", importer, header(futureAlgorithm)) },
    {
      what: "default, but not over TLS",
      bucket: buckets.enforced,
      upload: { ...put("orders/11.json", importer), secureTransport: false },
    },
    {
      what: "multipart upload, default",
      bucket: buckets.enforced,
      upload: { ...put("backup/full.tar", app), action: "CreateMultipartUpload" },
      followedBy: ["UploadPart", "UploadPart", "CompleteMultipartUpload"],
    },
    {
      what: "copy, SSE-KMS by header, approved key",
      bucket: buckets.enforced,
      upload: { ...put("archive/1.json", app, header(kms, rightKey)), action: "CopyObject" },
    },
    {
      what: "browser form, default",
      bucket: buckets.second,
      upload: { ...put("forms/cv.pdf", app), action: "PostObject" },
    },
    {
      what: "re-encrypted in place, wrong key",
      bucket: buckets.enforced,
      upload: { action: updateEventName, key: "orders/1.json", principal: matthew, objectEncryption: { kmsKeyArn: wrongKey } },
    },
    // Each default, in buckets that the stack does not own; one of the objects is read again.
    ...legacyBuckets(place).map(
      ({ name }): DemoRequest => ({
        what: "no header, a bucket outside the stack",
        bucket: name,
        upload: put("reports/2026.csv", importer),
        followedBy: ["GetObject"],
      }),
    ),
    {
      what: "CloudTrail delivers a log file",
      bucket: buckets.logs,
      upload: {
        ...put(`AWSLogs/${account}/CloudTrail/${region}/log.json.gz`, { service: cloudTrailService }, delivery),
        context: { "aws:SourceArn": buckets.trailArn, "s3:x-amz-acl": "bucket-owner-full-control" },
      },
    },
  ];
}
