/** Times previews of the real engine side by side. */
import { Engine, type EngineOptions } from "../sandbox/engine";
import type { Progress } from "../tools/progress";

/** What is previewed, under its name in the results. */
export interface Contestant {
  readonly name: string;
  readonly engine: EngineOptions;
}

/** What several rounds took: in each of them every contestant's preview ran once, one soon after the other. */
export class SideBySide {
  /** @param times milliseconds of each contestant's previews, a round after the other */
  constructor(private readonly times: ReadonlyMap<string, readonly number[]>) {}

  /** Median milliseconds of a contestant's preview. */
  median(name: string): number {
    return median(this.of(name));
  }

  /** How many times as long one contestant's preview took as another one's, in each round. */
  ratios(name: string, other: string): number[] {
    const others = this.of(other);
    return this.of(name).map((time, round) => time / (others[round] ?? NaN));
  }

  /** The median of the rounds' {@link ratios}: a machine that grows slower from round to round does so for both. */
  ratio(name: string, other: string): number {
    return median(this.ratios(name, other));
  }

  private of(name: string): readonly number[] {
    return this.times.get(name) ?? [];
  }
}

/**
 * Previews by turns, each round beginning with another contestant, so that neither a slow moment nor the first place tells.
 * @throws Error where a preview fails
 */
export async function previewSideBySide(contestants: readonly Contestant[], rounds: number, progress: Progress): Promise<SideBySide> {
  const times = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (let round = 1; round <= rounds; round++) {
    const turn = round % contestants.length;
    for (const { name, engine: options } of [...contestants.slice(turn), ...contestants.slice(0, turn)]) {
      const engine = await Engine.start(options);
      try {
        const start = performance.now();
        const { exitCode, stdout, stderr } = await engine.preview();
        const taken = performance.now() - start;
        if (exitCode !== 0) throw new Error(`the preview of ${name} failed:\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
        times.get(name)?.push(taken);
        progress(`round ${round} of ${rounds}, ${name}: ${(taken / 1000).toFixed(2)} s`);
      } finally {
        engine.close();
      }
    }
  }
  return new SideBySide(times);
}

/** Of an even number of values the mean of both in the middle. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [below, above] = [sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN, sorted[Math.floor(sorted.length / 2)] ?? NaN];
  return (below + above) / 2;
}
