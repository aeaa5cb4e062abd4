/**
 * Sorts rows of numbers, however many: in memory as long as they fit, else as sorted runs in a temporary folder, which are
 * merged as they are read.
 */
import * as fs from "node:fs";
import type { TemporaryFolder } from "./temporaryFolder";

export interface RowShape {
  /** Numbers of 32 bits a row. */
  readonly words: number;
  /** So many of them, the first ones, decide the order. */
  readonly keyWords: number;
}

/** A place for rows, and how many bytes of them stay in memory. */
export interface RunStorage {
  readonly folder: TemporaryFolder;
  readonly memoryBytes: number;
}

/** Rows in their order, read one by one. */
interface Cursor {
  /** Holds the current row at {@link at}. */
  rows: Uint32Array;
  at: number;
  /** Goes to the next row; false behind the last one. */
  advance(): boolean;
  close(): void;
}

interface FileRun {
  readonly file: string;
  readonly bytes: number;
}

/** Merged at once; more become one before. */
const mostFiles = 24;
const bufferBytes = 192 * 1024;

/** Gets a row: it begins at a place in an array. */
export type RowVisitor = (rows: Uint32Array, at: number) => void;

export class SortedRuns {
  private readonly buffer: Uint32Array;
  private used = 0;
  private files: FileRun[] = [];
  private rowCount = 0;

  constructor(
    private readonly shape: RowShape,
    private readonly storage: RunStorage,
  ) {
    const rowBytes = shape.words * 4;
    const rows = Math.max(1, Math.floor(storage.memoryBytes / rowBytes / 2));
    if (rows > mostSortable) throw new Error(`a run of ${rows} rows is too long`);
    this.buffer = new Uint32Array(rows * shape.words);
  }

  get length(): number {
    return this.rowCount;
  }

  /** Adds one row: as {@link add}. */
  addRow(row: Uint32Array): void {
    if (this.used === this.buffer.length) this.spill();
    for (let word = 0; word < this.shape.words; word++) this.buffer[this.used++] = row[word] as number;
    this.rowCount++;
  }

  /**
   * Adds whole rows.
   * @throws Error where there is no room for what has to spill; rows that were added before it are kept
   */
  add(rows: Uint32Array): void {
    const { words } = this.shape;
    for (let at = 0; at < rows.length; ) {
      if (this.used === this.buffer.length) this.spill();
      const length = Math.min(rows.length - at, this.buffer.length - this.used);
      this.buffer.set(rows.subarray(at, at + length), this.used);
      this.used += length;
      this.rowCount += length / words;
      at += length;
    }
  }

  /**
   * Visits all rows in their order, each at a place where it can be read until the next one is visited. Can be asked for once.
   */
  forEach(visit: RowVisitor): void {
    const cursors: Cursor[] = [this.memoryCursor(), ...this.files.map((run) => this.fileCursor(run))];
    try {
      merge(cursors, this.shape, visit);
    } finally {
      for (const cursor of cursors) cursor.close();
      this.deleteFiles();
    }
  }

  private deleteFiles(): void {
    for (const { file, bytes } of this.files) this.storage.folder.delete(file, bytes);
    this.files = [];
  }

  /** What fails for want of room leaves all rows where they were. */
  private spill(): void {
    this.files.push(this.write([this.memoryCursor()]));
    this.used = 0;
    if (this.files.length < mostFiles) return;
    const cursors = this.files.map((run) => this.fileCursor(run));
    let whole: FileRun;
    try {
      whole = this.write(cursors);
    } finally {
      for (const cursor of cursors) cursor.close();
    }
    this.deleteFiles();
    this.files = [whole];
  }

  /** Writes the rows of runs, merged. */
  private write(runs: readonly Cursor[]): FileRun {
    const { folder } = this.storage;
    const { words } = this.shape;
    const file = folder.newFile();
    const descriptor = fs.openSync(file, "wx", 0o600);
    const part = new Uint32Array(Math.floor(bufferBytes / 4 / words) * words);
    let used = 0;
    let bytes = 0;
    const flush = (): void => {
      folder.write(descriptor, Buffer.from(part.buffer, 0, used * 4));
      bytes += used * 4;
      used = 0;
    };
    try {
      merge(runs, this.shape, (rows, at) => {
        for (let word = 0; word < words; word++) part[used++] = rows[at + word] as number;
        if (used === part.length) flush();
      });
      flush();
    } catch (error) {
      folder.delete(file, fs.fstatSync(descriptor).size);
      throw error;
    } finally {
      fs.closeSync(descriptor);
    }
    return { file, bytes };
  }

