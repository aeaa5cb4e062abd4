/** How many of how many, on a terminal; nothing in a pipe. */

/** How often the line is drawn anew, in milliseconds. */
const redrawMilliseconds = 200;

/** Shows counts, with the time left, until it is cleared. */
export class CountLine {
  private readonly start = Date.now();
  private drawn = 0;

  /** @param what completing "12 of 300 …" */
  constructor(
    private readonly stream: Pick<NodeJS.WriteStream, "isTTY" | "write">,
    private readonly what: string,
  ) {}

  readonly update = (done: number, all: number): void => {
    const now = Date.now();
    if (!this.stream.isTTY || now - this.drawn < redrawMilliseconds) return;
    this.drawn = now;
    this.stream.write(`\r\u001b[K${countText(done, all, this.what, now - this.start)}`);
  };

  /** Leaves the line to others. */
  clear(): void {
    if (this.drawn > 0) this.stream.write("\r\u001b[K");
  }
}

/** @param milliseconds since the start */
export function countText(done: number, all: number, what: string, milliseconds: number): string {
  const text = `${String(done)} of ${String(all)} ${what}`;
  if (done === 0) return text;
  const seconds = Math.ceil(((milliseconds / done) * (all - done)) / 1000);
  return `${text}, ${seconds < 60 ? `${String(seconds)} s` : `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`} left`;
}
