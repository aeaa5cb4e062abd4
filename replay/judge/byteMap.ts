/** A map from bytes, which are put together bit by bit. */

/** Small primes, as of many string hashes. */
const hashSeed = 17;
const hashFactor = 31;

interface Entry<Value> {
  readonly key: Buffer;
  readonly value: Value;
}

export class ByteMap<Value> {
  private readonly entries = new Map<number, Entry<Value>[]>();
  private key = Buffer.alloc(4096);
  private length = 0;
  private hash = hashSeed;
  private count = 0;

  /** Begins another key. */
  begin(): void {
    this.length = 0;
    this.hash = hashSeed;
  }

  /** Adds bytes to the key, and what tells them from those added next. */
  add(bytes: Uint8Array, from: number, to: number): void {
    const needed = this.length + to - from + 1;
    if (needed > this.key.length) this.key = Buffer.concat([this.key, Buffer.alloc(needed)]);
    const { key } = this;
    let { length, hash } = this;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number;
      key[length++] = byte;
      hash = (Math.imul(hash, hashFactor) + byte) | 0;
    }
    // No byte of UTF-8.
    key[length++] = 0xff;
    this.length = length;
    this.hash = Math.imul(hash, hashFactor) | 0;
  }

  get(): Value | undefined {
    const found = this.entries.get(this.hash);
    if (found === undefined) return undefined;
    for (const { key, value } of found) {
      if (key.length === this.length && this.isKey(key)) return value;
    }
    return undefined;
  }

  /** A loop: a call of native code would take longer. */
  private isKey(other: Buffer): boolean {
    const { key, length } = this;
    for (let at = 0; at < length; at++) if (key[at] !== other[at]) return false;
    return true;
  }

  /** Sets the value of the key, which has none. */
  set(value: Value): void {
    const entry = { key: Buffer.from(this.key.subarray(0, this.length)), value };
    const same = this.entries.get(this.hash);
    if (same) same.push(entry);
    else this.entries.set(this.hash, [entry]);
    this.count++;
  }

  get size(): number {
    return this.count;
  }

  clear(): void {
    this.entries.clear();
    this.count = 0;
  }
}
