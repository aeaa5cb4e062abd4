import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MILLISECONDS = 500;

/**
 * Does some work while no other process does it. The lock is a file that names its process; one whose process has ended
 * is taken over. `waiting` is called once with the process that is waited for.
 */
export async function withFileLock<T>(file: string, waiting: (pid: number) => void, work: () => Promise<T>): Promise<T> {
  let said = false;
  while (!take(file)) {
    const holder = holderOf(file);
    // Let go in the meantime: whatever lies there by now is somebody else's.
    if (holder === undefined) continue;
    if (!isRunning(holder)) {
      fs.rmSync(file, { force: true });
      continue;
    }
    if (!said) waiting(holder.pid);
    said = true;
    await sleep(POLL_MILLISECONDS);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/** Creates the lock with its content in one step, so that nobody sees it empty. False where somebody holds it. */
function take(file: string): boolean {
  const own = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}`);
  fs.writeFileSync(own, JSON.stringify({ pid: process.pid, hostname: os.hostname() }));
  try {
    fs.linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    fs.rmSync(own, { force: true });
  }
}

interface Holder {
  pid: number;
  hostname: string;
}

/** Undefined where the lock is let go. One that a power cut left unreadable is nobody's: its holder counts as ended. */
function holderOf(file: string): Holder | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as Holder;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : { pid: 0, hostname: "" };
  }
}

/**
 * A holder on another machine (a shared cache, or a container that is gone) cannot be looked into and counts as ended:
 * what the lock guards is put in place by a rename, so that the worst is work done twice.
 */
function isRunning({ pid, hostname }: Holder): boolean {
  if (hostname !== os.hostname()) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
