/**
 * The entry of `npm start`, `npm test` and its variants: makes sure that the machine can run them, installs the
 * dependencies, then runs the TypeScript program behind the command. Built-in modules only: when this runs, nothing is
 * installed yet.
 */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { COMMANDS } from "./commands.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** As in tools/exit.ts, which TypeScript programs use. */
const EXIT = { success: 0, failed: 1, usage: 2, prerequisites: 3 };

/** As in package.json; eslint.config.mjs needs import.meta.dirname, which came with 20.11. */
const OLDEST_NODE = { major: 20, minor: 11 };
const HEARTBEAT_MILLISECONDS = 15_000;
/** Quiet but for errors, and with less patience than npm has by itself: without a network it says so in half a minute. */
const NPM_CI = ["ci", "--no-audit", "--no-fund", "--progress=false", "--loglevel=error", "--fetch-retry-maxtimeout=15000"];

/** More than a deployment gets to end in order (tools/childProcess.ts). */
const GRACE_MILLISECONDS = 20_000;

/** An end with one clear message. */
class Stop extends Error {
  constructor(exitCode, message) {
    super(message);
    this.exitCode = exitCode;
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}

async function main([name, ...args]) {
  const command = Object.hasOwn(COMMANDS, name ?? "") ? COMMANDS[name] : undefined;
  if (command === undefined) throw new Stop(EXIT.usage, `Usage: node tools/run.mjs ${Object.keys(COMMANDS).join("|")} [--help]`);
  checkArguments(name, command, args);
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(command.help);
    return EXIT.success;
  }
  checkNode();
  if (command.writes) checkWritable();
  await installDependencies();
  const all = [...(command.fixed ?? []), ...args];
  return run(process.execPath, ["-r", "ts-node/register/transpile-only", command.program, ...all], "inherit").ended;
}

/** The first step's progress; the program that follows says the others. */
function progress(line) {
  process.stderr.write(`[1/3] ${line}\n`);
}

/** Refuses an argument that the command does not know, and names the one that was probably meant. */
function checkArguments(name, command, args) {
  const known = [...command.options.map((option) => option.name), "-h", ...command.words];
  for (let index = 0; index < args.length; index++) {
    const [argument, ...given] = args[index].split("=");
    const option = command.options.find((one) => one.name === argument);
    if (option === undefined && !known.includes(argument)) {
      const meant = nearest(argument, known);
      const hint = meant === undefined ? `known are ${known.join(", ")}.` : `did you mean ${meant}?`;
      const command = ["start", "test"].includes(name) ? `npm ${name}` : `npm run ${name}`;
      throw new Stop(EXIT.usage, `Unknown argument ${argument}; ${hint} More: ${command} -- --help`);
    }
    if (option?.value === undefined && given.length > 0) throw new Stop(EXIT.usage, `${argument} takes no value`);
    if (option?.value === undefined) continue;
    const value = given.length > 0 ? given.join("=") : args[++index];
    if (value === undefined) throw new Stop(EXIT.usage, `${argument} needs a value: ${argument} <${option.value}>`);
    if (option.matches?.test(value) === false) throw new Stop(EXIT.usage, `${argument} takes ${option.allowed}, not ${value}`);
  }
}

/** In short what validation/didYouMean.ts does, which cannot be loaded before ts-node is installed. */
function nearest(word, candidates) {
  const distances = candidates.map((candidate) => ({ candidate, distance: editDistance(word, candidate) }));
  const [best] = distances.sort((a, b) => a.distance - b.distance);
  const allowed = word.length < 4 ? 1 : Math.max(2, Math.floor(word.length / 3));
  return best.distance <= allowed ? best.candidate : undefined;
}

function editDistance(a, b) {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substituted = previous[column - 1] + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substituted, previous[column] + 1, current[column - 1] + 1));
    }
    previous = current;
  }
  return previous[b.length];
}

function checkNode() {
  const version = process.versions.node;
  const [major, minor] = version.split(".").map(Number);
  if (major > OLDEST_NODE.major || (major === OLDEST_NODE.major && minor >= OLDEST_NODE.minor)) return;
  const oldest = `${OLDEST_NODE.major}.${OLDEST_NODE.minor}`;
  throw new Stop(EXIT.prerequisites, `Node.js ${oldest} or later is needed, this is ${version}; get it from https://nodejs.org/`);
}

