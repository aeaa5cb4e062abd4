/** Unpacks gzip data straight to where it is needed: what `zlib.gunzipSync` gives would have to be copied there, into memory that is new each time. */
import * as zlib from "node:zlib";
import { pushAll, type TextSink } from "./textSink";

/**
 * What Node.js does not document of its streams (lib/zlib.js, the same from version 10 to 24), and its own synchronous functions use.
 * https://github.com/nodejs/node/blob/v20.x/lib/zlib.js
 */
interface Stream extends zlib.Gunzip {
  reset(): void;
  readonly _handle?: {
    writeSync?(flush: number, input: Uint8Array, inputAt: number, inputLength: number, output: Uint8Array, outputAt: number, outputLength: number): void;
  };
  /** Room that is left for output, and input that is left. */
  readonly _writeState?: Uint32Array;
}

export class Gunzip {
  private stream: Stream | undefined;

  /**
   * Unpacks all members of gzip data.
   * @returns false where it is cut or damaged: the sink has then got a part of what there is before the damage
   */
  unpack(packed: Uint8Array, sink: TextSink): boolean {
    const stream = (this.stream ??= newStream());
    const { _handle: handle, _writeState: state } = stream;
    if (handle?.writeSync === undefined || state === undefined) return unpackAtOnce(packed, sink);
    stream.reset();
    for (let left = packed.length, full = true; full; ) {
      const room = sink.room();
      handle.writeSync(zlib.constants.Z_FINISH, packed, packed.length - left, left, room, 0, room.length);
      if (stream.destroyed) {
        this.stream = undefined;
        return false;
      }
      const [roomLeft = 0, inputLeft = 0] = state;
      sink.wrote(room.length - roomLeft);
      full = roomLeft === 0;
      left = inputLeft;
    }
    return true;
  }
}

function newStream(): Stream {
  // What it says of damage is told by whoever looks for where the damage is.
  return zlib.createGunzip().on("error", () => undefined) as Stream;
}

function unpackAtOnce(packed: Uint8Array, sink: TextSink): boolean {
  try {
    pushAll(sink, zlib.gunzipSync(packed, { maxOutputLength: mostText }));
    return true;
  } catch {
    return false;
  }
}

/** CloudTrail's files are far smaller; longer ones are unpacked piece by piece. */
const mostText = 32 * 1024 * 1024;
