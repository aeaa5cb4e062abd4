/** A replay as naive as can be: everything parsed, everything in memory, judged by the simulator's pipeline. */
import { createHash } from "node:crypto";
import { madeUpDelivery, type MadeUpDelay } from "../../simulator/delivery";
import { runPipeline, type AlarmResult } from "../../simulator/pipeline";
import type { AuditDefinitions } from "../../replay/definitions/auditDefinitions";

/** What is compared with what the fast replay says. */
export interface Answers {
  readonly records: { readonly read: number; readonly matched: number; readonly notMatched: number; readonly duplicates: number; readonly unreadable: number };
  readonly metrics: Readonly<Record<string, number>>;
  readonly alarms: readonly Pick<AlarmResult, "name" | "final" | "changes">[];
}

const uploads = ["PutObject", "CopyObject", "CreateMultipartUpload", "PostObject", "UpdateObjectEncryption"];

/**
 * @param records in the order in which they are read; undefined for one that is no JSON and might match
 */
export function referenceReplay(records: readonly unknown[], definitions: AuditDefinitions, delay: MadeUpDelay): Answers {
  const known = new Set<string>();
  const kept: object[] = [];
  let [notMatched, duplicates, unreadable] = [0, 0, 0];
  for (const record of records) {
    if (record === undefined) {
      unreadable++;
      continue;
    }
    const { eventName, eventVersion, eventID } = (record ?? {}) as { eventName?: unknown; eventVersion?: unknown; eventID?: unknown };
    if (typeof eventName !== "string" || !uploads.includes(eventName)) {
      notMatched++;
      continue;
    }
    const [trace] = runPipeline(definitions.pipeline, [record as object]).records;
    if (trace?.problem !== undefined || typeof eventVersion !== "string" || !/^1\.\d+$/.test(eventVersion)) unreadable++;
    else if (trace?.rules.length === 0) notMatched++;
    else if (known.has(eventID as string)) duplicates++;
    else {
      known.add(eventID as string);
      kept.push(record as object);
    }
  }
  const { metrics, alarms } = runPipeline(definitions.pipeline, kept, { delivery: madeUpDelivery(delay, "event time") });
  return {
    records: { read: records.length, matched: kept.length, notMatched, duplicates, unreadable },
    metrics: Object.fromEntries(metrics.map(({ metricName, sum }) => [metricName, sum])),
    alarms: alarms.map(({ name, final, changes }) => ({ name, final, changes })),
  };
}

/** A UUID for a text. */
export function uuid(text: string): string {
  const digits = createHash("sha256").update(text).digest("hex");
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20, 32)].join("-");
}
