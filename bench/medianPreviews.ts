/** Times previews of the real engine side by side. */
import { Engine, type EngineOptions } from "../sandbox/engine";
import type { Progress } from "../tools/progress";

/** What is previewed, under its name in the results. */
export interface Contestant {
  readonly name: string;
  readonly engine: EngineOptions;
}

/**
 * Median milliseconds of each contestant's preview, taking turns so that neither a slow moment nor the first place tells.
 * @throws Error where a preview fails
 */
export async function medianPreviews(contestants: readonly Contestant[], rounds: number, progress: Progress): Promise<Map<string, number>> {
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
  return new Map([...times].map(([name, all]) => [name, median(all)]));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
