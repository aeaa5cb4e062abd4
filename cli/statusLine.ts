/** A line on a terminal that says how far a command is; nothing in a pipe. */

const redrawMilliseconds = 200;

/** Draws on a stream that is a terminal; on others it does nothing. */
export class StatusLine {
  private readonly start = Date.now();
  private drawn = 0;
  private visible = false;

  constructor(private readonly stream: Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">) {}

  /** @param text of the seconds since the start; not asked where the last line is still new */
  show(text: (seconds: number) => string): void {
    const now = Date.now();
    if (!this.stream.isTTY || now - this.drawn < redrawMilliseconds) return;
    this.drawn = now;
    this.visible = true;
    this.stream.write(`\r${text((now - this.start) / 1000).slice(0, (this.stream.columns || 80) - 1)}\u001b[K`);
  }

  /** Leaves the line to others. */
  clear(): void {
    if (this.visible) this.stream.write("\r\u001b[K");
    this.visible = false;
  }
}

/** `45 s`, `2 min 5 s`. */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
