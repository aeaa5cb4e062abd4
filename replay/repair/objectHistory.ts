/**
 * Which objects are still stored against the requirement, as far as uploads tell: the last upload of each decides.
 * Deletions, and what multipart uploads that were never completed would have stored, are not in a log of uploads.
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { SortedRuns, type RunStorage } from "../count/sortedRuns";
import { uploadShape, WORD } from "../count/uploadRows";
import type { UploadGroup } from "../judge/upload";

/** An object that is stored against the requirement. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly reason: string;
}

/** A key has 1,024 bytes at most, each of which JSON may spell with six. */
const longestText = 16 * 1024;

/** Hash of bucket and key, time, where the object's text begins: 0 for one that is proper. */
const shape = { words: 7, keyWords: 5 };
const TIME = 4;
const wordRange = 2 ** 32;

export class ObjectHistory {
  private readonly rows: SortedRuns;
  private readonly row = new Uint32Array(shape.words);
  private texts: { readonly file: string; readonly descriptor: number } | undefined;
  private length = 0;

  constructor(private readonly storage: RunStorage) {
    this.rows = new SortedRuns(shape, { ...storage, memoryBytes: storage.memoryBytes / 4 });
  }

  /**
   * Adds uploads: their rows, and for each a line with the key of its object.
   * @throws Error where there is no room for the keys: see noRoom.ts
   */
  add(rows: Uint32Array, objects: Uint8Array, groupOf: (index: number) => UploadGroup): void {
    const lines = Buffer.from(objects).toString().split("\n");
    for (let at = 0, line = 0; at < rows.length; at += uploadShape.words, line++) {
      const { bucket, reason, errorCode } = groupOf(rows[at + WORD.group] as number);
      if (errorCode !== null) continue;
      const key = JSON.parse(lines[line] ?? '""') as string;
      const digest = createHash("sha256").update(JSON.stringify([bucket, key])).digest();
      for (let word = 0; word < 4; word++) this.row[word] = digest.readUInt32BE(word * 4);
      this.row[TIME] = rows[at + WORD.time] as number;
      const place = reason === null ? 0 : this.keep({ bucket, key, reason });
      this.row[TIME + 1] = Math.floor(place / wordRange);
      this.row[TIME + 2] = place % wordRange;
      this.rows.add(this.row);
    }
  }

  /** Visits the objects whose last upload, or one of several in the last second, was against the requirement. Can be asked for once. */
  forEachStored(visit: (object: StoredObject) => void): void {
    const current = { id: new Uint32Array(4), time: -1, place: 0 };
    this.rows.forEach((rows, at) => {
      const time = rows[at + TIME] as number;
      const place = (rows[at + TIME + 1] as number) * wordRange + (rows[at + TIME + 2] as number);
      const same = current.time >= 0 && current.id.every((word, index) => word === rows[at + index]);
      if (!same) {
        if (current.place > 0) visit(this.readText(current.place));
        current.id.set(rows.subarray(at, at + 4));
      }
      if (!same || time > current.time) Object.assign(current, { time, place });
      else current.place ||= place;
    });
    if (current.place > 0) visit(this.readText(current.place));
    if (this.texts) fs.closeSync(this.texts.descriptor);
  }

  /** Writes an object's text into the temporary folder, and gives where it begins; never 0. */
  private keep(object: StoredObject): number {
    if (!this.texts) {
      const file = this.storage.folder.newFile();
      this.texts = { file, descriptor: fs.openSync(file, "wx+", 0o600) };
      this.append(this.texts.descriptor, "\n");
    }
    const place = this.length;
    this.append(this.texts.descriptor, `${JSON.stringify(object)}\n`);
    return place;
  }

  private append(descriptor: number, text: string): void {
    const data = Buffer.from(text);
    this.storage.folder.write(descriptor, data);
    this.length += data.length;
  }

  private readText(place: number): StoredObject {
    const piece = Buffer.alloc(longestText);
    const length = fs.readSync(this.texts?.descriptor ?? -1, piece, 0, piece.length, place);
    const text = piece.subarray(0, length).toString();
    return JSON.parse(text.slice(0, text.indexOf("\n"))) as StoredObject;
  }
}
