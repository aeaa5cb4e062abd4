/** A server that speaks Athena's protocol to the SDK, and has somebody else answer the queries. */
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import type { AnswerRow } from "../../replay/athena/answers";

export interface FakeAthena {
  /** Operations that were asked for, in their order. */
  readonly operations: string[];
  readonly workgroups: Set<string>;
  stop: () => Promise<void>;
}

/** What becomes of a query: its rows, or why it failed. */
export type Outcome = { readonly rows: readonly AnswerRow[] } | { readonly failed: string } | "never ends";

/** More rows than this are given page by page. */
const pageRows = 3;

/**
 * Starts the server, and lets the SDK of this process call it until it is stopped.
 * @param answer by the query's text
 */
export async function startFakeAthena(answer: (sql: string) => Promise<Outcome>): Promise<FakeAthena> {
  const queries: { outcome: Outcome; looks: number; stopped: boolean }[] = [];
  const operations: string[] = [];
  const workgroups = new Set<string>();
  const respond: Readonly<Record<string, (input: Record<string, unknown>) => Promise<object> | object>> = {
    async StartQueryExecution({ QueryString, WorkGroup }) {
      workgroups.add(String(WorkGroup));
      return { QueryExecutionId: String(queries.push({ outcome: await answer(String(QueryString)), looks: 0, stopped: false }) - 1) };
    },
    GetQueryExecution({ QueryExecutionId }) {
      const query = queries[Number(QueryExecutionId)];
      if (!query) throw new Error("no such query");
      const { outcome } = query;
      const [State, StateChangeReason] = query.stopped
        ? ["CANCELLED"]
        : query.looks++ === 0 || outcome === "never ends"
          ? ["RUNNING"]
          : "failed" in outcome
            ? ["FAILED", outcome.failed]
            : ["SUCCEEDED"];
      return { QueryExecution: { QueryExecutionId, Status: { State, StateChangeReason }, Statistics: { DataScannedInBytes: 1000 } } };
    },
    StopQueryExecution({ QueryExecutionId }) {
      const query = queries[Number(QueryExecutionId)];
      if (query) query.stopped = true;
      return {};
    },
    GetQueryResults({ QueryExecutionId, NextToken }) {
      const { outcome } = queries[Number(QueryExecutionId)] ?? {};
      const rows = typeof outcome === "object" && "rows" in outcome ? outcome.rows : [];
      const names = Object.keys(rows[0] ?? { empty: null });
      // The first row of all holds the names.
      const all = [names, ...rows.map((row) => names.map((name) => row[name] ?? null))];
      const from = Number(NextToken ?? 0);
      const page = all.slice(from, from + pageRows).map((values) => ({ Data: values.map((value) => (value === null ? {} : { VarCharValue: value })) }));
      const more = from + pageRows < all.length;
      return { ResultSet: { Rows: page, ResultSetMetadata: { ColumnInfo: names.map((Name) => ({ Name, Type: "varchar" })) } }, ...(more && { NextToken: String(from + pageRows) }) };
    },
  };
  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const operation = String(request.headers["x-amz-target"]).replace("AmazonAthena.", "");
      operations.push(operation);
      const end = (status: number, output: object): void => void response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(output));
      const refuse = (message: string): void => end(400, { __type: "InvalidRequestException", message });
      // What cannot be answered is refused: nobody waits for it.
      void Promise.resolve(respond[operation]?.(JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>)).then(
        (output) => (output ? end(200, output) : refuse(operation)),
        (error: unknown) => refuse(String(error)),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const environment = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_ATHENA: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "example",
  });
  return {
    operations,
    workgroups,
    stop: async () => {
      process.env = environment;
      await new Promise((resolve) => server.close(resolve).closeAllConnections());
    },
  };
}
