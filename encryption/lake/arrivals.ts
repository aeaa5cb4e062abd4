/**
 * What alarms look at, as SQL: how many uploads each metric counts, by the minute of their events and by that in which their
 * records would have arrived. When they did arrive is in no log, so their delays are made up, as the simulator makes them up
 * (simulator/delivery.ts).
 */
import { countedUnder } from "./queries";
import { lakeTables, type LakeAudit, type LakeSelection } from "./records";
import { certainly } from "./sql";
import type { LakeTable } from "./table";

/** A delay is the square of a fraction of the worst one: a hash of the event's id, divided by the greatest one. */
export interface ArrivalDelays {
  readonly worstMilliseconds: number;
  /** Four words of an id, each times its factor, and a summand are added modulo 2^32. */
  readonly factors: readonly number[];
  readonly summand: number;
}

/** What stands between entries of a row, and between the numbers of one. */
export const arrivalSeparators = { entries: ";", numbers: " " } as const;

const uuid = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";
const wordRange = 2 ** 32;

/**
 * A row for each minute in which records arrive, in their order: `arrived`, in minutes of the Unix epoch, and `counted`, an entry for
 * each minute that they are of: by how many minutes it is earlier, and what each of some metrics counts. A row for each entry
 * would take Athena a call for every thousand of them.
 */
export function arrivalQuery(table: LakeTable, audit: LakeAudit, selection: LakeSelection, delays: ArrivalDelays, metricNames: readonly string[]): string {
  const counts = metricNames.map((_, index) => `m${index}`);
  const { entries, numbers } = arrivalSeparators;
  const entry = ["arrived - happened", ...counts].map((number) => `CAST(${number} AS varchar)`).join(`, '${numbers}', `);
  return [
    `WITH ${lakeTables(table, audit, selection)},`,
    "identified AS (",
    "  SELECT *, to_unixtime(from_iso8601_timestamp(eventtime)) AS seconds,",
    `    CASE WHEN regexp_like(eventid, '${uuid}') THEN replace(eventid, '-', '') ELSE lower(to_hex(sha256(to_utf8(eventid)))) END AS digits`,
    "  FROM uploads",
    "),",
    "delayed AS (",
    `  SELECT *, CAST(${hash(delays)} AS double) / ${wordRange - 1}e0 AS fraction`,
    "  FROM identified",
    "),",
    "minutes AS (",
    `  SELECT CAST(floor((seconds * 1000e0 + floor(${delays.worstMilliseconds}e0 * (fraction * fraction))) / 60000e0) AS bigint) AS arrived,`,
    "    CAST(floor(seconds / 60e0) AS bigint) AS happened,",
    metricNames.map((metricName, index) => `    count_if(${certainly(countedUnder(metricName, audit))}) AS m${index}`).join(",\n"),
    "  FROM delayed",
    "  GROUP BY 1, 2",
    ")",
    `SELECT arrived, array_join(array_agg(concat(${entry}) ORDER BY happened), '${entries}') AS counted`,
    "FROM minutes",
    "GROUP BY arrived",
    "ORDER BY arrived",
  ].join("\n");
}

function hash({ factors, summand }: ArrivalDelays): string {
  const words = factors.map((factor, index) => `mod(from_base(substr(digits, ${index * 8 + 1}, 8), 16) * ${factor}, ${wordRange})`);
  return `mod(${[...words, String(summand)].join(" + ")}, ${wordRange})`;
}
