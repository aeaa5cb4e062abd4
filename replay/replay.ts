/** Reads logs and tells what the audit would have said of them. */
import * as os from "node:os";
import type { LogTimestamp, MadeUpDelay } from "../simulator/delivery";
import { TemporaryFolder } from "./count/temporaryFolder";
import type { JudgeOptions } from "./fileJudge";
import type { AuditDefinitions } from "./definitions/auditDefinitions";
import type { RecordSelection } from "./judge/recordJudge";
import { isNoRoom } from "./noRoom";
import { walk, type LocalFile } from "./read/localFiles";
import { ObjectHistory, type StoredObject } from "./repair/objectHistory";
import { Tally, type Totals } from "./tally";
import { readWithThreads, type ThreadedFile } from "./threads";

/** A log file that is fetched as it is needed. */
export interface RemoteFile {
  /** For a person, such as `s3://bucket/key`. */
  readonly path: string;
  readonly bytes: number;
  readonly fetch: () => Promise<Uint8Array>;
}

export interface ReplayOptions {
  readonly definitions: AuditDefinitions;
  /** Files, folders and patterns of this machine. */
  readonly inputs: readonly string[];
  /** Files of elsewhere. */
  readonly remote?: AsyncIterable<RemoteFile>;
  readonly selection: RecordSelection;
  readonly regions?: readonly string[] | undefined;
  readonly delay: MadeUpDelay;
  readonly threads?: number | undefined;
  readonly strict?: boolean | undefined;
  /** For what does not fit into memory; the system's by default. */
  readonly temporaryFolder?: string | undefined;
  /** Gets each object that is still stored against the requirement, at the end. */
  readonly object?: ((object: StoredObject) => void) | undefined;
  /** Bytes of rows that stay in memory. */
  readonly memoryBytes?: number | undefined;
  /** Ends it; what is known by then is told, as partial. */
  readonly stop?: AbortSignal;
  readonly progress?: (progress: ReplayProgress) => void;
}

export interface ReplayProgress {
  readonly readFiles: number;
  readonly readBytes: number;
  readonly textBytes: number;
  readonly problems: number;
  /** Of all files; undefined as long as they are still looked for. */
  readonly totalFiles: number | undefined;
  readonly totalBytes: number | undefined;
}

export interface ReplayResult {
  readonly totals: Totals;
  /** Paths by index. */
  readonly files: readonly string[];
  /** Files and folders that were not read, as their paths or names tell. */
  readonly skipped: number;
  readonly partial: boolean;
  /** Reading ended where there was no room left in the temporary folder. */
  readonly noRoom: boolean;
  readonly temporaryBytes: number;
}

/** AWS does not document which time log events bear; of the two this one shows late records less. */
export const replayTimestamp: LogTimestamp = "event time";

const defaultMemory = 48 * 1024 * 1024;

/**
 * @throws PatternError for a definition that AWS would refuse; NoSuchInputError for an input that is not there
 */
export async function replay(options: ReplayOptions): Promise<ReplayResult> {
  const { definitions, selection, stop = new AbortController().signal } = options;
  const folder = new TemporaryFolder(options.temporaryFolder);
  const storage = { folder, memoryBytes: options.memoryBytes ?? defaultMemory };
  try {
    const tally = new Tally(definitions, replayTimestamp, storage);
    const history = options.object ? new ObjectHistory(storage) : undefined;
    const paths: string[] = [];
    const found = new FoundFiles(options, paths, (problem) => tally.problem(problem));
    found.walkInputs();
    const progress = { readFiles: 0, readBytes: 0, textBytes: 0, problems: 0 };
    const judgeOptions: JudgeOptions = {
      definitions,
      selection,
      delay: options.delay,
      timestamp: replayTimestamp,
      strict: options.strict ?? false,
      keepObjects: history !== undefined,
    };
    const threads = Math.max(1, options.threads ?? os.availableParallelism());
    const full = new AbortController();
    await readWithThreads(found.files(), threads, judgeOptions, {
      result: (thread, result) => {
        // What the other threads have read meanwhile finds no room either.
        if (full.signal.aborted) return;
        try {
          tally.add(thread, result);
          history?.add(result.rows, result.objects, (group) => tally.group(group));
        } catch (error) {
          if (!isNoRoom(error)) throw error;
          full.abort();
          return;
        }
        progress.readFiles += result.files;
        progress.readBytes += result.bytes;
        progress.textBytes += result.textBytes;
        progress.problems += result.problems.length;
        options.progress?.({ ...progress, ...found.total() });
      },
      problem: (file, problem) => tally.problem({ file, position: 0, problem }),
    }, AbortSignal.any([stop, full.signal]));
    const totals = tally.totals((file) => paths[file] ?? "");
    history?.forEachStored((object) => options.object?.(object));
    return { totals, files: paths, skipped: found.skipped, partial: stop.aborted || full.signal.aborted, noRoom: full.signal.aborted, temporaryBytes: folder.largestBytes };
  } finally {
    folder.remove();
  }
}

/** The files of all inputs, each with its index. */
class FoundFiles {
  skipped = 0;
  private readonly local: { readonly index: number; readonly file: LocalFile }[] = [];
  private bytes = 0;
  private complete = false;

  constructor(
    private readonly options: ReplayOptions,
    private readonly paths: string[],
    private readonly problem: (problem: { file: number; position: number; problem: string }) => void,
  ) {}

  walkInputs(): void {
    const { selection, regions } = this.options;
    for (const input of this.options.inputs) {
      walk(input, { ...selection, regions }, {
        file: (file) => {
          this.local.push({ index: this.paths.push(file.path) - 1, file });
          this.bytes += file.bytes;
        },
        skipped: () => this.skipped++,
        problem: (path, problem) => this.problem({ file: this.paths.push(path) - 1, position: 0, problem }),
      });
    }
    // The largest first: threads are done at the same time where what is read last is small.
    this.local.sort((left, right) => right.file.bytes - left.file.bytes);
    this.complete = this.options.remote === undefined;
  }

  total(): Pick<ReplayProgress, "totalFiles" | "totalBytes"> {
    return this.complete ? { totalFiles: this.paths.length, totalBytes: this.bytes } : { totalFiles: undefined, totalBytes: undefined };
  }

  async *files(): AsyncGenerator<ThreadedFile> {
    for (const { index, file } of this.local) yield { index, ...file };
    for await (const { path, bytes, fetch } of this.options.remote ?? []) {
      const index = this.paths.push(path) - 1;
      this.bytes += bytes;
      try {
        const content = await fetch();
        yield { index, path, bytes, content };
      } catch (error) {
        this.problem({ file: index, position: 0, problem: error instanceof Error ? error.message : String(error) });
      }
    }
    this.complete = true;
  }
}
