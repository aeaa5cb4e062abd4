/** Makes a stack usable again after a run that was cut off. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { type CommandResult } from "../tools/childProcess";

/** Runs a CLI command that must succeed. */
type Run = (args: readonly string[]) => Promise<CommandResult>;

/**
 * Removes the locks of processes that have ended, and the operations that such a process left pending. Nothing that the
 * sandbox creates exists outside the state, so an operation that never finished has left nothing to look for.
 *
 * @throws where a running process holds the stack.
 */
export async function recoverStack(stateFolder: string, stack: string, run: Run): Promise<void> {
  const locks = lockFiles(path.join(stateFolder, ".pulumi", "locks"), stack);
  for (const lock of locks) {
    const holder = readLock(lock);
    if (holder !== undefined && isRunning(holder)) {
      throw new Error(
        `the stack ${stack} is in use by process ${holder.pid} on ${holder.hostname}; wait until it has ended (if it has, delete ${lock})`,
      );
    }
  }
  if (locks.length > 0) await run(["cancel", "--yes", "--stack", stack]);
  await dropPendingOperations(stateFolder, stack, run);
}

async function dropPendingOperations(stateFolder: string, stack: string, run: Run): Promise<void> {
  const exported = JSON.parse((await run(["stack", "export", "--stack", stack])).stdout) as {
    deployment?: { pending_operations?: unknown[] };
  };
  if (exported.deployment?.pending_operations === undefined) return;
  delete exported.deployment.pending_operations;
  const file = path.join(stateFolder, "recovered.json");
  fs.writeFileSync(file, JSON.stringify(exported));
  await run(["stack", "import", "--force", "--stack", stack, "--file", file]);
  fs.rmSync(file);
}

interface Lock {
  pid: number;
  hostname: string;
}

/** The lock files of a stack: `locks/organization/<project>/<stack>/<uuid>.json`. */
function lockFiles(folder: string, stack: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json") && path.basename(path.dirname(file)) === stack)
    .map((file) => path.join(folder, file));
}

/** A lock that cannot be read was cut off while it was written: nobody holds it. */
function readLock(file: string): Lock | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as Lock;
  } catch {
    return undefined;
  }
}

/** A lock of another machine (a shared folder) cannot be looked into, so it counts as held. */
function isRunning({ pid, hostname }: Lock): boolean {
  if (hostname !== os.hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
