/**
 * The demo's requests: uploads with every method, by header and by default, and what must not count as one.
 *
 * Methods and their headers come from the catalogue, so that a method that AWS adds is in the demo at once.
 */
import { updateEventName } from "../../encryption/auditScope";
import { catalogue, encryptionMethod, sseCAlgorithm } from "../../encryption/methods";
import type { EncryptionRequirement } from "../../encryption/requirement";
import {
  customerAlgorithmHeader,
  encryptionHeader,
  kmsKeyIdHeader,
  type UploadBucket,
  type UploadRequest,
} from "../../simulator/upload";
import { deliveringService, futureAlgorithm, type Audience } from "./audience";
import type { Place } from "./deployedParts";
import { keyArn } from "./deployedStack";
import { exemptUploads } from "./exemptions";
import type { DemoRequest } from "./request";

/**
 * What the demo sends: to each bucket what its part in the audience makes telling.
 * @param place where the stack is deployed; the requests come from the same account
 */
export function demoRequests(audience: Audience, place: Place, requirement: Pick<EncryptionRequirement, "kmsKeyArns">): DemoRequest[] {
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
  const { own, tried, existing, elsewhere, madeToday, unaudited, logs, trailKmsKeyArn, trailArn } = audience;
  const delivery = trailKmsKeyArn === undefined ? header(encryptionMethod("sse-s3").algorithm ?? "") : header(kms, trailKmsKeyArn);
  const withHeaders = catalogue.filter((method) => method.algorithm !== undefined);

  /** One request for each of some buckets; the key says which of their parts it is about. */
  const each = (what: string, buckets: readonly (UploadBucket | undefined)[], upload: (bucket: UploadBucket) => UploadRequest): DemoRequest[] =>
    buckets.flatMap((bucket) => (bucket ? [{ what, bucket: bucket.name, upload: upload(bucket) }] : []));
  const folder = (bucket: UploadBucket): string => (own.includes(bucket) ? "orders" : "landing");
  const [first] = tried;
  const [firstOwn, secondOwn = firstOwn] = own;

  return [
    ...each("no header: the bucket's default", own, (bucket) => put(bucket === firstOwn ? "orders/1.json" : "invoices/1.pdf", app)),
    // Each method by header, to buckets that deny and to ones that let everything in.
    ...tried.flatMap((bucket) =>
      withHeaders.flatMap((method) =>
        each(`${method.label} by header${method.usesKmsKey ? ", approved key" : ""}`, [bucket], () =>
          put(`orders/${method.id}.json`, app, header(method.algorithm ?? "", method.usesKmsKey ? rightKey : undefined)),
        ),
      ),
    ),
    ...each("SSE-KMS by header, wrong key", tried, (bucket) => put(`${folder(bucket)}/7.json`, matthew, header(kms, wrongKey))),
    ...each("SSE-KMS by header, no key named", [first], () => put("orders/8.json", matthew, header(kms))),
    // S3 blocks SSE-C on every bucket made since April 2026; an old one with SSE-C objects still takes it.
    ...each("SSE-C", [...tried.slice(0, -1), madeToday, tried.at(-1)], (bucket) => put(`${folder(bucket)}/9.bin`, importer, customerKey)),
    ...each("a method of the future", tried, (bucket) => put(`${folder(bucket)}/10.json`, importer, header(futureAlgorithm))),
    ...each("default, but not over TLS", [firstOwn], () => ({ ...put("orders/11.json", importer), secureTransport: false })),
    ...exemptUploads(own),
    ...each("multipart upload, default", [first], () => ({ ...put("backup/full.tar", app), action: "CreateMultipartUpload" as const })).map(
      (request): DemoRequest => ({ ...request, followedBy: ["UploadPart", "UploadPart", "CompleteMultipartUpload"] }),
    ),
    ...each("copy, SSE-KMS by header, approved key", [first], () => ({ ...put("archive/1.json", app, header(kms, rightKey)), action: "CopyObject" as const })),
    ...each("browser form, default", [secondOwn ?? first], () => ({ ...put("forms/cv.pdf", app), action: "PostObject" as const })),
    ...each("re-encrypted in place, wrong key", [first], () => ({
      action: updateEventName,
      key: "orders/1.json",
      principal: matthew,
      objectEncryption: { kmsKeyArn: wrongKey },
    })),
    // Each default, in buckets that the stack does not own; one of the objects is read again.
    ...each("no header, a bucket outside the stack", existing, () => put("reports/2026.csv", importer)).map(
      (request): DemoRequest => ({ ...request, followedBy: ["GetObject"] }),
    ),
    // Each account's own uploads, and one from home, which home's account records as well.
    ...each("no header, another account or region", elsewhere, (bucket) => put("reports/2026.csv", { arn: session("order-service").replace(account, bucket.account), account: bucket.account })),
    ...each("SSE-C, another account or region", elsewhere, (bucket) => put("landing/9.bin", { arn: session("legacy-importer").replace(account, bucket.account), account: bucket.account }, customerKey)),
    ...each("SSE-KMS by header, from home's account", elsewhere.filter((bucket) => bucket.account !== account).slice(0, 1), () => put("orders/7.json", matthew, header(kms, wrongKey))),
    ...each("a bucket that is not audited", unaudited, () => put("reports/2026.csv", importer)),
    ...each("CloudTrail delivers a log file", [logs], () => ({
      ...put(`AWSLogs/${account}/CloudTrail/${region}/log.json.gz`, { service: deliveringService }, delivery),
      context: { "aws:SourceArn": trailArn, "s3:x-amz-acl": "bucket-owner-full-control" },
    })),
  ];
}