function checkWritable() {
  try {
    fs.accessSync(root, fs.constants.W_OK);
  } catch {
    throw new Stop(EXIT.prerequisites, `${root} cannot be written; copy the project to a folder of your own and run the command there`);
  }
}

/** Runs `npm ci` unless what is installed is what package-lock.json asks for. */
async function installDependencies() {
  if (isInstalled()) return;
  checkWritable();
  progress("Installing dependencies (npm ci), one to two minutes…");
  const start = Date.now();
  const heartbeat = setInterval(() => {
    progress(`Installing dependencies… ${Math.round((Date.now() - start) / 1000)} s`);
  }, HEARTBEAT_MILLISECONDS);
  const { ended, output, interruptedBy } = run(...npm(...NPM_CI), "capture");
  const exitCode = await ended.finally(() => clearInterval(heartbeat));
  if (exitCode === 0) return;
  // npm may end an interrupted installation with a code of its own.
  const interrupted = interruptedBy() === undefined ? exitCode : 128 + os.constants.signals[interruptedBy()];
  if (interrupted > 128) throw new Stop(interrupted, "Interrupted. Run the command again to go on.");
  throw new Stop(EXIT.prerequisites, `${explainNpm(output())}\n\nWhat npm said:\n${output().trim()}`);
}

/**
 * Whether node_modules holds what package-lock.json names. npm writes its own record there when an installation has
 * finished, so that one that was cut off, or is older than the lock file, is done again.
 */
function isInstalled() {
  const wanted = packages("package-lock.json");
  const installed = packages("node_modules/.package-lock.json");
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([name, entry]) => {
    const found = installed[name];
    if (name === "") return true; // the project itself
    if (found === undefined) return entry.optional === true; // for another platform
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function packages(file) {
  try {
    return JSON.parse(fs.readFileSync(path.join(root, file), "utf8")).packages;
  } catch {
    return undefined;
  }
}

/** The npm that runs this, or the one on PATH. */
function npm(...args) {
  const script = process.env.npm_execpath;
  return script !== undefined && /\.[cm]?js$/.test(script) ? [process.execPath, [script, ...args]] : ["npm", args];
}

function explainNpm(output) {
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ERR_SOCKET_TIMEOUT|network/.test(output)) {
    return "The dependencies could not be downloaded: check the network and `npm config get registry`, then run the command again.";
  }
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return `node_modules in ${root} cannot be written; copy the project to a folder of your own and run the command there.`;
  }
  if (/ENOSPC/.test(output)) return "The disk is full: the dependencies need 1 GB. Make room, then run the command again.";
  if (/ENOENT/.test(output)) return "npm cannot be started; install Node.js with npm from https://nodejs.org/";
  return "The dependencies could not be installed (npm ci failed).";
}

/**
 * Runs a command in the project's folder, in a process group of its own: a signal reaches it once, from here, whether it
 * came from the terminal, from npm or from both.
 */
function run(command, args, output) {
  const stdio = output === "inherit" ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"];
  const child = spawn(command, args, { cwd: root, stdio, detached: true });
  let collected = "";
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text) => (collected += text));

  let deadline;
  const send = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // It has ended by itself.
    }
  };
  let forwarded;
  const forward = (signal) => {
    if (deadline !== undefined) return;
    forwarded = signal;
    send(signal);
    deadline = setTimeout(send, GRACE_MILLISECONDS, "SIGKILL");
  };
  const kill = () => send("SIGKILL");
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, forward);
  process.on("exit", kill);

  const ended = new Promise((resolve) => {
    child.on("error", (error) => {
      collected += String(error);
      resolve(EXIT.failed);
    });
    child.on("close", (code, signal) => resolve(code ?? 128 + os.constants.signals[signal]));
  }).finally(() => {
    clearTimeout(deadline);
    for (const signal of signals) process.off(signal, forward);
    process.off("exit", kill);
  });
  return { ended, output: () => collected, interruptedBy: () => forwarded };
}
