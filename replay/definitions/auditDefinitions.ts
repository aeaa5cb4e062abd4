/** What records are judged by, wherever it comes from: the config, a requirement alone, or a deployed stack. */
import type { LakeAudit } from "../../encryption/lake/records";
import type { LakeTable } from "../../encryption/lake/table";
import type { EncryptionRequirement } from "../../encryption/requirement";
import type { PipelineDefinitions } from "../../simulator/pipeline";

/** What records are judged by. */
export interface AuditDefinitions {
  /** Where they come from, for a person. */
  readonly source: string;
  readonly requirement: EncryptionRequirement;
  /** Its alarms are those on metrics that its filters publish. */
  readonly pipeline: PipelineDefinitions;
  /** The same for SQL; undefined where a deployed stack has no lake. */
  readonly lake?: LakeDefinitions | undefined;
}

/** What SQL over a trail's log files counts, and where it runs, as far as that is known. */
export interface LakeDefinitions {
  readonly audit: LakeAudit;
  readonly table?: LakeTable;
  readonly workgroup?: string;
  /** The accounts whose log files the table is over; undefined where that is not known. */
  readonly logAccounts?: readonly string[];
  /** The SDK's own choice when left out. */
  readonly region?: string;
}
