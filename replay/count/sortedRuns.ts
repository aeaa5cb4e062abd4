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

  /** Adds one row: as {@link add}, without a view of it. */
  addRow(row: Uint32Array): void {
    if (this.used === this.buffer.length) this.spill();
    for (let word = 0; word < this.shape.words; word++) this.buffer[this.used++] = row[word] as number;
    this.rowCount++;
  }

  /** Adds whole rows. */
  add(rows: Uint32Array): void {
    const { words } = this.shape;
    for (let at = 0; at < rows.length; ) {
      if (this.used === this.buffer.length) this.spill();
      const length = Math.min(rows.length - at, this.buffer.length - this.used);
      this.buffer.set(rows.subarray(at, at + length), this.used);
      this.used += length;
      at += length;
    }
    this.rowCount += rows.length / words;
  }

  /**
   * All rows in their order, each as the place where it can be read until the next one is asked for. Can be asked for once.
   */
  *merged(): Generator<{ readonly rows: Uint32Array; readonly at: number }> {
    const cursors: Cursor[] = [this.memoryCursor(), ...this.files.map((run) => this.fileCursor(run))];
    try {
      yield* merge(cursors, this.shape);
    } finally {
      for (const cursor of cursors) cursor.close();
      this.deleteFiles();
    }
  }

  private deleteFiles(): void {
    for (const { file, bytes } of this.files) this.storage.folder.delete(file, bytes);
    this.files = [];
  }

  private spill(): void {
    this.files.push(this.write(chunks([this.memoryCursor()], this.shape)));
    this.used = 0;
    if (this.files.length < mostFiles) return;
    const cursors = this.files.map((run) => this.fileCursor(run));
    const whole = this.write(chunks(cursors, this.shape));
    for (const cursor of cursors) cursor.close();
    this.deleteFiles();
    this.files = [whole];
  }

  /** Writes a file of sorted rows. */
  private write(parts: Iterable<Uint32Array>): FileRun {
    const { folder } = this.storage;
    const file = folder.newFile();
    const descriptor = fs.openSync(file, "wx", 0o600);
    let bytes = 0;
    try {
      for (const part of parts) {
        const data = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
        for (let at = 0; at < data.length; ) at += fs.writeSync(descriptor, data, at);
        bytes += data.length;
        folder.written(data.length);
      }
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
function sortedPlaces(rows: Uint32Array, count: number, shape: RowShape): Uint32Array {
  const { words } = shape;
  // Numbers are sorted natively, many times as fast as by a function that compares.
  const order = new Float64Array(count);
  for (let index = 0; index < count; index++) order[index] = (rows[index * words] as number) * mostSortable + index;
  order.sort();
  const places = new Uint32Array(count);
  for (let index = 0; index < count; index++) places[index] = (order[index] as number) % mostSortable;
  // Rows whose first words are equal still stand in no order.
  for (let from = 0; from < count; ) {
    const first = rows[(places[from] as number) * words];
    let to = from + 1;
    while (to < count && rows[(places[to] as number) * words] === first) to++;
    if (to - from > 1) places.subarray(from, to).sort((left, right) => compareRows(rows, left * words, rows, right * words, shape));
    from = to;
  }
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
function* merge(cursors: readonly Cursor[], shape: RowShape): Generator<Cursor> {
  const heap = cursors.filter((cursor) => cursor.advance());
  const before = (left: Cursor, right: Cursor): boolean => compareRows(left.rows, left.at, right.rows, right.at, shape) < 0;
  const sink = (place: number): void => {
    for (;;) {
      let least = place;
      for (const child of [2 * place + 1, 2 * place + 2]) {
        if (child < heap.length && before(heap[child] as Cursor, heap[least] as Cursor)) least = child;
      }
      if (least === place) return;
      [heap[place], heap[least]] = [heap[least] as Cursor, heap[place] as Cursor];
      place = least;
    }
  };
  for (let place = heap.length >> 1; place >= 0; place--) sink(place);
  for (let top = heap[0]; top !== undefined; top = heap[0]) {
    yield top;
    if (!top.advance()) {
      const last = heap.pop() as Cursor;
      if (heap.length > 0 && last !== top) heap[0] = last;
    }
    sink(0);
  }
}

/** The rows of runs, merged and put together to parts that are worth a write. */
function* chunks(runs: readonly Cursor[], shape: RowShape): Generator<Uint32Array> {
  const { words } = shape;
  const part = new Uint32Array(Math.floor(bufferBytes / 4 / words) * words);
  let used = 0;
  for (const { rows: source, at } of merge(runs, shape)) {
    for (let word = 0; word < words; word++) part[used++] = source[at + word] as number;
    if (used < part.length) continue;
    yield part;
    used = 0;
  }
  if (used > 0) yield part.subarray(0, used);
}
