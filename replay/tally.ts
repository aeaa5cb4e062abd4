/** Puts together what the threads found: exact counts without duplicates, and what the alarms made of them. */
import type { AlarmResult } from "../simulator/alarmHistory";
import type { LogTimestamp } from "../simulator/delivery";
import { publishingPeriod } from "../simulator/metricData";
import { AlarmRun } from "./alarmRun";
import { SortedRuns, type RunStorage } from "./count/sortedRuns";
import { isSameEvent, positionOf, uploadShape, WORD } from "./count/uploadRows";
import type { FilesResult, ReadProblem } from "./fileJudge";
import type { AuditDefinitions } from "./definitions/auditDefinitions";
import type { UploadGroup } from "./judge/upload";
import { isNoRoom } from "./noRoom";

/** A record, by where it was read. */
export interface RecordPlace {
  readonly file: number;
  readonly position: number;
}

/** What is known of the uploads of one group. */
export interface GroupCount {
  readonly group: UploadGroup;
  readonly count: number;
  /** Of the records. */
  readonly bytes: number;
  /** Milliseconds of the Unix epoch. */
  readonly first: number;
  readonly last: number;
  /** The record of the first one. */
  readonly example: RecordPlace;
}

export interface Totals {
  readonly records: { readonly read: number; readonly matched: number; readonly notMatched: number; readonly duplicates: number; readonly unreadable: number };
  readonly groups: readonly GroupCount[];
  /** Sum of each metric. */
  readonly metrics: ReadonlyMap<string, number>;
  /** Sums by the start of the hour, in milliseconds of the Unix epoch. */
  readonly hours: ReadonlyMap<number, ReadonlyMap<string, number>>;
  /** Undefined where there was no room to put them together. */
  readonly alarms: readonly AlarmResult[] | undefined;
  readonly problems: readonly ReadProblem[];
  /** Of the first and last upload, by event time; undefined where there is none. */
  readonly period: { readonly first: number; readonly last: number } | undefined;
  readonly files: number;
  readonly bytes: number;
  readonly textBytes: number;
  readonly sampled: number;
  readonly sampledWrites: number;
}

/** More problems, and more duplicates, than this are counted, but not listed. */
export const mostListed = 10_000;

/** Minutes: of arrival and of the metric, and the set of filters that count in it. */
const minuteShape = { words: 3, keyWords: 3 };

interface MutableGroup {
  readonly group: UploadGroup;
  readonly filters: number;
  count: number;
  bytes: number;
  first: number;
  last: number;
  example: RecordPlace;
}

export class Tally {
  private readonly groups: MutableGroup[] = [];
  private readonly indexes = new Map<string, number>();
  /** Index of each thread's groups. */
  private readonly groupsOf = new Map<number, number[]>();
  /** Sets of filters that count together, told apart by their JSON. */
  private readonly filterSets: UploadGroup["filters"][] = [];
  private readonly filterSetIndexes = new Map<string, number>();
  private readonly uploads: SortedRuns;
  private readonly minutes: SortedRuns;
  private readonly problems: ReadProblem[] = [];
  private unreadable = 0;
  private notMatched = 0;
  private read = { files: 0, bytes: 0, textBytes: 0, sampled: 0, sampledWrites: 0 };

  constructor(
    private readonly definitions: AuditDefinitions,
    private readonly timestamp: LogTimestamp,
    storage: RunStorage,
  ) {
    this.uploads = new SortedRuns(uploadShape, { ...storage, memoryBytes: storage.memoryBytes * 0.75 });
    this.minutes = new SortedRuns(minuteShape, { ...storage, memoryBytes: storage.memoryBytes * 0.25 });
  }

  /**
   * Adds what a thread found. The rows' groups become this tally's.
   * @throws Error where there is no room for all of it: see noRoom.ts. What was added before counts
   */
  add(thread: number, result: FilesResult): void {
    const mapped = this.groupsOf.get(thread) ?? [];
    this.groupsOf.set(thread, mapped);
    for (const group of result.newGroups) mapped.push(this.indexOf(group));
    const { rows } = result;
    for (let at = WORD.group; at < rows.length; at += uploadShape.words) rows[at] = mapped[rows[at] as number] as number;
    this.uploads.add(rows);
    this.notMatched += result.notMatched;
    for (const problem of result.problems) this.list(problem);
    this.unreadable += result.problems.length;
    const { read } = this;
    this.read = {
      files: read.files + result.files,
      bytes: read.bytes + result.bytes,
      textBytes: read.textBytes + result.textBytes,
      sampled: read.sampled + result.sampled,
      sampledWrites: read.sampledWrites + result.sampledWrites,
    };
  }

  /** A file that could not be read, or a folder. */
  problem(problem: ReadProblem): void {
    this.unreadable++;
    this.list(problem);
  }

  /** The group of an index that {@link add} has put into rows. */
  group(index: number): UploadGroup {
    return (this.groups[index] as MutableGroup).group;
  }

