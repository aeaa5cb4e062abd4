/** The audits whose queries are run: each with what is asked for, and records by that it can be told from others. */
import type { AuditScope } from "../../../encryption/auditScope";
import type { LakeSelection } from "../../../encryption/lake/records";
import type { LakeTable } from "../../../encryption/lake/table";
import { defaultRequirement, type EncryptionRequirement } from "../../../encryption/requirement";
import { replayQueries, type LakeQuestionText } from "../../../replay/athena/replayLake";
import type { AuditDefinitions } from "../../../replay/definitions/auditDefinitions";
import { pipelineOf } from "../../../replay/definitions/pipeline";
import type { MadeUpDelay } from "../../../simulator/delivery";

export interface LakeCase {
  readonly about: string;
  readonly requirement: EncryptionRequirement;
  readonly scope: AuditScope;
  readonly selection?: LakeSelection;
  /** How many denied uploads set an alarm off; there is none on them when left out. */
  readonly deniedUploads?: number;
}

const everywhere: AuditScope = { buckets: "all", excludedBuckets: [] };
const key = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

export const table: LakeTable = { database: "audit_dev", name: "cloudtrail_logs" };

export const cases: readonly LakeCase[] = [
  { about: "the default requirement, everywhere", requirement: defaultRequirement, scope: everywhere },
  {
    about: "one key, without some buckets, of a time",
    deniedUploads: 1,
    requirement: { methods: ["sse-kms", "sse-s3"], kmsKeyArns: [key], origin: "any" },
    scope: { buckets: "all", excludedBuckets: ["acme-excluded"] },
    selection: { since: Date.parse("2026-01-15T09:10:00Z"), until: Date.parse("2026-01-15T10:20:00Z") },
  },
  {
    about: "by header, buckets by name and prefix, of one account",
    deniedUploads: 2,
    requirement: { methods: ["sse-kms", "dsse-kms"], kmsKeyArns: [key], origin: "header" },
    scope: { buckets: ["other"], bucketPrefixes: ["acme"], excludedBuckets: ["acme-excluded"] },
    selection: { accounts: ["111122223333"] },
  },
  {
    about: "SSE-C or SSE-S3, of one bucket",
    requirement: { methods: ["sse-c", "sse-s3"], origin: "any" },
    scope: everywhere,
    selection: { buckets: ["acme-orders"] },
  },
];

/** Records of every case arrive like this. */
export const delay: MadeUpDelay = { seed: 1, worstMinutes: 15 };

/** What the replay of the files judges a case by. */
export const definitionsOf = ({ about, requirement, scope, deniedUploads }: LakeCase): AuditDefinitions => ({
  source: about,
  requirement,
  pipeline: pipelineOf({ requirement, scope, periodMinutes: 1, deniedUploads }),
});

/** The queries of a case. */
export function queriesOf(one: LakeCase): LakeQuestionText[] {
  const { requirement, scope, selection = {} } = one;
  return replayQueries({ definitions: definitionsOf(one), lake: { table, audit: { requirement, scope, partition: "aws" } }, selection, delay });
}
