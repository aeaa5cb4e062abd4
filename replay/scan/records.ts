/**
 * Splits the text of a log file into records without parsing it, in a window of bounded size.
 *
 * Three forms are read, and may be mixed: CloudTrail's own files (`{"Records":[…]}`), JSON objects one after another (as
 * lines, in an array, or behind the timestamps of an export of a log group), and objects that hold log events as text
 * (`logEvents` of subscriptions, `events` of the CLI's filter-log-events).
 */
import { parsedJson } from "./json";
import { blockBytes, lookahead } from "./layout";
import { Structure } from "./structure";
import { FLAG, TOKEN } from "./scanWat";
import { hasKeyBefore, mayStandBetween, recordWithin } from "./surroundings";

/** Where an object stands in the window, and what the scan saw in it. */
export interface ScannedObject {
  readonly from: number;
  readonly to: number;
  /** See FLAG: without any, it is no record of the names that were looked for. */
  readonly flags: number;
  /**
   * `record`: an element of `Records`. `object`: an object of its own, which may be a record, or an event of EventBridge.
   * `messages`: an object that holds log events as text.
   */
  readonly kind: "record" | "object" | "messages";
}

/** What is done with what is found, in order. */
export interface RecordSink {
  /**
   * @param position where the object begins in the file's text, in bytes
   * @returns false where it turns out to be no JSON: then records that it has swallowed are looked for
   */
  object(text: Buffer, found: ScannedObject, position: number): boolean;
  /** Something that is no record, and can be none. */
  problem(position: number, problem: string): void;
}

/** The longest record, and the longest object that holds some as text. CloudTrail's own limit is 256 KB. */
export const longestRecord = 8 * 1024 * 1024;
/** Text is scanned in pieces that stay in the processor's cache. */
const pieceBytes = 128 * 1024;

const recordsKeys = ["Records"];
const messageKeys = ["logEvents", "events"];
const [comma, space, closeBrace, newline] = [...", }\n"].map((character) => character.charCodeAt(0)) as [number, number, number, number];

/** One at a time reads one file: `begin`, `room` and `wrote` for each piece of its text, `end`. */
export class RecordScanner {
  readonly structure: Structure;
  /** How much of the window holds text, and how far it was scanned. */
  private filled = 0;
  private scanned = 0;
  /** Where the window begins in the file's text. */
  private origin = 0;
  /** Where what stands between objects begins. */
  private gap = 0;
  /** The last object: it counts once what follows it has been looked at. */
  private pending: ScannedObject | undefined;
  /** Whether the scan is in the array of a file's records, or behind it. */
  private place: "outside" | "records" | "behind" = "outside";
  private holdsMessages = false;
  /** Whether what follows the list of records has still to be looked at. */
  private unchecked = false;
  /** After damage: from where the next record is looked for. */
  private searchFrom: number | undefined;

  /**
   * @param names values of `eventName` that mark what may be a record of interest
   */
  constructor(
    names: readonly string[],
    private readonly sink: RecordSink,
    private readonly most = longestRecord,
  ) {
    this.structure = new Structure(names, most + 2 * pieceBytes);
  }

  begin(): void {
    this.structure.reset(false);
    this.filled = this.scanned = this.origin = this.gap = 0;
    this.pending = undefined;
    this.place = "outside";
    this.holdsMessages = false;
    this.unchecked = false;
    this.searchFrom = undefined;
  }

  /** Room in the window for the next piece of text. */
  room(): Uint8Array {
    return this.structure.text.subarray(this.filled, Math.min(this.filled + pieceBytes, this.structure.capacity));
  }

  /** So many bytes of text have been written there, from its start on. */
  wrote(length: number): void {
    this.filled += length;
    this.advance(false);
  }

  /** @param problem why the text ends here, where that is not as it should be */
  end(problem?: string): void {
    this.structure.text.fill(space, this.filled, Math.min(this.filled + blockBytes + lookahead, this.structure.text.length));
    this.advance(true);
    // A string that was never closed swallows what follows it: look for records in there.
    while (this.searchFrom === undefined && this.structure.depth > 0) {
      const open = this.openObject();
      const from = open ?? this.gap;
      if (!this.settle(from)) continue;
      this.damage(from, problem ?? `the text ends inside of ${open === undefined ? "the list of records" : "a record"}`);
      problem = undefined;
      this.advance(true);
    }
    if (this.searchFrom !== undefined) return;
    if (this.settle(this.filled) && !this.emit()) return this.end(problem);
    if (problem !== undefined) this.sink.problem(this.origin + this.filled, problem);
  }

  /** Scans what there is, as far as it can be looked ahead. */
  private advance(final: boolean): void {
    for (;;) {
      if (this.searchFrom !== undefined && !this.search()) break;
      const length = final ? this.filled - this.scanned + blockBytes - 1 : this.filled - lookahead - this.scanned;
      const to = this.scanned + Math.floor(length / blockBytes) * blockBytes;
      if (to <= this.scanned) break;
      const count = this.structure.scan(this.scanned, to);
      this.scanned = this.structure.stopped;
      this.takeTokens(count);
      this.checkBehind();
      if (this.searchFrom === undefined && this.scanned >= to) break;
    }
    if (!final) this.makeRoom();
  }

