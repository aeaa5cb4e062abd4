/** Runs commands so that an interrupt ends them in order and leaves none of them behind. */
import { spawn } from "node:child_process";
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

/**
 * Runs a command to its end. It gets a process group of its own, so that it is this process that hands signals on, once,
 * and that can end what the command has started.
 *
 * @throws Interrupted after a signal; the system's error (`code` ENOENT and so on) where the command cannot be started.
 */
export async function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
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
      child.on("close", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
    if (guard.received !== undefined) throw new Interrupted(guard.received);
    return { exitCode, ...collected };
  } finally {
    guard.release();
  }
}

/** Hands this process's signals on to a process group until it is released. */
function guardGroup(pid: number | undefined): { readonly received: NodeJS.Signals | undefined; release(): void } {
  let received: NodeJS.Signals | undefined;
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
    if (received !== undefined) return;
    received = signal;
    send(signal);
    deadline = setTimeout(() => send("SIGKILL"), GRACE_MILLISECONDS);
  };
  const kill = (): void => send("SIGKILL");
  for (const signal of FORWARDED) process.on(signal, forward);
  process.on("exit", kill);
  return {
    get received() {
      return received;
    },
    release: () => {
      clearTimeout(deadline);
      for (const signal of FORWARDED) process.off(signal, forward);
      process.off("exit", kill);
    },
  };
}
