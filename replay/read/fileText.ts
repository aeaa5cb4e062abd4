/** The text of a log file, unpacked, in pieces: in bounded memory, whatever its size. */
import * as fs from "node:fs";
import * as zlib from "node:zlib";
import { reasonOf } from "./localFiles";

/** Where the text goes; `end` says why it ends, where that is not as it should be. */
export interface TextSink {
  push(bytes: Uint8Array): void;
  end(problem?: string): void;
}

/** Read at once, and unpacked at once where the text is no longer than this. CloudTrail's files are far smaller. */
const mostPacked = 4 * 1024 * 1024;
const mostText = 32 * 1024 * 1024;
const pieceBytes = 256 * 1024;

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Reads a file into a sink. What was read before a file turns out to be cut, or damaged, counts.
 * @returns how many bytes the file has, and how many its text has
 */
export async function readFile(file: string, sink: TextSink): Promise<{ bytes: number; textBytes: number }> {
  let descriptor: number | undefined;
  let textBytes = 0;
  let bytes = 0;
  const counted: TextSink = {
    push: (piece) => {
      textBytes += piece.length;
      sink.push(piece);
    },
    end: (problem) => sink.end(problem),
  };
  try {
    descriptor = fs.openSync(file, "r");
    const stats = fs.fstatSync(descriptor);
    // A file that grows meanwhile is read as it was when it was opened.
    bytes = stats.size;
    if (stats.isFile() && bytes <= mostPacked) {
      const packed = Buffer.allocUnsafe(bytes);
      let length = 0;
      for (let read = -1; read !== 0 && length < bytes; length += read) read = fs.readSync(descriptor, packed, length, bytes - length, null);
      await readBytes(packed.subarray(0, length), counted);
    } else await readStream(descriptor, stats.isFile() ? bytes : Infinity, counted);
  } catch (error) {
    counted.end(reasonOf(error));
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
  return { bytes, textBytes };
}

/** Reads what is in memory already. */
export async function readBytes(packed: Uint8Array, sink: TextSink): Promise<void> {
  if (!isGzip(packed)) {
    sink.push(packed);
    return sink.end();
  }
  const text = unpackedAtOnce(packed);
  if (text === undefined) return unpack(pieces(packed), sink);
  sink.push(text);
  sink.end();
}

/** The text; undefined where it is too long, cut or damaged. */
function unpackedAtOnce(packed: Uint8Array): Uint8Array | undefined {
  // The last four bytes say how long the text is: of a lie, or of several members in one file, too little.
  const said = packed.length < 18 ? 0 : new DataView(packed.buffer, packed.byteOffset + packed.length - 4, 4).getUint32(0, true);
  if (said > mostText) return undefined;
  try {
    return zlib.gunzipSync(packed, { chunkSize: Math.max(said + 64, 1024), maxOutputLength: mostText });
  } catch {
    return undefined;
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
  for (const piece of rest) sink.push(piece);
  sink.end();
}

/** Small ones: what zlib has unpacked of the piece in which damage lies is lost. */
const damagedPiece = 512;

function* pieces(packed: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < packed.length; at += damagedPiece) yield packed.subarray(at, at + damagedPiece);
}

async function unpack(packed: Iterable<Uint8Array>, sink: TextSink): Promise<void> {
  const gunzip = zlib.createGunzip({ chunkSize: pieceBytes });
  let problem: string | undefined;
  const unpacked = (async () => {
    for await (const text of gunzip) sink.push(text as Uint8Array);
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
