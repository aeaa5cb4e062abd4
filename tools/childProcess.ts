/** Runs commands so that an interrupt ends them in order and leaves none of them behind. */
import { spawn, spawnSync } from "node:child_process";
import { constants } from "node:os";

/** How a command is run. */
export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Called with every piece of output as it comes. */
  onOutput?: (text: string) => void;
  /** `capture` (default) collects the output; `stderr` lets the command write to this process's stderr instead. */
  output?: "capture" | "stderr";
}

/** How a command ended. */
export interface CommandResult {
  /** Its exit code; where a signal ended it, 128 and the signal's number, as shells say it. */
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Thrown when this process was asked to stop (Ctrl-C, SIGTERM) while a command ran, after the command has ended. */
export class Interrupted extends Error {
  /** The exit code to end with, as shells give it: 130 for Ctrl-C, 143 for SIGTERM. */
  readonly exitCode: number;

  constructor(readonly signal: NodeJS.Signals) {
    super(`interrupted (${signal})`);
    this.name = "Interrupted";
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * How long a command may take to end after an interrupt. An interrupted deployment finishes the step it is in and saves
 * its state; a signal that comes twice (from the terminal and from npm) must not cut that short.
 */
const GRACE_MILLISECONDS = 15_000;

const FORWARDED: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** The signal with which this process was asked to stop. It starts nothing new then. */
let stopped: NodeJS.Signals | undefined;

/**
 * Runs a command to its end. It gets a process group of its own, so that it is this process that hands signals on, once,
 * and that can end what the command has started.
 *
 * @throws Interrupted after a signal; the system's error (`code` ENOENT and so on) where the command cannot be started.
 */
export async function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  if (stopped !== undefined) throw new Interrupted(stopped);
  const output = options.output === "stderr" ? 2 : "pipe";
  const child = spawn(command, [...args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    stdio: ["ignore", output, output],
  });
  const collected = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      collected[name] += text;
      options.onOutput?.(text);
    });
  }

  const guard = guardGroup(child.pid);
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      // What a command that was killed has started would live on, and hold its output open.
      child.on("exit", () => guard.killGroup());
      child.on("close", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
    if (stopped !== undefined) throw new Interrupted(stopped);
    return { exitCode, ...collected };
  } finally {
    guard.release();
  }
}

/** Hands this process's signals on to a process group until it is released. */
function guardGroup(pid: number | undefined): { killGroup(): void; release(): void } {
  let deadline: NodeJS.Timeout | undefined;
  const send = (signal: NodeJS.Signals): void => {
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // The group has ended by itself.
    }
  };
  const forward = (signal: NodeJS.Signals): void => {
    if (deadline !== undefined) return;
    stopped = signal;
    send(signal);
    deadline = setTimeout(kill, GRACE_MILLISECONDS);
  };
  const kill = (): void => {
    if (pid !== undefined) killTree(pid);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  process.on("exit", kill);
  return {
    killGroup: () => send("SIGKILL"),
    release: () => {
      clearTimeout(deadline);
      for (const signal of FORWARDED) process.off(signal, forward);
      process.off("exit", kill);
    },
  };
}

/**
 * Kills a command's process group, and what it has started in groups of their own: the Pulumi CLI does that with its
 * language host, which would wait for its engine for ever.
 */
export function killTree(pid: number): void {
  for (const target of [-pid, ...descendants(pid)]) {
    try {
      process.kill(target, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

/** The processes that a process has started, and theirs, as long as none between them has ended. */
function descendants(pid: number): number[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const lines = (stdout ?? "").trim().split("\n");
  const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number));
  const found = [pid];
  for (const parent of found) found.push(...pairs.filter(([, ppid]) => ppid === parent).map(([child = 0]) => child));
  return found;
}
