/** The replay by Athena: asks the questions, and gives the document of their answers. */
import { arrivalQuery } from "../../encryption/lake/arrivals";
import { lakeQueries, type LakeQuestion } from "../../encryption/lake/queries";
import type { LakeSelection } from "../../encryption/lake/records";
import { delayHash, type MadeUpDelay } from "../../simulator/delivery";
import type { ReplayDocument } from "../documentSchema";
import type { AuditDefinitions, LakeDefinitions } from "../definitions/auditDefinitions";
import type { StoredObject } from "../repair/objectHistory";
import { alarmMetrics, answeredDocument, type AnswerRow, type LakeAnswers } from "./answers";
import type { QueryRunner } from "./queryRunner";

export interface LakeReplayOptions {
  readonly definitions: AuditDefinitions;
  readonly lake: Pick<Required<LakeDefinitions>, "audit" | "table">;
  readonly selection: LakeSelection;
  readonly delay: MadeUpDelay;
  /** Gets each object that is still stored against the requirement: another query. */
  readonly object?: ((object: StoredObject) => void) | undefined;
  readonly stop: AbortSignal;
  /** How many queries were answered, and of how many. */
  readonly progress?: (answered: number, all: number) => void;
}

/** A query, by what it answers: see {@link LakeAnswers}. */
export interface LakeQuestionText {
  readonly question: LakeQuestion | "arrivals";
  readonly sql: string;
}

/** The queries of a replay. */
export function replayQueries({ definitions, lake: { table, audit }, selection, delay }: Pick<LakeReplayOptions, "definitions" | "lake" | "selection" | "delay">): LakeQuestionText[] {
  const delays = { worstMilliseconds: delay.worstMinutes * 60_000, ...delayHash(delay.seed) };
  const metrics = alarmMetrics(definitions);
  // Without alarms nothing is asked about them.
  const arrivals = metrics.length > 0 ? [{ question: "arrivals" as const, sql: arrivalQuery(table, audit, selection, delays, metrics) }] : [];
  return [...lakeQueries(table, audit, selection), ...arrivals];
}

/**
 * Asks all questions at once: each is a query of its own, and reads the log files anew.
 * @throws AthenaError, and errors of the SDK, as {@link QueryRunner}
 */
export async function replayLake(runner: QueryRunner, options: LakeReplayOptions): Promise<ReplayDocument> {
  const { definitions, delay, object, stop } = options;
  const asked = replayQueries(options).filter(({ question }) => object !== undefined || question !== "objects");
  const failed = new AbortController();
  const either = AbortSignal.any([stop, failed.signal]);
  let [answered, scannedBytes] = [0, 0];
  const ask = async (sql: string): Promise<readonly AnswerRow[]> => {
    const answer = await runner.run(sql, either);
    scannedBytes += answer.scannedBytes;
    options.progress?.(++answered, asked.length);
    return answer.rows;
  };
  const results = await Promise.allSettled(
    asked.map(({ question, sql }) =>
      ask(sql).then(
        (rows): [string, readonly AnswerRow[]] => [question, rows],
        // What the others would read costs as well.
        (error: unknown) => {
          failed.abort();
          throw error;
        },
      ),
    ),
  );
  const refused = results.find((one) => one.status === "rejected");
  if (refused) throw refused.reason as Error;
  const answers = { arrivals: [], ...Object.fromEntries(results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))) } as unknown as LakeAnswers & { objects?: readonly AnswerRow[] };
  for (const row of answers.objects ?? []) object?.({ bucket: row["bucket"] ?? "", key: row["object"] ?? "", reason: row["reason"] ?? "" });
  return answeredDocument(answers, definitions, delay, scannedBytes);
}
