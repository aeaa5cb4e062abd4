/** `s3-encryption-audit replay --engine athena`: from arguments and definitions to the document. */
import { errorWords } from "../inspect/awsErrors";
import type { ReplayDocument } from "../replay/documentSchema";
import { replayLake } from "../replay/athena/replayLake";
import { AthenaError, athenaRunner } from "../replay/athena/queryRunner";
import type { AuditDefinitions, LakeDefinitions } from "../replay/definitions/auditDefinitions";
import type { StoredObject } from "../replay/repair/objectHistory";
import type { ReplayArguments } from "./arguments";
import { countText } from "./countText";
import { UsageError } from "./options";
import type { StatusLine } from "./statusLine";

/** What is not of the arguments. */
interface Surroundings {
  readonly bar: StatusLine;
  readonly stop: AbortSignal;
  readonly object: ((object: StoredObject) => void) | undefined;
}

/** @throws UsageError where it is not said where to ask; errors of {@link replayLake} */
export async function replayByAthena(read: ReplayArguments, definitions: AuditDefinitions, { bar, stop, object }: Surroundings): Promise<ReplayDocument> {
  const { audit, table, workgroup, region } = lakeOf(read, definitions);
  const { since, until, buckets, accounts, regions } = read;
  const runner = await athenaRunner({ workgroup, database: table.database, region });
  const answered = replayLake(runner, {
    definitions,
    lake: { audit, table },
    selection: { since, until, buckets, accounts, regions },
    delay: { seed: read.seed, worstMinutes: read.worstMinutes },
    object,
    stop,
    progress: (done, all) => bar.show((seconds) => countText(done, all, "queries answered", seconds)),
  });
  return answered.catch((error: unknown) => {
    throw isAwsError(error) ? new AthenaError(errorWords(error)) : error;
  });
}

/** Errors of the service and of its SDK; others are faults of this program. */
function isAwsError(error: unknown): boolean {
  const { $metadata, code, name } = error as { $metadata?: unknown; code?: unknown; name?: unknown };
  return $metadata !== undefined || name === "CredentialsProviderError" || code === "ENOTFOUND" || code === "ECONNREFUSED";
}

function lakeOf(read: ReplayArguments, { source, lake }: AuditDefinitions): LakeDefinitions & Required<Pick<LakeDefinitions, "table" | "workgroup">> {
  if (lake === undefined) throw new UsageError(`${source} has no lake; give the stack one (lake: true), or say with --requirement, --workgroup and --table where to ask`);
  const { workgroup = lake.workgroup, table = lake.table } = read;
  if (workgroup === undefined) throw new UsageError(`${source} names no workgroup of Athena; give --workgroup, or a stack with a lake (--stack, --state)`);
  if (table === undefined) throw new UsageError(`${source} names no table of log files; give --table database.table, or a stack with a lake (--stack, --state)`);
  return { ...lake, workgroup, table };
}
