/** The result of a replay as one document for programs. */
import type { AlarmResult } from "../simulator/alarmHistory";
import type { MadeUpDelay } from "../simulator/delivery";
import type { MonthlyCost } from "./cost/cost";
import type { ReplayDocument } from "./documentSchema";
import type { AuditDefinitions } from "./definitions/auditDefinitions";
import { replayTimestamp, type ReplayResult } from "./replay";
import { mostListed, type GroupCount } from "./tally";

type Span = Pick<ReplayDocument["violations"][number], "count" | "first" | "last" | "example">;

/** The document of a result. */
export function replayDocument(result: ReplayResult, definitions: AuditDefinitions, delay: MadeUpDelay, cost: MonthlyCost | null): ReplayDocument {
  const { totals, files } = result;
  const { groups, records, problems } = totals;
  const toPlace = ({ file, position }: { file: number; position: number }): { file: string; position: number } => ({ file: files[file] ?? "", position });
  const merged = <Key extends object>(chosen: readonly GroupCount[], keyOf: (group: GroupCount["group"]) => Key): (Key & Span)[] =>
    mergeGroups(chosen, (one) => keyOf(one.group)).map(({ key, total: { count: sum, first, last, example } }) => ({
      ...key,
      count: sum,
      first: iso(first),
      last: iso(last),
      example: toPlace(example),
    }));
  const by = <Name extends string>(name: Name, valueOf: (group: GroupCount["group"]) => string | null): Record<string, unknown>[] =>
    mergeGroups(groups, ({ group }) => ({ [name]: valueOf(group) }))
      .filter(({ key }) => key[name] !== null)
      .map(({ key, total }) => ({ ...key, count: total.count }));
  const { methods, kmsKeyArns, origin } = definitions.requirement;
  return {
    version: 1,
    definitions: definitions.source,
    requirement: { methods: [...methods], ...(kmsKeyArns && { kmsKeyArns: [...kmsKeyArns] }), origin },
    partial: result.partial,
    files: { read: totals.files, skipped: result.skipped, bytes: totals.bytes, textBytes: totals.textBytes },
    records: { ...records },
    period: totals.period ? { first: iso(totals.period.first), last: iso(totals.period.last) } : null,
    metrics: Object.fromEntries(totals.metrics),
    uploads: {
      byMethod: by("method", ({ method, errorCode }) => (errorCode === null ? method : `failed: ${errorCode}`)),
      byBucket: by("bucket", ({ bucket }) => bucket),
      byPrincipal: by("principal", ({ principal }) => principal),
      byKmsKey: by("kmsKeyArn", ({ kmsKeyArn }) => kmsKeyArn),
      byHour: [...totals.hours].map(([hour, metrics]) => ({ hour: iso(hour), metrics: Object.fromEntries([...metrics].filter(([, sum]) => sum !== 0)) })),
    },
    violations: merged(
      groups.filter(({ group }) => group.reason !== null),
      ({ bucket, principal, method, reason }) => ({ bucket, principal, method, reason: reason ?? "" }),
    ),
    wouldBeDenied: merged(
      groups.filter(({ group }) => group.deniedBy !== null),
      ({ principal, bucket, method, deniedBy }) => ({ principal, bucket, method, deniedBy: deniedBy ?? "" }),
    ),
    delivery: { ...delay, timestamp: replayTimestamp },
    alarms: alarmsOf(totals.alarms ?? [], definitions),
    cost: cost && { ...cost, deployed: [...cost.deployed], allWrites: [...cost.allWrites] },
    problems: problems.map(({ problem, ...at }) => ({ ...toPlace(at), problem })),
    problemsNotListed: Math.max(0, records.unreadable + records.duplicates - Math.min(problems.length, mostListed)),
    temporaryBytes: result.temporaryBytes,
    ...(totals.alarms === undefined && { notTold: ["alarms: there was no room on the disk to put them together"] }),
  };
}

/** What became of the pipeline's alarms, in their order. */
export function alarmsOf(results: readonly AlarmResult[], { pipeline }: AuditDefinitions): ReplayDocument["alarms"] {
  return results.map((alarm, index) => ({ name: alarm.name, metric: pipeline.alarms[index]?.metricName ?? "", state: alarm.final.state, fired: firings(alarm) }));
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(".000Z", "Z");

/** Groups with the same key as one, most uploads first. */
function mergeGroups<Key extends object>(groups: readonly GroupCount[], keyOf: (group: GroupCount) => Key): { key: Key; total: GroupCount }[] {
  const totals = new Map<string, { key: Key; total: GroupCount }>();
  for (const group of groups) {
    const key = keyOf(group);
    const id = JSON.stringify(key);
    const known = totals.get(id);
    totals.set(id, known ? { key, total: together(known.total, group) } : { key, total: group });
  }
  return mostFirst([...totals.values()].map((one) => ({ ...one, count: one.total.count })));
}

/** Those with the most uploads first; of as many, in the order of their keys. */
export function mostFirst<One extends { readonly key: object; readonly count: number }>(groups: readonly One[]): One[] {
  return groups
    .map((one) => ({ one, id: JSON.stringify(one.key) }))
    .sort((left, right) => right.one.count - left.one.count || (left.id < right.id ? -1 : 1))
    .map(({ one }) => one);
}

function together(left: GroupCount, right: GroupCount): GroupCount {
  const earlier = left.first < right.first || (left.first === right.first && isBefore(left.example, right.example)) ? left : right;
  return {
    ...left,
    count: left.count + right.count,
    bytes: left.bytes + right.bytes,
    first: earlier.first,
    last: Math.max(left.last, right.last),
    example: earlier.example,
  };
}

const isBefore = (left: GroupCount["example"], right: GroupCount["example"]): boolean =>
  left.file < right.file || (left.file === right.file && left.position < right.position);

/** When an alarm went to ALARM, and when it left it. */
function firings({ changes }: AlarmResult): ReplayDocument["alarms"][number]["fired"] {
  return changes.flatMap(({ time: from, state, reason }, index) => {
    if (state !== "ALARM") return [];
    const next = changes[index + 1]?.time;
    const until = next === undefined ? null : iso(Date.parse(next));
    return [{ from: iso(Date.parse(from)), until, minutes: until === null ? null : (Date.parse(until) - Date.parse(from)) / 60_000, reason }];
  });
}