  private takeTokens(count: number): void {
    const { tokens } = this.structure;
    for (let token = 0; token < count && this.searchFrom === undefined; token++) {
      const code = tokens[token * 3] ?? 0;
      const from = this.structure.tokenPosition(token, 1);
      switch (code & 0xff) {
        case TOKEN.element:
          if (this.place === "records") this.take({ from, to: this.structure.tokenPosition(token, 2), flags: code >> 8, kind: "record" });
          break;
        case TOKEN.top:
          this.takeTop(from, this.structure.tokenPosition(token, 2), code >> 8);
          break;
        case TOKEN.arrayBegins:
          this.takeArray(from, this.structure.tokenPosition(token, 2));
          break;
        case TOKEN.arrayEnds:
          if (this.place === "records" && this.settle(from) && this.emit()) {
            this.place = "behind";
            this.gap = from + 1;
            this.unchecked = true;
            this.checkBehind();
          }
          break;
        default: {
          const open = this.openObject();
          if (open !== undefined && !this.settle(open)) break;
          this.damage(open ?? from, "brackets that do not close what is open, or a line that ends inside of a string");
        }
      }
    }
  }

  /** Behind the list of records comes another member, or the end of the object: else its bracket was damage. */
  private checkBehind(): void {
    if (!this.unchecked || this.searchFrom !== undefined) return;
    const { text } = this.structure;
    let at = this.gap;
    while (at < this.filled && (text[at] ?? 0) <= space) at++;
    if (at === this.filled) return;
    this.unchecked = false;
    if (text[at] === comma || text[at] === closeBrace) return;
    this.place = "records";
    this.pending = undefined;
    this.damage(this.gap, "something else than a record stands here");
  }

  private take(found: ScannedObject): void {
    if (!this.settle(found.from) || !this.emit()) return;
    this.pending = found;
    this.gap = found.to;
  }

  private takeTop(from: number, to: number, flags: number): void {
    const kind = this.holdsMessages ? "messages" : "object";
    this.holdsMessages = false;
    if (this.place === "outside") return this.take({ from, to, flags: kind === "messages" ? flags | FLAG.name : flags, kind });
    this.place = "outside";
    this.gap = to;
  }

  private takeArray(bracket: number, topStart: number): void {
    if (this.place === "records") return;
    if (hasKeyBefore(this.structure.text, bracket, recordsKeys)) {
      if (!this.settle(topStart)) return;
      this.emit();
      this.place = "records";
      this.gap = bracket + 1;
    } else if (hasKeyBefore(this.structure.text, bracket, messageKeys)) this.holdsMessages = true;
  }

  /** Looks at what stands between the last object and the next position; false where it may not stand there. */
  private settle(next: number): boolean {
    const { text } = this.structure;
    const length = next - this.gap;
    if (length === 0 || (length === 1 && (text[this.gap] === comma || text[this.gap] === newline))) return true;
    if (this.place === "behind" || mayStandBetween(text.toString("latin1", this.gap, next), this.place === "records")) {
      this.gap = next;
      return true;
    }
    const { pending, gap } = this;
    if (pending !== undefined && parsedJson(text.toString("utf8", pending.from, pending.to)) === undefined) {
      // What ended too early, or too late, was no record: neither is what seems to follow.
      this.damage(pending.from, "not JSON");
    } else if (this.emit()) {
      this.damage(gap, `${this.place === "records" ? "something else than a record" : "something else than JSON"} stands here`);
    }
    return false;
  }

  /** Gives the pending object to the sink; false where others are looked for that it has swallowed: where a bracket was lost. */
  private emit(): boolean {
    const { pending } = this;
    this.pending = undefined;
    if (pending === undefined || this.sink.object(this.structure.text, pending, this.origin + pending.from) || pending.kind !== "record") return true;
    const swallowed = recordWithin(this.structure.text, pending.from + 1, pending.to, comma);
    if (swallowed === undefined) return true;
    this.searchFrom = swallowed;
    return false;
  }

  private damage(position: number, problem: string): void {
    if (!this.emit()) return;
    this.sink.problem(this.origin + position, problem);
    this.searchFrom = position + 1;
  }

  /** The start of the object that is open and may be a record. */
  private openObject(): number | undefined {
    const { depth, elementStart, topStart } = this.structure;
    if (this.place === "records") return depth > 2 ? elementStart : undefined;
    return depth > 0 && this.place === "outside" ? topStart : undefined;
  }

  /** Goes on behind damage: where the next record of the list begins, or at the next line. */
  private search(): boolean {
    const from = this.searchFrom ?? 0;
    const inList = this.place !== "outside";
    const found = inList ? recordWithin(this.structure.text, from, this.filled) : this.structure.text.indexOf(newline, from);
    if (found === undefined || found < 0 || found >= this.filled) {
      this.searchFrom = Math.max(from, this.filled - lookahead);
      return false;
    }
    this.searchFrom = undefined;
    this.structure.reset(inList);
    if (inList) this.place = "records";
    this.scanned = this.gap = found;
    return true;
  }

  /** Drops what is done with; what is open for longer than a record can be is damage. */
  private makeRoom(): void {
    const keep = this.firstNeeded();
    if (keep >= pieceBytes) this.shift(keep);
    if (this.structure.capacity - this.filled >= pieceBytes) return;
    this.shift(keep);
    if (this.structure.capacity - this.filled >= pieceBytes) return;
    const open = this.openObject();
    if (open !== undefined) {
      if (this.settle(open)) this.damage(open, `a record of more than ${this.most / 1024 / 1024} MB`);
    } else if (this.settle(this.scanned)) this.emit();
    this.advance(false);
  }

  private firstNeeded(): number {
    if (this.searchFrom !== undefined) return this.searchFrom;
    return this.place === "behind" && !this.unchecked ? this.scanned : Math.min(this.pending?.from ?? this.gap, this.scanned);
  }

  private shift(keep: number): void {
    this.structure.shift(keep, this.filled);
    this.filled -= keep;
    this.scanned -= keep;
    this.gap -= keep;
    this.origin += keep;
    if (this.pending) this.pending = { ...this.pending, from: this.pending.from - keep, to: this.pending.to - keep };
    if (this.searchFrom !== undefined) this.searchFrom -= keep;
  }
}
