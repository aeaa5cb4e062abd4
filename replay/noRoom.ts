/** What is said of a disk that is full, whatever it is that is full. */
import * as fs from "node:fs";

/** No room on the disk, no room that is left to this user, and no room in one file. */
const codes = ["ENOSPC", "EDQUOT", "EFBIG"];

/** Whether writing failed since there is no room. */
export function isNoRoom(error: unknown): boolean {
  return codes.includes((error as NodeJS.ErrnoException | undefined)?.code ?? "");
}

/** Removes a file that was written in part; what is no file, such as a device, stays. */
export function removeCutFile(file: string): void {
  if (fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true) fs.rmSync(file);
}
