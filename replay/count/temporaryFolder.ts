/** A folder for what does not fit into memory; it is made when something is written, and goes with the run. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

export class TemporaryFolder {
  private folder: string | undefined;
  private files = 0;
  private bytes = 0;
  private most = 0;

  /** @param parent where it is made */
  constructor(private readonly parent: string = os.tmpdir()) {}

  /** A name for a new file in it. */
  newFile(): string {
    this.folder ??= fs.mkdtempSync(path.join(this.parent, "s3-encryption-audit-"));
    return path.join(this.folder, String(this.files++));
  }

  /**
   * Writes all of some data at the end of one of its files.
   * @throws Error where there is no room: see noRoom.ts
   */
  write(descriptor: number, data: Uint8Array): void {
    // A disk that is almost full takes a part.
    for (let at = 0; at < data.length; ) {
      const written = fs.writeSync(descriptor, data, at);
      at += written;
      this.bytes += written;
    }
    this.most = Math.max(this.most, this.bytes);
  }

  delete(file: string, bytes: number): void {
    fs.rmSync(file, { force: true });
    this.bytes -= bytes;
  }

  /** The most bytes that it has held at once. */
  get largestBytes(): number {
    return this.most;
  }

  remove(): void {
    if (this.folder !== undefined) fs.rmSync(this.folder, { recursive: true, force: true });
    this.folder = undefined;
  }
}
