/** An upload as a row of numbers: what is sorted by its event's id, to find those that were delivered twice. */
import { idWords } from "../../simulator/eventIds";
import type { RowShape } from "./sortedRuns";

/** Words of a row. The first of them order rows by id, and those of one id by where they were read. */
export const WORD = { id: 0, idKind: 4, file: 5, positionHigh: 6, positionLow: 7, time: 8, delay: 9, group: 10, bytes: 11 } as const;
export const uploadShape: RowShape = { words: 12, keyWords: 8 };

/** Ids are UUIDs; of any other text, a hash of 128 bits stands for it. */
const KIND = { uuid: 0, other: 1 } as const;
const wordRange = 2 ** 32;

/** What of an upload is in a row. */
export interface RowUpload {
  /** Its event's id, and whether that is a UUID: see simulator/eventIds.ts. Copied. */
  readonly id: Uint32Array;
  readonly isUuid: boolean;
  /** Milliseconds of the Unix epoch, whole seconds. */
  readonly time: number;
  /** Milliseconds. */
  readonly delay: number;
  readonly group: number;
}

/** Rows of uploads, as many as are added. */
export class UploadRows {
  private rows = new Uint32Array(uploadShape.words * 256);
  private used = 0;

  /**
   * @param file index of the file
   * @param position where its text has the record
   * @param bytes of the record
   */
  add(upload: RowUpload, file: number, position: number, bytes: number): void {
    if (this.used === this.rows.length) {
      const more = new Uint32Array(this.rows.length * 2);
      more.set(this.rows);
      this.rows = more;
    }
    const { rows, used } = this;
    for (let word = 0; word < idWords; word++) rows[used + word] = upload.id[word] as number;
    rows[used + WORD.idKind] = upload.isUuid ? KIND.uuid : KIND.other;
    rows[used + WORD.file] = file;
    rows[used + WORD.positionHigh] = Math.floor(position / wordRange);
    rows[used + WORD.positionLow] = position % wordRange;
    rows[used + WORD.time] = upload.time / 1000;
    rows[used + WORD.delay] = upload.delay;
    rows[used + WORD.group] = upload.group;
    rows[used + WORD.bytes] = bytes;
    this.used += uploadShape.words;
  }

  /** All that were added, as a copy; then there are none. */
  take(): Uint32Array {
    const taken = this.rows.slice(0, this.used);
    this.used = 0;
    return taken;
  }
}

/** Where a row's record stands in its file. */
export function positionOf(rows: Uint32Array, at: number): number {
  return (rows[at + WORD.positionHigh] as number) * wordRange + (rows[at + WORD.positionLow] as number);
}

/** Whether two rows are of one event. */
export function isSameEvent(left: Uint32Array, leftAt: number, right: Uint32Array, rightAt: number): boolean {
  for (let word = 0; word <= WORD.idKind; word++) if (left[leftAt + word] !== right[rightAt + word]) return false;
  return true;
}
