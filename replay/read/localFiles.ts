/** The log files that a file, folder or glob pattern stands for. */
import * as fs from "node:fs";
import * as path from "node:path";
import { globRoot, matchesGlob } from "./glob";
import { isLogFile, mayHold, type PathSelection } from "./logPath";

export interface LocalFile {
  readonly path: string;
  readonly bytes: number;
}

/** What walking met. */
export interface WalkSink {
  file(file: LocalFile): void;
  /** A file or folder that is not read, as its path tells or its name. */
  skipped(path: string): void;
  /** A file or folder that cannot be read. */
  problem(path: string, problem: string): void;
}

/** Something that is not there: nothing was looked at. */
export class NoSuchInputError extends Error {
  override readonly name = "NoSuchInputError";
}

/**
 * Walks through an input, in the order of names.
 * @throws NoSuchInputError where nothing is there, or nothing matches the pattern
 */
export function walk(input: string, selection: PathSelection, sink: WalkSink): void {
  const stats = statOf(input);
  if (stats?.isFile()) return sink.file({ path: input, bytes: stats.size });
  if (stats?.isDirectory()) return walkFolder(input, selection, sink, () => true);
  if (stats) return sink.file({ path: input, bytes: 0 }); // a pipe, or what else can be read
  if (!/[*?[{]/.test(input)) throw new NoSuchInputError(`${input} is not there; give a file, a folder, a pattern in quotes, or s3://bucket/prefix`);
  const root = globRoot(input);
  let found = 0;
  const matched: WalkSink = {
    ...sink,
    file: (file) => {
      found++;
      sink.file(file);
    },
    problem: (at, problem) => sink.problem(at, problem),
    skipped: (at) => sink.skipped(at),
  };
  if (statOf(root)?.isDirectory()) walkFolder(root, selection, matched, (file) => matchesGlob(file, input));
  if (found === 0) throw new NoSuchInputError(`no file matches ${input}`);
}

function walkFolder(folder: string, selection: PathSelection, sink: WalkSink, wanted: (file: string) => boolean): void {
  let entries: fs.Dirent[];
  try {
    entries = fs.readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    return sink.problem(folder, reasonOf(error));
  }
  for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const file = path.join(folder, entry.name);
    const slashed = file.split(path.sep).join("/");
    // A link to a folder may lead around in a circle.
    const stats = entry.isSymbolicLink() ? statOf(file) : undefined;
    if (entry.isDirectory()) {
      if (mayHold(slashed, selection)) walkFolder(file, selection, sink, wanted);
      else sink.skipped(file);
    } else if (entry.isFile() || stats?.isFile()) {
      if (!wanted(file)) continue;
      if (!isLogFile(entry.name) || !mayHold(slashed, selection)) sink.skipped(file);
      else sink.file({ path: file, bytes: (stats ?? statOf(file))?.size ?? 0 });
    } else if (entry.isSymbolicLink() && stats === undefined) sink.problem(file, "a link that leads nowhere");
  }
}

function statOf(file: string): fs.Stats | undefined {
  return fs.statSync(file, { throwIfNoEntry: false });
}

/** Why a file cannot be read, for a person. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "EACCES":
    case "EPERM":
      return "no permission to read it";
    case "ENOENT":
      return "it is gone";
    case "EISDIR":
      return "a folder";
    default:
      return message;
  }
}
