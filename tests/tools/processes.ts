import { setTimeout as sleep } from "node:timers/promises";
import { runCommand } from "../../tools/childProcess";

/** Waits until a process does nothing any more; one that never ends makes the test run into its time limit. */
export async function untilEnded(pid: number): Promise<void> {
  for (;;) {
    const { stdout } = await runCommand("ps", ["-o", "stat=", "-p", String(pid)]);
    // One that has ended may wait for its parent to take note: state Z.
    if (stdout.trim() === "" || stdout.trim().startsWith("Z")) return;
    await sleep(50);
  }
}
