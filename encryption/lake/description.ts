/** What a table says of itself, for the replay: what its queries count. */
import type { LakeAudit } from "./records";

/** The table's parameter that says it. */
export const auditParameter = "s3-encryption-audit";

/** An audit as the parameter's text. */
export const lakeAuditText = (audit: LakeAudit): string => JSON.stringify(audit);

/**
 * The audit that a parameter's text says.
 * @throws SyntaxError for a text that is no JSON
 */
export const parseLakeAudit = (text: string): LakeAudit => JSON.parse(text) as LakeAudit;
