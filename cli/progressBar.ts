/** A line on a terminal that says how far a replay is; nothing in a pipe. */
import type { ReplayProgress } from "../replay/replay";

const redrawMilliseconds = 200;
const barWidth = 24;

/** Draws on a stream that is a terminal; on others it does nothing. */
export class ProgressBar {
  private readonly start = Date.now();
  private drawn = 0;
  private visible = false;

  constructor(private readonly stream: Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">) {}

  readonly update = (progress: ReplayProgress): void => {
    const now = Date.now();
    if (!this.stream.isTTY || now - this.drawn < redrawMilliseconds) return;
    this.drawn = now;
    this.visible = true;
    this.stream.write(`\r${progressLine(progress, (now - this.start) / 1000).slice(0, (this.stream.columns || 80) - 1)}\u001b[K`);
  };

  /** Leaves the line to others. */
  clear(): void {
    if (this.visible) this.stream.write("\r\u001b[K");
    this.visible = false;
  }
}

/** @param seconds since the start */
export function progressLine({ readFiles, readBytes, textBytes, problems, totalFiles, totalBytes }: ReplayProgress, seconds: number): string {
  const rate = `${Math.round(textBytes / 1e6 / Math.max(seconds, 0.001))} MB/s`;
  const told = problems > 0 ? `, ${problems} problems` : "";
  if (totalFiles === undefined || totalBytes === undefined || totalBytes === 0) return `${readFiles} files, ${rate}${told}`;
  const share = Math.min(1, readBytes / totalBytes);
  const filled = Math.round(share * barWidth);
  const left = share > 0.01 ? `, ${duration((seconds / share) * (1 - share))} left` : "";
  return `[${"#".repeat(filled)}${".".repeat(barWidth - filled)}] ${Math.floor(share * 100)} %  ${readFiles} of ${totalFiles} files, ${rate}${left}${told}`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
