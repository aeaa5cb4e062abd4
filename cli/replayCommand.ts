/** `s3-encryption-audit replay`: from arguments to output and exit code. */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import { plain, terminalOf, type Terminal } from "../report/terminal";
import { monthlyCost } from "../replay/cost/cost";
import { defaultDefinitions } from "../replay/definitions/pipeline";
import { definitionsOfState, definitionsOfStateFile, StateError } from "../replay/definitions/state";
import { replayDocument } from "../replay/document";
import type { ReplayDocument } from "../replay/documentSchema";
import type { AuditDefinitions } from "../replay/definitions/auditDefinitions";
import { NoSuchInputError } from "../replay/read/localFiles";
import { isS3Address, listS3 } from "../replay/read/s3Files";
import type { StoredObject } from "../replay/repair/objectHistory";
import { ManifestWriter } from "../replay/repair/manifest";
import { isNoRoom, removeCutFile } from "../replay/noRoom";
import { replay, type RemoteFile } from "../replay/replay";
import { readReplayArguments, replayHelp, type ReplayArguments } from "./arguments";
import { replayCsv, replayText } from "./output";
import { UsageError } from "./options";
import { print } from "./print";
import { progressLine } from "./progressBar";
import { StatusLine } from "./statusLine";

/** As in tools/exit.ts. */
const EXIT = { success: 0, failed: 1, usage: 2, prerequisites: 3, interrupted: 130 } as const;

/** Something that is missing, or refuses: said in one line. */
class MissingError extends Error {}

/** Runs the command, and gives its exit code. */
export async function replayCommand(args: readonly string[]): Promise<number> {
  try {
    const read = readReplayArguments(args);
    if (read.help) {
      process.stdout.write(replayHelp);
      return EXIT.success;
    }
    return await run(read);
  } catch (error) {
    return refused(error);
  }
}

async function run(read: ReplayArguments): Promise<number> {
  const definitions = await definitionsOf(read);
  const bar = new StatusLine(process.stderr);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt);
  const manifest = read.manifest === undefined ? undefined : new ManifestWriter(read.manifest);
  const finish = async ({ document, noRoom = false }: Answered): Promise<number> => {
    bar.clear();
    const repair = manifest?.finish(definitions.requirement);
    const isWritten = await write(read, document);
    for (const line of repair ?? []) process.stderr.write(`${line}\n`);
    const unwritten = [...(isWritten ? [] : [`${read.out ?? ""}; its tables were printed instead`]), ...(manifest && !repair ? [read.manifest] : [])];
    for (const file of unwritten) process.stderr.write(`There is no room left on the disk for ${file}.\n`);
    if (noRoom) {
      const folder = read.tmp ?? os.tmpdir();
      process.stderr.write(`There is no room left in ${folder} for what does not fit into memory: what was printed is part of the log. --tmp names another folder.\n`);
    }
    if (noRoom || unwritten.length > 0) return EXIT.prerequisites;
    if (document.partial) {
      process.stderr.write("Interrupted: what was printed is part of the log.\n");
      return EXIT.interrupted;
    }
    const failed = document.violations.length > 0 || document.records.unreadable > 0;
    return read.failOnViolation && failed ? EXIT.failed : EXIT.success;
  };
  const object = manifest && ((one: StoredObject): void => manifest.add(one));
  try {
    return await finish(
      read.engine === "athena"
        ? { document: await (await import("./replayAthena")).replayByAthena(read, definitions, { bar, stop: stop.signal, object }) }
        : await replayFiles(read, definitions, { bar, stop: stop.signal, object }),
    );
  } catch (error) {
    if (!stop.signal.aborted || (error as Error).name !== "AthenaError") throw error;
    process.stderr.write("Interrupted: the queries were cancelled, and nothing was printed.\n");
    return EXIT.interrupted;
  } finally {
    bar.clear();
    process.off("SIGINT", interrupt);
  }
}

/** What was found, and whether there was no room to find more. */
interface Answered {
  readonly document: ReplayDocument;
  readonly noRoom?: boolean;
}

interface Surroundings {
  readonly bar: StatusLine;
  readonly stop: AbortSignal;
  readonly object: ((object: StoredObject) => void) | undefined;
}