  /** Counts. Can be asked for once. @param nameOf the path of a file, by its index */
  totals(nameOf: (file: number) => string): Totals {
    let duplicates = 0;
    const span = { first: Infinity, last: -Infinity, arrivedFirst: Infinity, arrivedLast: -Infinity };
    const before = new Uint32Array(uploadShape.words);
    let any = false;
    const hours = new Map<number, number[]>();
    const minute = new Uint32Array(minuteShape.words);
    let hasRoom = true;
    this.uploads.forEach((rows, at) => {
      const place = { file: rows[at + WORD.file] as number, position: positionOf(rows, at) };
      if (any && isSameEvent(before, 0, rows, at)) {
        duplicates++;
        const original = `${nameOf(before[WORD.file] as number)} at ${positionOf(before, 0)}`;
        this.list({ ...place, problem: `a duplicate of the record in ${original}` });
        return;
      }
      any = true;
      for (let word = 0; word < uploadShape.words; word++) before[word] = rows[at + word] as number;
      const time = (rows[at + WORD.time] as number) * 1000;
      const arrived = time + (rows[at + WORD.delay] as number);
      const group = this.groups[rows[at + WORD.group] as number] as MutableGroup;
      count(group, time, rows[at + WORD.bytes] as number, place);
      span.first = Math.min(span.first, time);
      span.last = Math.max(span.last, time);
      span.arrivedFirst = Math.min(span.arrivedFirst, arrived);
      span.arrivedLast = Math.max(span.arrivedLast, arrived);
      const hour = Math.floor(time / hourMilliseconds) * hourMilliseconds;
      const sets = hours.get(hour) ?? [];
      hours.set(hour, sets);
      sets[group.filters] = (sets[group.filters] ?? 0) + 1;
      minute[0] = arrived / publishingPeriod;
      minute[1] = (this.timestamp === "arrival time" ? arrived : time) / publishingPeriod;
      minute[2] = group.filters;
      try {
        if (hasRoom) this.minutes.addRow(minute);
      } catch (error) {
        if (!isNoRoom(error)) throw error;
        hasRoom = false;
      }
    });
    const groups = this.groups.filter(({ count: counted }) => counted > 0);
    const matched = this.uploads.length - duplicates;
    return {
      ...this.read,
      records: { read: matched + this.notMatched + duplicates + this.unreadable, matched, notMatched: this.notMatched, duplicates, unreadable: this.unreadable },
      groups,
      metrics: this.sums(groups.map(({ group, count: counted }) => [group.filters, counted])),
      hours: new Map([...hours].sort(([left], [right]) => left - right).map(([hour, sets]) => [hour, this.sums(sets.flatMap((counted, set) => (counted > 0 ? [[this.filterSets[set] ?? {}, counted] as const] : [])))])),
      alarms: hasRoom ? this.runAlarms(span.arrivedFirst, span.arrivedLast) : undefined,
      problems: this.problems,
      period: any ? { first: span.first, last: span.last } : undefined,
    };
  }

  private indexOf(group: UploadGroup): number {
    const id = JSON.stringify(group);
    const known = this.indexes.get(id);
    if (known !== undefined) return known;
    const filters = JSON.stringify(group.filters);
    let set = this.filterSetIndexes.get(filters);
    if (set === undefined) {
      set = this.filterSets.push(group.filters) - 1;
      this.filterSetIndexes.set(filters, set);
    }
    const index = this.groups.push({ group, filters: set, count: 0, bytes: 0, first: Infinity, last: -Infinity, example: { file: 0, position: 0 } }) - 1;
    this.indexes.set(id, index);
    return index;
  }

  private list(problem: ReadProblem): void {
    if (this.problems.length < mostListed) this.problems.push(problem);
  }

  /** The sum of each metric, in the order of the filters. */
  private sums(counted: readonly (readonly [UploadGroup["filters"], number])[]): Map<string, number> {
    const sums = new Map<string, number>();
    for (const { name, metricName, value } of this.definitions.pipeline.metricFilters) {
      let sum = sums.get(metricName) ?? 0;
      for (const [filters, times] of counted) sum += (filters[name] ?? 0) * times * Number(value);
      sums.set(metricName, sum);
    }
    return sums;
  }

  private runAlarms(first: number, last: number): AlarmResult[] {
    const run = new AlarmRun(this.definitions.pipeline, first, last);
    const publish = ({ arrived, start, sets }: Batch): void => {
      if (sets.length === 0) return;
      run.publish(arrived, start, ({ name }) => sets.reduce((sum, times, index) => sum + (this.filterSets[index]?.[name] ?? 0) * (times ?? 0), 0));
    };
    let batch: Batch = { arrived: -1, start: -1, sets: [] };
    this.minutes.forEach((rows, at) => {
      const [arrived, start, set] = [rows[at] as number, rows[at + 1] as number, rows[at + 2] as number];
      if (batch.arrived !== arrived || batch.start !== start) {
        publish(batch);
        batch = { arrived, start, sets: [] };
      }
      batch.sets[set] = (batch.sets[set] ?? 0) + 1;
    });
    publish(batch);
    return run.results();
  }
}

/** Log events that arrived in one minute and are of one, by their filters. */
interface Batch {
  readonly arrived: number;
  readonly start: number;
  readonly sets: number[];
}

const hourMilliseconds = 60 * 60_000;

function count(group: MutableGroup, time: number, bytes: number, place: RecordPlace): void {
  group.count++;
  group.bytes += bytes;
  // Of several in one second the first that was read.
  const { file, position } = group.example;
  const isFirst = time < group.first || (time === group.first && (place.file < file || (place.file === file && place.position < position)));
  if (isFirst) group.example = place;
  group.first = Math.min(group.first, time);
  group.last = Math.max(group.last, time);
}
