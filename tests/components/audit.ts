/** The arguments of an audit that has everything, for tests that change one thing of it. */
import type { ObjectEncryptionAuditArgs } from "../../arguments/interfaces";
import { ObjectEncryptionAudit } from "../../components/objectEncryptionAudit";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { declare, type Registered } from "./declare";

export const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
export const kms = { methods: ["sse-kms", "dsse-kms"], origin: "any" } satisfies EncryptionRequirement;
export const tags = { project: "s3-encryption-audit", team: "security" };

/** The trail of {@link auditArgs}. */
export const trail = { name: "audit-dev", logBucket: { name: "audit-logs", expireAfterDays: 30 } } as const satisfies ObjectEncryptionAuditArgs["trail"];

export function auditArgs(changes: Partial<ObjectEncryptionAuditArgs> = {}): ObjectEncryptionAuditArgs {
  return { namePrefix: "audit-dev", requirement: kms, trail, tags, ...changes };
}

let usual: Promise<Registered[]> | undefined;

/** What an audit registers; the one without changes is declared once and shared. */
export function audit(changes?: Partial<ObjectEncryptionAuditArgs>): Promise<Registered[]> {
  const declared = (): Promise<Registered[]> => declare(() => new ObjectEncryptionAudit("audit", auditArgs(changes)));
  if (changes) return declared();
  return (usual ??= declared());
}

/** The arguments of an audit without a trail of its own: `trail: existing`. */
export function argsWithoutTrail(changes: Partial<ObjectEncryptionAuditArgs> = {}): ObjectEncryptionAuditArgs {
  return auditArgs({ trail: { mode: "existing" }, ...changes });
}
