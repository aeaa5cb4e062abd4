/**
 * Shapes of JSON objects that were read before. Records of one kind are alike but for what their strings and numbers say: the
 * same members in the same order, with nothing between them. Of such a record nothing needs to be walked through again: it is
 * compared with the shape, and the fields stand at the same quotes and brackets.
 */
import { scalarEnd } from "./scalar";
import { textAt } from "./structure";

/** What stands between two positions, where it is neither nothing (1) nor a name (its length and 1). */
const TEXT = 0;
const SCALAR = -1;

/** So many are kept, the first ones: a log has some dozens. */
const mostShapes = 256;

const QUOTE = '"'.charCodeAt(0);
const COLON = ":".charCodeAt(0);

interface Shape {
  /** The quote or punctuation at each position. */
  readonly marks: Uint8Array;
  /** What stands between each position and the one before: see above. */
  readonly gaps: Int32Array;
  /** The names of all members, one behind the other. */
  readonly names: Uint8Array;
  /** Of each find: its slot, and the position where it begins and ends, twice that and 1 where it is the byte behind it. */
  readonly finds: Int32Array;
}

/** What was found in an object: see FieldReader. */
export interface Finds {
  finds: Int32Array;
  count: number;
}

export class KnownShapes {
  private readonly byLength = new Map<number, Shape[]>();
  private count = 0;

  /**
   * @param text the window of text
   * @param positions of quotes and punctuation in it, as {@link Structure.index} gives them
   */
  constructor(
    private readonly text: Uint8Array,
    private readonly positions: Int32Array,
  ) {}

  /**
   * Looks for the shape of an object without backslashes and control characters in strings, and if it is known says what is
   * found in it.
   * @param length how many positions it has
   */
  find(from: number, to: number, length: number, found: Finds): boolean {
    const { positions } = this;
    if (positions[0] !== from + textAt || positions[length - 1] !== to - 1 + textAt) return false;
    for (const shape of this.byLength.get(length) ?? []) {
      if (!this.has(shape, length)) continue;
      const { finds } = shape;
      for (let at = 0; at < finds.length; at += 3) {
        found.finds[at] = finds[at] as number;
        found.finds[at + 1] = this.place(finds[at + 1] as number);
        found.finds[at + 2] = this.place(finds[at + 2] as number);
      }
      found.count = finds.length / 3;
      return true;
    }
    return false;
  }

  /** Keeps the shape of an object that is JSON, and in which no path is ambiguous. */
  learn(length: number, { finds, count }: Finds): void {
    if (this.count >= mostShapes) return;
    const { text, positions } = this;
    const marks = new Uint8Array(length);
    const gaps = new Int32Array(length);
    const names: number[] = [];
    const places = new Map<number, number>();
    let inString = false;
    for (let index = 0; index < length; index++) {
      const at = (positions[index] as number) - textAt;
      const before = index === 0 ? at - 1 : (positions[index - 1] as number) - textAt;
      places.set(at, index * 2).set(at + 1, places.get(at + 1) ?? index * 2 + 1);
      const mark = text[at] as number;
      marks[index] = mark;
      gaps[index] = at - before;
      if (inString) {
        const isName = text[(positions[index + 1] as number) - textAt] === COLON;
        if (isName) names.push(...text.subarray(before + 1, at));
        else gaps[index] = TEXT;
        inString = false;
        continue;
      }
      if (at - before !== 1) {
        if (scalarEnd(text, before + 1) !== at) return; // white space: no two records need have the same
        gaps[index] = SCALAR;
      }
      inString = mark === QUOTE;
    }
    const kept = finds.slice(0, count * 3);
    for (let at = 0; at < kept.length; at++) {
      if (at % 3 === 0) continue;
      const place = places.get(kept[at] as number);
      if (place === undefined) return;
      kept[at] = place;
    }
    const shape: Shape = { marks, gaps, names: Uint8Array.from(names), finds: kept };
    const alike = this.byLength.get(length);
    if (alike) alike.push(shape);
    else this.byLength.set(length, [shape]);
    this.count++;
  }

  private place(place: number): number {
    return (this.positions[place >> 1] as number) - textAt + (place & 1);
  }

  private has({ marks, gaps, names }: Shape, length: number): boolean {
    const { text, positions } = this;
    let before = (positions[0] as number) - textAt;
    let name = 0;
    for (let index = 1; index < length; index++) {
      const at = (positions[index] as number) - textAt;
      if (text[at] !== marks[index]) return false;
      const gap = gaps[index] as number;
      if (gap > 0) {
        if (at - before !== gap) return false;
        for (let byte = before + 1; byte < at; byte++) if (text[byte] !== names[name++]) return false;
      } else if (gap === SCALAR && scalarEnd(text, before + 1) !== at) return false;
      before = at;
    }
    return true;
  }
}
