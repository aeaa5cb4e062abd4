/** The text of a log file, unpacked, in pieces: in bounded memory, whatever its size. */
import * as fs from "node:fs";
import * as zlib from "node:zlib";
import { Gunzip } from "./gunzip";
import { reasonOf } from "./localFiles";
import { CountingSink, pushAll, type TextSink } from "./textSink";

/** Read at once. CloudTrail's files are far smaller. */
const mostPacked = 4 * 1024 * 1024;
const pieceBytes = 256 * 1024;

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Reads one file after another. */
export class FileReader {
  private readonly gunzip = new Gunzip();
  private packed = new Uint8Array(pieceBytes);

  /**
   * Reads a file into a sink. What was read before a file turns out to be cut, or damaged, counts.
   * @returns how many bytes the file has, and how many its text has
   */
  async read(file: string, sink: TextSink): Promise<{ bytes: number; textBytes: number }> {
    let descriptor: number | undefined;
    let bytes = 0;
    const counted = new CountingSink(sink);
    try {
      descriptor = fs.openSync(file, "r");
      const stats = fs.fstatSync(descriptor);
      // A file that grows meanwhile is read as it was when it was opened.
      bytes = stats.size;
      if (stats.isFile() && bytes <= mostPacked) await this.readBytes(this.wholeFile(descriptor, bytes), counted);
      else await readStream(descriptor, stats.isFile() ? bytes : Infinity, counted);
    } catch (error) {
      counted.end(reasonOf(error));
    } finally {
      if (descriptor !== undefined) fs.closeSync(descriptor);
    }
    return { bytes, textBytes: counted.length };
  }

  /** Reads what is in memory already. */
  async readBytes(bytes: Uint8Array, sink: TextSink): Promise<void> {
    if (!isGzip(bytes)) {
      pushAll(sink, bytes);
      return sink.end();
    }
    const counted = new CountingSink(sink);
    if (this.gunzip.unpack(bytes, counted)) return sink.end();
    // All that can be had before the damage, but for what the sink has got already.
    return unpack(pieces(bytes), sink, counted.length);
  }

  /** What is in a file, until the next one is asked for. */
  private wholeFile(descriptor: number, bytes: number): Uint8Array {
    if (this.packed.length < bytes) this.packed = new Uint8Array(bytes);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes; length += read) read = fs.readSync(descriptor, this.packed, length, bytes - length, null);
    return this.packed.subarray(0, length);
  }
}

async function readStream(descriptor: number, length: number, sink: TextSink): Promise<void> {
  const filePieces = function* (): Generator<Uint8Array> {
    for (let left = length; left > 0; ) {
      const piece = Buffer.allocUnsafe(Math.min(pieceBytes, left));
      const read = fs.readSync(descriptor, piece, 0, piece.length, null);
      if (read === 0) return;
      left -= read;
      yield piece.subarray(0, read);
    }
  };
  const all = filePieces();
  const first = all.next();
  if (first.done) return sink.end();
  const rest = (function* (): Generator<Uint8Array> {
    yield first.value;
    yield* all;
  })();
  if (isGzip(first.value)) return unpack(rest, sink);
  for (const piece of rest) pushAll(sink, piece);
  sink.end();
}

/** Small ones: what zlib has unpacked of the piece in which damage lies is lost. */
const damagedPiece = 512;

function* pieces(packed: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < packed.length; at += damagedPiece) yield packed.subarray(at, at + damagedPiece);
}

/** @param skipped so much of the text the sink has got already */
async function unpack(packed: Iterable<Uint8Array>, sink: TextSink, skipped = 0): Promise<void> {
  const gunzip = zlib.createGunzip({ chunkSize: pieceBytes });
  let problem: string | undefined;
  const unpacked = (async () => {
    for await (const text of gunzip as AsyncIterable<Uint8Array>) {
      pushAll(sink, text.subarray(Math.min(skipped, text.length)));
      skipped -= Math.min(skipped, text.length);
    }
  })().catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    problem = code === "Z_BUF_ERROR" ? "the gzip data is cut off" : `the gzip data is damaged (${(error as Error).message})`;
  });
  for (const piece of packed) {
    if (gunzip.destroyed) break;
    if (!gunzip.write(piece)) await Promise.race([new Promise((resolve) => gunzip.once("drain", resolve)), unpacked]);
  }
  gunzip.end();
  await unpacked;
  sink.end(problem);
}
