/** A thread that reads files and judges their records. */
import { parentPort, workerData } from "node:worker_threads";
import { FileJudge, type FileJob, type JudgeOptions } from "./fileJudge";

const port = parentPort;
if (port === null) throw new Error("worker.ts runs as a thread of its own");

const judge = new FileJudge(workerData as JudgeOptions);
port.on("message", (jobs: readonly FileJob[]) => {
  void judge.read(jobs).then((result) => port.postMessage(result, [result.rows.buffer as ArrayBuffer, result.objects.buffer as ArrayBuffer]));
});
