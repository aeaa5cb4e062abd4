/** The exit codes of this project's commands, and how a command's body ends with one of them. */
import { Interrupted } from "./childProcess";
import { machineFault } from "./machineFaults";

/** 0 and 1 say what was found; 2 and 3 that nothing was looked at. An interrupt ends with 130 as in shells. */
export const EXIT = { success: 0, failed: 1, usage: 2, prerequisites: 3 } as const;

/** Something the machine lacks: said in one line, with what to do. */
export class PrerequisiteError extends Error {
  override readonly name = "PrerequisiteError";
}

/** Runs a command's body, and ends the process with its exit code or the one its error stands for. */
export async function exitWith(body: () => Promise<number>): Promise<never> {
  let code: number;
  try {
    code = await body();
  } catch (error) {
    if (error instanceof Interrupted) {
      process.stderr.write("Interrupted. Run the command again to go on.\n");
      code = error.exitCode;
    } else if (error instanceof PrerequisiteError) {
      process.stderr.write(`${error.message}\n`);
      code = EXIT.prerequisites;
    } else {
      const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const fault = machineFault(said);
      process.stderr.write(`${fault ?? said}\n`);
      code = fault === undefined ? EXIT.failed : EXIT.prerequisites;
    }
  }
  // Output to a pipe is written later: leaving at once would cut it off.
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done))));
  process.exit(code);
}
