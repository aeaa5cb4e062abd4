/** What one upload was, without what is its own: uploads that agree in it are counted together. */
import { applicationOfSseApplied, catalogue, encryptionHeaders, type EncryptionOrigin } from "../../encryption/methods";
import { updateEventName } from "../../encryption/auditScope";
import { updateViolation } from "../../encryption/metrics";
import { violationOf, type AppliedEncryption, type EncryptionRequirement } from "../../encryption/requirement";
import type { RecordVerdict } from "../../simulator/pipeline";
import type { EnforcedBucket } from "./enforcement";
import { principalName } from "./principal";

/** What uploads are told apart by. */
export interface UploadGroup {
  readonly bucket: string;
  /** One name for each principal; see principal.ts. */
  readonly principal: string;
  /** The account that the record was delivered to. */
  readonly account: string;
  readonly region: string;
  readonly eventName: string;
  /** The value of SSEApplied; of a record without one, the update's name or the method `none`. */
  readonly method: string;
  /** ARN of the KMS key, as the record has it; null where it has none. */
  readonly kmsKeyArn: string | null;
  /** Of failed requests alone. */
  readonly errorCode: string | null;
  /** Why the object breaks the requirement; null where it does not, or where none was stored. */
  readonly reason: string | null;
  /** What `enforcement: deny` would have denied it by; null where nothing would. */
  readonly deniedBy: string | null;
  /** How many log events each metric filter counts, by the filter's name. */
  readonly filters: Readonly<Record<string, number>>;
  /** How many log events it became: one for each rule. */
  readonly logEvents: number;
}

type Fields = Readonly<Record<string, unknown>>;

const objectOf = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});
const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** The group of a record that a rule matched. */
export function uploadGroup(record: object, verdict: RecordVerdict, requirement: EncryptionRequirement, enforced: EnforcedBucket): UploadGroup {
  const fields = record as Fields;
  const identity = objectOf(fields["userIdentity"]);
  const failed = fields["errorCode"] !== undefined;
  const filters: Record<string, number> = {};
  for (const { metricFilter } of verdict.counted) filters[metricFilter] = (filters[metricFilter] ?? 0) + 1;
  const kmsKeyArn = textOf(objectOf(fields["responseElements"])[encryptionHeaders.kmsKeyId]);
  return {
    bucket: textOf(objectOf(fields["requestParameters"])["bucketName"]) ?? "",
    principal: principalName(identity),
    account: textOf(fields["recipientAccountId"]) ?? textOf(identity["accountId"]) ?? "",
    region: textOf(fields["awsRegion"]) ?? "",
    eventName: textOf(fields["eventName"]) ?? "",
    method: methodOf(fields),
    kmsKeyArn,
    errorCode: failed ? String(fields["errorCode"]) : null,
    reason: failed ? null : (reasonOf(fields, kmsKeyArn, requirement) ?? null),
    deniedBy: failed ? null : (enforced.denialOf(fields) ?? null),
    filters,
    logEvents: verdict.rules.length,
  };
}

const none = catalogue[0]?.id ?? "none";

function sseAppliedOf(record: Fields): unknown {
  return objectOf(record["additionalEventData"])["SSEApplied"];
}

function methodOf(record: Fields): string {
  const sseApplied = sseAppliedOf(record);
  if (sseApplied !== undefined && sseApplied !== null) return String(sseApplied);
  return record["eventName"] === updateEventName ? updateEventName : none;
}

function reasonOf(record: Fields, kmsKeyArn: string | null, requirement: EncryptionRequirement): string | undefined {
  const sseApplied = sseAppliedOf(record);
  if (sseApplied === undefined && record["eventName"] === updateEventName) return updateViolation(requirement);
  return violationOf(requirement, appliedOf(sseApplied, kmsKeyArn));
}

function appliedOf(sseApplied: unknown, kmsKeyArn: string | null): AppliedEncryption {
  const key = kmsKeyArn === null ? {} : { kmsKeyArn };
  if (sseApplied === undefined) return { method: none as AppliedEncryption["method"], origin: "default", ...key };
  const known = typeof sseApplied === "string" ? applicationOfSseApplied(sseApplied) : undefined;
  const origin: EncryptionOrigin = known?.application.origin ?? "header";
  return { method: known?.method.id ?? "unknown", origin, ...key };
}
