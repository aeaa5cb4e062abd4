/** Worker threads that read files: each gets its next ones when it is done with the last. */
import * as path from "node:path";
import type * as esbuild from "esbuild";
import { Worker } from "node:worker_threads";
import type { FileJob, FilesResult, JudgeOptions } from "./fileJudge";

/** Files that a thread reads at once: enough to be worth a message, few enough to show progress. */
const mostFiles = 64;
const mostBytes = 1024 * 1024;

export interface ThreadedFile extends FileJob {
  readonly bytes: number;
}

export interface ThreadsSink {
  /** @param thread which one: its groups are counted from its first result on */
  result(thread: number, result: FilesResult): void;
  /** A file that ends the thread that reads it, again and again. */
  problem(file: number, problem: string): void;
}

interface Thread {
  readonly worker: Worker;
  readonly number: number;
  jobs: readonly ThreadedFile[];
}

/**
 * Reads files with so many threads.
 *
 * A thread that ends unexpectedly takes nothing with it: its files are read again by another, alone; what ends a thread
 * alone is told as a problem. What the sink throws is thrown once every thread has ended.
 * @param files may come as slowly as they are found
 * @param stop ends it: what was found by then has been given to the sink
 * @param start starts a thread
 */
export async function readWithThreads(
  files: AsyncIterable<ThreadedFile> | Iterable<ThreadedFile>,
  count: number,
  options: JudgeOptions,
  sink: ThreadsSink,
  stop: AbortSignal,
  start: (options: JudgeOptions) => Worker = startWorker,
): Promise<void> {
  const again: ThreadedFile[] = [];
  const source = batches(files);
  let exhausted = false;
  let started = 0;

  const next = async (): Promise<readonly ThreadedFile[]> => {
    const alone = again.pop();
    if (alone) return [alone];
    if (exhausted || stop.aborted) return [];
    const { value, done } = await source.next();
    if (done) exhausted = true;
    return done ? [] : value;
  };

  const runThread = async (): Promise<void> => {
    let thread: Thread | undefined;
    try {
      for (let jobs = await next(); jobs.length > 0 && !stop.aborted; jobs = await next()) {
        thread ??= { worker: start(options), number: started++, jobs: [] };
        const outcome = await readBatch(thread, jobs, stop);
        if (outcome === "stopped") return;
        if ("files" in outcome) sink.result(thread.number, outcome);
        else {
          thread = undefined;
          const [only, ...more] = jobs;
          if (only && more.length === 0) sink.problem(only.index, `the thread that reads it ends: ${outcome.message}`);
          else again.push(...jobs);
        }
      }
    } finally {
      await thread?.worker.terminate();
    }
  };
  // One after the other is done with the source: an iterator is asked for one at a time.
  const ends = await Promise.allSettled(Array.from({ length: count }, runThread));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  // What ended the last of the threads is still to be read.
  while (again.length > 0 && !stop.aborted) await runThread();
}

function startWorker(options: JudgeOptions): Worker {
  if (!__filename.endsWith(".ts")) return new Worker(path.join(__dirname, "worker.cjs"), { workerData: options });
  return new Worker((bundle ??= bundledWorker()), { eval: true, workerData: options });
}

/** From the sources a thread would compile them anew: they are bundled once. */
let bundle: string | undefined;

function bundledWorker(): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { buildSync } = require("esbuild") as typeof esbuild;
  const { outputFiles } = buildSync({ entryPoints: [path.join(__dirname, "worker.ts")], bundle: true, platform: "node", target: "node20", format: "iife", write: false });
  return outputFiles[0]?.text ?? "";
}

function readBatch({ worker }: Thread, jobs: readonly ThreadedFile[], stop: AbortSignal): Promise<FilesResult | Error | "stopped"> {
  return new Promise((resolve) => {
    const settle = (outcome: FilesResult | Error | "stopped"): void => {
      worker.off("message", settle).off("error", settle).off("exit", exited);
      stop.removeEventListener("abort", stopped);
      resolve(outcome);
    };
    const stopped = (): void => settle("stopped");
    const exited = (code: number): void => settle(new Error(`exit code ${code}`));
    stop.addEventListener("abort", stopped);
    worker.on("message", settle).on("error", settle).on("exit", exited);
    worker.postMessage(jobs);
  });
}

async function* batches(files: AsyncIterable<ThreadedFile> | Iterable<ThreadedFile>): AsyncGenerator<readonly ThreadedFile[]> {
  let batch: ThreadedFile[] = [];
  let bytes = 0;
  for await (const file of files) {
    batch.push(file);
    bytes += file.bytes;
    if (batch.length < mostFiles && bytes < mostBytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
