/** moto's server, which nobody here wrote: needs Python 3.10 or later, and installs moto the first time. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { pythonWith } from "../judges/python";

/** A running server. */
export interface Moto {
  stop: () => Promise<void>;
}

/**
 * Starts the server, and lets the SDK of this process call it until it is stopped.
 * @param variable that names its address to the SDK: for one service, or for all
 */
export async function startMoto(variable: "AWS_ENDPOINT_URL" | "AWS_ENDPOINT_URL_S3"): Promise<Moto> {
  const environment = { ...process.env };
  const python = await pythonWith(path.join(__dirname, "requirements.txt"), "moto-server");
  const server = spawn(python, ["-c", "from moto.server import main; main(['-p', '0'])"], { stdio: ["ignore", "ignore", "pipe"] });
  Object.assign(process.env, { [variable]: await addressOf(server), AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "example" });
  return {
    stop: async () => {
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill();
      await once(server, "exit");
      process.env = environment;
    },
  };
}

/** The server says its address once it listens. */
async function addressOf({ stderr }: ChildProcess): Promise<string> {
  let said = "";
  for await (const chunk of stderr ?? []) {
    said += String(chunk);
    const address = /Running on (http:\/\/\S+)/.exec(said)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`moto's server did not start:\n${said}`);
}
