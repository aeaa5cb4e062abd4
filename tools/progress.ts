/** Progress lines for people who wait: plain lines on stderr, so that stdout stays what was asked for. */

/** Says one line about what is going on. */
export type Progress = (line: string) => void;

/** Progress on stderr, each line after a label such as `[2/3]`. */
export function stderrProgress(label: string): Progress {
  return (line) => process.stderr.write(`${label} ${line}\n`);
}

const HEARTBEAT_MILLISECONDS = 15_000;

/** Waits for work and says every 15 seconds that it still goes on, how long it has taken and what to expect. */
export async function withHeartbeat<T>(progress: Progress, doing: string, expected: string, work: Promise<T>): Promise<T> {
  const start = Date.now();
  const timer = setInterval(() => progress(`${doing}… ${elapsed(start)} (${expected})`), HEARTBEAT_MILLISECONDS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

/** The time since a moment, for people: `45 s`, `2 min 5 s`. */
export function elapsed(sinceMilliseconds: number): string {
  const seconds = Math.round((Date.now() - sinceMilliseconds) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
