/** Python for tests and recordings: never for users. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { runCommand } from "../../tools/childProcess";

/**
 * The command of a Python that has what a requirements file names: installed once for each content of it, in the user's cache.
 * @param name of the folder there
 */
export async function pythonWith(requirements: string, name: string): Promise<string> {
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16);
  const folder = join(homedir(), ".cache", "s3-encryption-audit", `${name}-${digest}`);
  const complete = join(folder, "complete");
  if (!existsSync(complete)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await runPython("python3", ["-m", "venv", folder], dirname(requirements));
    await runPython(join(folder, "bin", "pip"), ["install", "--quiet", "--disable-pip-version-check", "-r", requirements], dirname(requirements));
    writeFileSync(complete, "");
  }
  return join(folder, "bin", "python");
}

/** Runs a command; fails with all that it said. */
export async function runPython(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { exitCode, stdout, stderr } = await runCommand(command, args, { cwd });
  if (exitCode !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`);
}