async function replayFiles(read: ReplayArguments, definitions: AuditDefinitions, { bar, stop, object }: Surroundings): Promise<Answered> {
  const delay = { seed: read.seed, worstMinutes: read.worstMinutes };
  const remote = read.inputs.filter(isS3Address);
  const { buckets, accounts, since, until } = read;
  const selection = { since, until, buckets, accounts };
  const { region, forwarding = [] } = definitions.pipeline;
  const regions = read.regions ?? (region === undefined ? undefined : [region, ...forwarding.map((place) => place.region)]);
  const result = await replay({
    definitions,
    inputs: read.inputs.filter((input) => !isS3Address(input)),
    ...(remote.length > 0 && { remote: listAll(remote, { accounts, regions, since, until }) }),
    selection,
    regions,
    delay,
    threads: read.threads,
    strict: read.strict,
    temporaryFolder: read.tmp,
    object,
    stop,
    progress: (progress) => bar.show((seconds) => progressLine(progress, seconds)),
  });
  return { document: replayDocument(result, definitions, delay, monthlyCost(result.totals, definitions)), noRoom: result.noRoom };
}

async function* listAll(addresses: readonly string[], selection: Parameters<typeof listS3>[1]): AsyncGenerator<RemoteFile> {
  for (const address of addresses) yield* listS3(address, selection);
}

async function definitionsOf({ stack, state, requirement }: ReplayArguments): Promise<AuditDefinitions> {
  if (state !== undefined) return definitionsOfStateFile(state);
  // The config's schema takes longer to load than a small log to read.
  if (requirement !== undefined) return (await import("../replay/definitions/config")).definitionsOfFile(requirement);
  return stack === undefined ? defaultDefinitions() : definitionsOfState(exportStack(stack), `stack ${stack}`);
}

function exportStack(stack: string): string {
  const { status, stdout, stderr, error } = spawnSync("pulumi", ["stack", "export", "--stack", stack], { encoding: "utf8", maxBuffer: 2 ** 30 });
  if (error) throw new MissingError("the Pulumi CLI cannot be started; install it, or give the state of pulumi stack export with --state");
  if (status !== 0) throw new MissingError(`pulumi stack export --stack ${stack} failed: ${stderr.trim()}`);
  return stdout;
}

/** Writes the document where it is asked for; where there is no room, prints the tables instead and gives false: what took long to read is not lost. */
async function write({ format, out }: ReplayArguments, document: ReplayDocument): Promise<boolean> {
  const tables = (terminal: Terminal): string => `${replayText(document, terminal)}\n`;
  const terminal = terminalOf(process.stdout);
  const text = {
    table: () => tables(out === undefined ? terminal : plain),
    json: () => `${JSON.stringify(document, null, 2)}\n`,
    csv: () => replayCsv(document),
    // The library that draws takes longer to load than a small log to read.
    html: async () => (await import("./page")).replayPage(document),
  }[format];
  const content = await text();
  try {
    if (out === undefined) await print(process.stdout, content);
    else fs.writeFileSync(out, content);
    return true;
  } catch (error) {
    if (out === undefined || !isNoRoom(error)) throw error;
    removeCutFile(out);
    await print(process.stdout, tables(terminal));
    return false;
  }
}

function refused(error: unknown): number {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof UsageError) {
    process.stderr.write(`${message}${message.endsWith("?") ? "" : "."}\nMore: s3-encryption-audit replay --help\n`);
    return EXIT.usage;
  }
  const isConfigError = (error as Error).name === "ConfigError";
  if (isConfigError || (error as Error).name === "AthenaError" || error instanceof StateError || error instanceof NoSuchInputError || error instanceof MissingError) {
    process.stderr.write(`${message}\n`);
    return isConfigError || error instanceof NoSuchInputError ? EXIT.usage : EXIT.prerequisites;
  }
  if (isNoRoom(error)) {
    process.stderr.write("There is no room left on the disk for the output.\n");
    return EXIT.prerequisites;
  }
  // Whoever reads the output has read enough.
  if (code === "EPIPE") return EXIT.success;
  const { path } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" && path !== undefined) {
    process.stderr.write(`There is no such file or folder: ${path}\n`);
    return EXIT.prerequisites;
  }
  process.stderr.write(`${path === undefined ? ((error as Error).stack ?? message) : message}\n`);
  return path === undefined ? EXIT.failed : EXIT.prerequisites;
}
