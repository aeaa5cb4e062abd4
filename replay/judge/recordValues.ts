/** Values of a record that fits a template, read from its bytes: those that are each record's own. */
import { writeId, writeUuid } from "../../simulator/eventIds";

/** Where the values of the last text that fitted stand. */
export interface ValuePlaces {
  start(value: number): number;
  end(value: number): number;
}

const timeLength = "2026-01-15T09:02:00Z".length;
const [letterZ, digitZero] = [0x5a, 0x30];
/** ASCII without escapes: what bytes of UTF-8 and of JSON's text have in common. */
const plainText = /^[ !#-[\]-\x7f]*$/;

/** Values by their number in the template; undefined stands for one that it has not. */
export class RecordValues {
  /** The minute of the last time, up to its seconds. */
  private readonly minute = Buffer.alloc("2026-01-15T09:02:".length);
  private minuteTime = NaN;

  constructor(
    private readonly bytes: Buffer,
    private readonly places: ValuePlaces,
  ) {}

  /** The text of a value; undefined where there is none. */
  text(value: number | undefined): string | undefined {
    if (value === undefined) return undefined;
    const [from, to] = [this.places.start(value), this.places.end(value)];
    const text = this.bytes.toString("latin1", from, to);
    return plainText.test(text) ? text : (JSON.parse(this.bytes.toString("utf8", from - 1, to + 1)) as string);
  }

  /** Writes an id: see simulator/eventIds.ts. Gives undefined where there is none. */
  writeId(value: number | undefined, words: Uint32Array): "uuid" | "other" | undefined {
    if (value === undefined) return undefined;
    if (writeUuid(this.bytes, this.places.start(value), this.places.end(value), words)) return "uuid";
    const id = this.text(value) ?? "";
    if (id === "") return undefined;
    return writeId(id, words) ? "uuid" : "other";
  }

  /** The time of a value, in milliseconds of the Unix epoch; NaN where there is none that could be read fast. */
  time(value: number | undefined): number {
    if (value === undefined) return NaN;
    const { bytes } = this;
    const at = this.places.start(value);
    if (this.places.end(value) !== at + timeLength || bytes[at + timeLength - 1] !== letterZ) return NaN;
    const [tens, ones] = [(bytes[at + 17] as number) - digitZero, (bytes[at + 18] as number) - digitZero];
    if (!(tens >= 0 && tens <= 5 && ones >= 0 && ones <= 9)) return NaN;
    if (!this.isLastMinute(at)) {
      bytes.copy(this.minute, 0, at, at + this.minute.length);
      const minute = this.minute.toString("latin1");
      this.minuteTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:$/.test(minute) ? Date.parse(`${minute}00Z`) : NaN;
    }
    return this.minuteTime + (tens * 10 + ones) * 1000;
  }

  /** Whether a time is in the minute of the one before: most of a log's are. */
  private isLastMinute(at: number): boolean {
    const { minute, bytes } = this;
    for (let byte = minute.length - 1; byte >= 0; byte--) if (minute[byte] !== bytes[at + byte]) return false;
    return true;
  }
}
