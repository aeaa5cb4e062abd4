/** Where the text of a file goes. */
/** Text is written piece by piece into the room that there is for it. */
export interface TextSink {
  /** Room for the next piece; never none. */
  room(): Uint8Array;
  /** So many bytes have been written into it, from its start on. */
  wrote(length: number): void;
  /** @param problem why the text ends here, where that is not as it should be */
  end(problem?: string): void;
}

/** Tells how much text a sink got. */
export class CountingSink implements TextSink {
  length = 0;

  constructor(private readonly sink: TextSink) {}

  room(): Uint8Array {
    return this.sink.room();
  }

  wrote(length: number): void {
    this.length += length;
    this.sink.wrote(length);
  }

  end(problem?: string): void {
    this.sink.end(problem);
  }
}

/** Gives a sink what is in memory. */
export function pushAll(sink: TextSink, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    const room = sink.room();
    const length = Math.min(room.length, bytes.length - at);
    room.set(bytes.subarray(at, at + length));
    sink.wrote(length);
    at += length;
  }
}
