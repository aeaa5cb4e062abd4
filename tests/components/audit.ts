/** The arguments of an audit that has everything, for tests that change one thing of it. */
import { ObjectEncryptionAudit, type ObjectEncryptionAuditArgs } from "../../components/objectEncryptionAudit";
import type { AwsEnvironment } from "../../encryption/arn";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { declare, environment, type Registered } from "./declare";

export const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
export const kms: EncryptionRequirement = { methods: ["sse-kms", "dsse-kms"], origin: "any" };
export const tags = { project: "s3-encryption-audit", team: "security" };

/** The trail of {@link auditArgs}. */
export const trail = {
  trailName: "audit-dev",
  multiRegion: false,
  logBucket: { bucketName: "audit-logs", exists: false, expireAfterDays: 30 },
} as const satisfies ObjectEncryptionAuditArgs["trail"];

export function auditArgs(changes: Partial<ObjectEncryptionAuditArgs> = {}, place: AwsEnvironment = environment): ObjectEncryptionAuditArgs {
  return {
    environment: place,
    namePrefix: "audit-dev",
    requirement: kms,
    scope: { buckets: "all", excludedBuckets: [] },
    trail,
    logGroup: { name: "/aws/events/sse-objects", retentionDays: 90, resourcePolicy: "create" },
    deadLetterQueue: true,
    alarms: { period: 60 },
    notifications: { emails: [], httpsEndpoints: [] },
    tags,
    protect: false,
    forceDestroy: false,
    ...changes,
  };
}

let usual: Promise<Registered[]> | undefined;

/** What an audit registers; the one without changes is declared once and shared. */
export function audit(changes?: Partial<ObjectEncryptionAuditArgs>): Promise<Registered[]> {
  const declared = (): Promise<Registered[]> =>
    declare(() => {
      new ObjectEncryptionAudit("audit", auditArgs(changes));
    });
  if (changes) return declared();
  return (usual ??= declared());
}

/** The arguments of an audit without a trail of its own: `trail: existing`. */
export function argsWithoutTrail(changes: Partial<ObjectEncryptionAuditArgs> = {}, place = environment): ObjectEncryptionAuditArgs {
  return Object.fromEntries(Object.entries(auditArgs(changes, place)).filter(([name]) => name !== "trail")) as unknown as ObjectEncryptionAuditArgs;
}
