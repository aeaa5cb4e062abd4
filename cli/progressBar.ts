/** How far a replay is. */
import type { ReplayProgress } from "../replay/replay";
import { duration } from "./statusLine";

const barWidth = 24;

/** @param seconds since the start */
export function progressLine({ readFiles, readBytes, textBytes, problems, totalFiles, totalBytes }: ReplayProgress, seconds: number): string {
  const rate = `${Math.round(textBytes / 1e6 / Math.max(seconds, 0.001))} MB/s`;
  const told = problems > 0 ? `, ${problems} problems` : "";
  if (totalFiles === undefined || totalBytes === undefined || totalBytes === 0) return `${readFiles} files, ${rate}${told}`;
  const share = Math.min(1, readBytes / totalBytes);
  const filled = Math.round(share * barWidth);
  const left = share > 0.01 ? `, ${duration((seconds / share) * (1 - share))} left` : "";
  return `[${"#".repeat(filled)}${".".repeat(barWidth - filled)}] ${Math.floor(share * 100)} %  ${readFiles} of ${totalFiles} files, ${rate}${left}${told}`;
}
