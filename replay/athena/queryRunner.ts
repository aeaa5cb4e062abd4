/** Runs queries in a workgroup of Athena, with the user's own credentials. */
import type { AthenaClient } from "@aws-sdk/client-athena";
import type { AnswerRow } from "./answers";

/** Where queries run. */
export interface AthenaPlace {
  readonly workgroup: string;
  readonly database: string;
  /** The SDK's own choice when left out. */
  readonly region?: string | undefined;
}

/** What a query answered. */
export interface Answer {
  readonly rows: readonly AnswerRow[];
  readonly scannedBytes: number;
}

/** A query that Athena did not answer. */
export class AthenaError extends Error {
  override readonly name = "AthenaError";
}

/** Between two looks at a query that runs, in milliseconds: the first one, and the longest. */
const firstWait = 250;
const longestWait = 5_000;

/** Runs queries; made by {@link athenaRunner}. */
export interface QueryRunner {
  /**
   * @throws AthenaError where the query failed or was cancelled; Error of the SDK, such as for credentials that are missing
   */
  run(sql: string, stop: AbortSignal): Promise<Answer>;
}

/** A runner in a workgroup. Loads the SDK, which is heavy and of no use to those who read files. */
export async function athenaRunner(place: AthenaPlace): Promise<QueryRunner> {
  const sdk = await import("@aws-sdk/client-athena");
  const client: AthenaClient = new sdk.AthenaClient({ retryMode: "adaptive", maxAttempts: 10, ...(place.region !== undefined && { region: place.region }) });
  return {
    async run(sql, stop) {
      const { QueryExecutionId = "" } = await client.send(
        new sdk.StartQueryExecutionCommand({ QueryString: sql, WorkGroup: place.workgroup, QueryExecutionContext: { Database: place.database } }),
      );
      for (let wait = firstWait; ; wait = Math.min(wait * 1.5, longestWait)) {
        const { QueryExecution = {} } = await client.send(new sdk.GetQueryExecutionCommand({ QueryExecutionId }));
        const { State, StateChangeReason } = QueryExecution.Status ?? {};
        if (State === "SUCCEEDED") return { rows: await rowsOf(QueryExecutionId), scannedBytes: QueryExecution.Statistics?.DataScannedInBytes ?? 0 };
        if (State === "FAILED" || State === "CANCELLED") throw new AthenaError(failure(State, StateChangeReason, place));
        if (stop.aborted) {
          await client.send(new sdk.StopQueryExecutionCommand({ QueryExecutionId }));
          throw new AthenaError("the queries were cancelled");
        }
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    },
  };

  async function rowsOf(QueryExecutionId: string): Promise<AnswerRow[]> {
    const rows: AnswerRow[] = [];
    let names: string[] | undefined;
    for await (const { ResultSet } of sdk.paginateGetQueryResults({ client }, { QueryExecutionId })) {
      names ??= (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = "" }) => Name);
      const columns = names;
      for (const { Data = [] } of ResultSet?.Rows ?? []) rows.push(Object.fromEntries(columns.map((name, index) => [name, Data[index]?.VarCharValue ?? null])));
    }
    // The first row of all holds the names.
    return rows.slice(1);
  }
}

function failure(state: string, reason: string | undefined, { workgroup }: AthenaPlace): string {
  const said = `Athena ${state === "FAILED" ? "could not answer" : "cancelled"} a query${reason === undefined ? "" : `: ${reason.replace(/\.$/, "")}`}`;
  if (!/bytes scanned limit/i.test(reason ?? "")) return said;
  return `${said}. The workgroup ${workgroup} limits what a query reads: ask for less with --since and --until, or raise lake.gigabytesPerQuery`;
}