  /** The rows in memory. */
  private memoryCursor(): Cursor {
    const { buffer, shape } = this;
    const places = sortedPlaces(buffer, this.used / shape.words, shape);
    let next = 0;
    const cursor: Cursor = {
      rows: buffer,
      at: 0,
      advance() {
        if (next === places.length) return false;
        cursor.at = (places[next++] as number) * shape.words;
        return true;
      },
      close: () => undefined,
    };
    return cursor;
  }

  private fileCursor({ file }: FileRun): Cursor {
    const { words } = this.shape;
    const rows = new Uint32Array(Math.floor(bufferBytes / 4 / words) * words);
    const bytes = Buffer.from(rows.buffer);
    const descriptor = fs.openSync(file, "r");
    let held = 0;
    const cursor: Cursor = {
      rows,
      at: -words,
      advance() {
        cursor.at += words;
        if (cursor.at < held) return true;
        held = 0;
        for (let read = -1; read !== 0 && held < bytes.length; held += read) read = fs.readSync(descriptor, bytes, held, bytes.length - held, null);
        held /= 4;
        cursor.at = 0;
        return held > 0;
      },
      close: () => fs.closeSync(descriptor),
    };
    return cursor;
  }
}

/** A number of 53 bits holds the first word of a row and its index. */
const mostSortable = 2 ** 21;

/** The rows in their order, by where they are. */
function sortedPlaces(rows: Uint32Array, count: number, { words, keyWords }: RowShape): Uint32Array {
  const places = Uint32Array.from({ length: count }, (_, index) => index);
  // Numbers are sorted natively, many times as fast as by a function that compares.
  const numbers = new Float64Array(count);
  /** Sorts places of rows that agree in all words before. */
  const sort = (from: number, to: number, word: number): void => {
    const some = numbers.subarray(from, to);
    for (let index = from; index < to; index++) numbers[index] = (rows[(places[index] as number) * words + word] as number) * mostSortable + (places[index] as number);
    some.sort();
    for (let index = from; index < to; index++) places[index] = (numbers[index] as number) % mostSortable;
    if (word + 1 === keyWords) return;
    for (let index = from; index < to; ) {
      const first = index;
      const value = rows[(places[first] as number) * words + word];
      while (++index < to && rows[(places[index] as number) * words + word] === value);
      if (index - first > 1) sort(first, index, word + 1);
    }
  };
  sort(0, count, 0);
  return places;
}

function compareRows(left: Uint32Array, leftAt: number, right: Uint32Array, rightAt: number, { keyWords }: RowShape): number {
  for (let word = 0; word < keyWords; word++) {
    const difference = (left[leftAt + word] as number) - (right[rightAt + word] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Merges what is sorted: a heap of the runs by their current row. */
function merge(cursors: readonly Cursor[], shape: RowShape, visit: RowVisitor): void {
  const heap = cursors.filter((cursor) => cursor.advance());
  const before = (left: Cursor, right: Cursor): boolean => compareRows(left.rows, left.at, right.rows, right.at, shape) < 0;
  const sink = (place: number): void => {
    for (;;) {
      let least = place;
      for (let child = 2 * place + 1; child <= 2 * place + 2 && child < heap.length; child++) {
        if (before(heap[child] as Cursor, heap[least] as Cursor)) least = child;
      }
      if (least === place) return;
      [heap[place], heap[least]] = [heap[least] as Cursor, heap[place] as Cursor];
      place = least;
    }
  };
  for (let place = heap.length >> 1; place >= 0; place--) sink(place);
  for (let top = heap[0]; top !== undefined; top = heap[0]) {
    visit(top.rows, top.at);
    if (!top.advance()) {
      const last = heap.pop() as Cursor;
      if (heap.length > 0 && last !== top) heap[0] = last;
    }
    sink(0);
  }
}
