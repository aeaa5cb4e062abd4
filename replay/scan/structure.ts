/** The window of text that is scanned, and the tokens that the scan finds in it. */
import { blockBytes, lookahead, mostNames, mostTokens, nameBytes, textAt, tokensAt } from "./layout";
import { instantiate, type ScannerWasm } from "./wasm";

/** Whether a name can be looked for by the scan. */
export const isScannable = (names: readonly string[]): boolean =>
  names.length <= mostNames && names.every((name) => /^[ -!#-[\]-~]+$/.test(name) && name.length + 3 < nameBytes);

/** A window of text with what the scan knows of it; positions are those in {@link text}. */
export class Structure {
  /** The window; its last bytes are room for the scan to look ahead. */
  readonly text: Buffer;
  readonly capacity: number;
  /** Three numbers a token: see TOKEN in scanWat.ts. Positions in them count from {@link textAt}. */
  readonly tokens: Int32Array;
  readonly wasm: ScannerWasm;

  /**
   * @param names values of `eventName` that are looked for; {@link isScannable} must hold for them
   * @param capacity bytes of text that the window holds
   */
  constructor(names: readonly string[], capacity: number) {
    this.capacity = capacity;
    this.wasm = instantiate(capacity + blockBytes + lookahead);
    const { buffer } = this.wasm.memory;
    this.text = Buffer.from(buffer, textAt, capacity + blockBytes + lookahead);
    this.tokens = new Int32Array(buffer, tokensAt, mostTokens * 3);
    const memory = Buffer.from(buffer);
    names.forEach((name, index) => {
      // With the quotes around it: whole names alone.
      memory[index * nameBytes] = memory.write(JSON.stringify(name), index * nameBytes + 1);
    });
    this.wasm.names.value = names.length;
  }

  /** Scans from one position to another, a whole number of blocks further on. Gives the number of tokens. */
  scan(from: number, to: number): number {
    return this.wasm.scan(from + textAt, to + textAt);
  }

  /** Where the last scan stopped. */
  get stopped(): number {
    return this.wasm.stopped.value - textAt;
  }

  /** A token's kind and flags, and the two positions behind it. */
  tokenPosition(token: number, which: 1 | 2): number {
    return (this.tokens[token * 3 + which] ?? 0) - textAt;
  }

  /** How deep the place is where the scan stands, in objects and arrays. */
  get depth(): number {
    return this.wasm.depth.value;
  }

  /** Start of the object that is open at depth 0. */
  get topStart(): number {
    return this.wasm.topStart.value - textAt;
  }

  /** Start of the object that is open in an array at depth 1. */
  get elementStart(): number {
    return this.wasm.start.value - textAt;
  }

  /** Begins anew: outside of everything, or inside of an array at depth 1. */
  reset(insideArray: boolean): void {
    this.wasm.depth.value = insideArray ? 2 : 0;
    this.wasm.inArray.value = insideArray ? 1 : 0;
    this.wasm.brace.value = 0;
    this.wasm.inString.value = 0n;
    this.wasm.escaping.value = 0n;
    this.wasm.flags.value = 0;
    this.wasm.topFlags.value = 0;
  }

  /** Drops the window's text before a position, and moves the rest, up to `end`, to its front. */
  shift(from: number, end: number): void {
    if (from === 0) return;
    this.text.copyWithin(0, from, end);
    this.wasm.topStart.value -= from;
    this.wasm.start.value -= from;
  }
}
