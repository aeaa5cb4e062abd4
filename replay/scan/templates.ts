/** The templates that a log's records fit, and what became of records by the values that count: the host of templateWat.ts and memoWat.ts. */
import { arnEndsAt, arnEndsBytes, mostValues, templatesAt, templatesBytes, textAt, valueBytes, valuesAt } from "./layout";
import { ARN_BIT, mostLevels, TEMPLATE } from "./memoWat";
import type { Structure } from "./structure";
import type { Template } from "./template";
import { STEP } from "./templateWat";

/** How a value counts: from which level on, and whether as an ARN, in part. */
export interface ValueUse {
  /** From 0, below {@link mostLevels}. */
  readonly level: number;
  readonly arn?: boolean;
}

/** What of ARNs counts. */
export interface ArnParts {
  /** So many slashes, with what stands before them; all of an ARN that has fewer. */
  readonly slashes: number;
  /** Which of these an ARN ends with first, and whether it is all of it. */
  readonly ends: readonly string[];
}

export class Templates<Note> {
  private readonly memory: DataView;
  private readonly bytes: Buffer;
  private readonly places: Int32Array;
  /** Of each template, by its address. */
  private readonly notes = new Map<number, Note>();
  private used = firstFree;
  /** Address of the last template that was fitted. */
  private fitted = 0;

  /**
   * @param structure holds the text
   * @throws RangeError for more ends than there is room for
   */
  constructor(
    private readonly structure: Structure,
    arns: ArnParts,
  ) {
    const { wasm } = structure;
    const { buffer } = wasm.memory;
    this.memory = new DataView(buffer);
    this.bytes = Buffer.from(buffer);
    this.places = new Int32Array(buffer, valuesAt, (mostValues * valueBytes) / 4);
    wasm.slashes.value = arns.slashes;
    let at = arnEndsAt;
    for (const end of arns.ends) {
      const bytes = Buffer.from(end);
      if (at + 4 + bytes.length > arnEndsAt + arnEndsBytes) throw new RangeError("too many ends of ARNs");
      this.write(at, bytes.length);
      at += 4 + bytes.copy(this.bytes, at + 4);
    }
    wasm.arnEnds.value = at;
  }

  /** The note on the template that the text between two positions fits; undefined where it fits none. */
  match(from: number, to: number): Note | undefined {
    this.fitted = this.structure.wasm.match(from + textAt, to + textAt);
    return this.notes.get(this.fitted);
  }

  /** Where a value of the last text that fitted begins; strings begin, and end, inside of their quotes. */
  start(value: number): number {
    return (this.places[value * 2] as number) - textAt;
  }

  /** Where it ends. */
  end(value: number): number {
    return (this.places[value * 2 + 1] as number) - textAt;
  }

  /** What was remembered on a level of texts like the last one that fitted; {@link UNKNOWN} where nothing was. */
  recall(level: number): number {
    return this.structure.wasm.recall(this.fitted, level);
  }

  /** Remembers an outcome, at least 0, of the text and level that were asked for last. */
  remember(outcome: number): void {
    this.structure.wasm.remember(outcome);
  }

  /**
   * Adds a template. Where there is no room for it, all others are forgotten; one that is too long is not added.
   * @param json its text, as `templateOf` was given it
   * @param uses how each of its values counts, if it does
   */
  add(json: string, { pieces }: Template, uses: readonly (ValueUse | undefined)[], note: Note): void {
    const needed = pieces.reduce((sum, { from, to }) => sum + stepBytes(to - from), TEMPLATE.values + uses.length * 4 + alignment);
    if (needed > templatesBytes - STEP.text) return;
    if (this.used + needed > templatesAt + templatesBytes) this.forget();
    let link = root;
    for (const { from, to, gap } of pieces) link = this.step(link, Buffer.from(json.slice(from, to), "latin1"), gap) + STEP.next;
    const template = this.used;
    this.write(link, template);
    const counting = uses.flatMap((use, value) => (use ? { level: use.level, place: value * valueBytes + (use.arn ? ARN_BIT : 0) } : []));
    counting.sort((left, right) => left.level - right.level);
    for (let level = 0; level < mostLevels; level++) {
      this.write(template + TEMPLATE.levels + level * 4, counting.filter((one) => one.level <= level).length);
    }
    counting.forEach(({ place }, index) => this.write(template + TEMPLATE.values + index * 4, place));
    this.used += aligned(TEMPLATE.values + counting.length * 4);
    this.notes.set(template, note);
  }

  /** The step with a text among those that a link leads to; it is added where there is none. */
  private step(link: number, text: Buffer, gap: number): number {
    let step = this.read(link);
    for (; step !== 0; step = this.read(link)) {
      const own = this.bytes.subarray(step + STEP.text, step + STEP.text + this.read(step + STEP.length));
      if (this.read(step + STEP.gap) === gap && own.equals(text)) return step;
      link = step + STEP.other;
    }
    step = this.used;
    this.used += stepBytes(text.length);
    this.bytes.fill(0, step, this.used);
    this.write(step + STEP.length, text.length);
    this.write(step + STEP.gap, gap);
    text.copy(this.bytes, step + STEP.text);
    this.write(link, step);
    return step;
  }

  private forget(): void {
    this.notes.clear();
    this.used = firstFree;
    this.write(root, 0);
    this.structure.wasm.forget();
  }

  private read(address: number): number {
    return this.memory.getInt32(address, true);
  }

  private write(address: number, value: number): void {
    this.memory.setInt32(address, value, true);
  }
}

const alignment = 16;
const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;
const stepBytes = (text: number): number => STEP.text + aligned(text);
/** The first step has no text: every template is behind it. */
const root = templatesAt + STEP.next;
const firstFree = templatesAt + STEP.text;
