/** The components, for TypeScript programs: `import { EncryptedBucket } from "s3-encryption-audit"`. */
export { AccessPolicies } from "../components/accessPolicies";
export { AuditLake } from "../components/auditLake";
export { EncryptedBucket } from "../components/encryptedBucket";
export { ObjectEncryptionAudit } from "../components/objectEncryptionAudit";
export type * from "../arguments/interfaces";
