/** The objects in the sandbox's buckets, by their keys; what is in them is of no matter here. */
import * as fs from "node:fs";
import * as path from "node:path";

/** Kept in a file, since a bucket that somebody wrote to is not empty in the next run either. */
export class SandboxObjects {
  private inMemory: Record<string, string[]> = {};

  /** @param file created with the first object; without one the objects are forgotten with this process */
  constructor(private readonly file?: string) {}

  /** Stores an object, over the one that has this key. */
  put(bucket: string, key: string): void {
    const all = this.read();
    this.write({ ...all, [bucket]: [...new Set([...(all[bucket] ?? []), key])] });
  }

  /** The keys of a bucket's objects. */
  keysOf(bucket: string): readonly string[] {
    return this.read()[bucket] ?? [];
  }

  /** Deletes all objects of a bucket. */
  empty(bucket: string): void {
    const all = this.read();
    if (bucket in all) this.write(Object.fromEntries(Object.entries(all).filter(([name]) => name !== bucket)));
  }

  /** Read anew each time: two runs may share the file. */
  private read(): Record<string, string[]> {
    if (this.file === undefined) return this.inMemory;
    return fs.existsSync(this.file) ? (JSON.parse(fs.readFileSync(this.file, "utf8")) as Record<string, string[]>) : {};
  }

  private write(all: Record<string, string[]>): void {
    if (this.file === undefined) {
      this.inMemory = all;
      return;
    }
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    fs.writeFileSync(this.file, JSON.stringify(all, undefined, 2));
  }
}
