/**
 * Gets a Pulumi CLI that can run this project: the installed one, else one from the cache, else from Pulumi's own site,
 * else built from its public Go modules at pinned versions and checksums.
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { version as sdkVersion } from "@pulumi/pulumi/version";
import { runCommand } from "./childProcess";
import { PrerequisiteError } from "./exit";
import { withFileLock } from "./fileLock";
import { homeFolder } from "./home";
import { withHeartbeat, type Progress } from "./progress";
import { buildPulumi, buildYamlHost, BUILT_VERSION, MODULE_FILES, YAML_MODULE_FILES } from "./pulumiBuild";

/** A Pulumi CLI, and where it came from. */
export interface PulumiCli {
  /** The path of `pulumi`. */
  command: string;
  /** The folder to put first on PATH, so that the CLI finds its language host and its policy analyzer. */
  binDir: string;
  version: string;
  source: "installed" | "cached" | "downloaded" | "built";
}

/** The programs that the CLI starts for a TypeScript program with a policy pack. */
const COMPANIONS = ["pulumi-language-nodejs", "pulumi-analyzer-policy"];

/** The oldest release whose CLI this project is tested with. */
const OLDEST = { major: 3, minor: 200 };

const DOWNLOAD_SITE = "https://get.pulumi.com/install.sh";
const SITE_TIMEOUT_MILLISECONDS = 3_000;

/**
 * Gets the CLI, in the order above. Only the first run on a machine takes longer than a second.
 *
 * Environment: `PATH`; `XDG_CACHE_HOME` (default ~/.cache); `PULUMI_CLI_SKIP_INSTALLED` and `PULUMI_CLI_SKIP_DOWNLOAD`,
 * set to anything, leave out that source.
 *
 * @throws PrerequisiteError where there is neither Pulumi nor Go, or where building failed; Interrupted after Ctrl-C.
 */
export async function ensurePulumiCli(progress: Progress, env: NodeJS.ProcessEnv = process.env): Promise<PulumiCli> {
  const installed = isSet(env, "PULUMI_CLI_SKIP_INSTALLED") ? undefined : await findInstalled(progress, env);
  if (installed !== undefined) return installed;

  const cache = cacheFolder(env);
  const platform = `${process.platform}-${process.arch}`;
  const folders = {
    built: path.join(cache, `pulumi-${BUILT_VERSION}-${platform}-${hashOf(MODULE_FILES)}`),
    downloaded: path.join(cache, `pulumi-${sdkVersion}-${platform}`),
  };
  const cached = await findCached(Object.values(folders), env);
  if (cached !== undefined) return cached;

  makeFolder(cache);
  const waiting = (pid: number): void => progress(`Another command (process ${pid}) is getting the Pulumi CLI; waiting for it…`);
  return withFileLock(path.join(cache, "lock"), waiting, async () => {
    const fromOther = await findCached(Object.values(folders), env);
    if (fromOther !== undefined) return fromOther;
    removeLeftovers(cache);
    const downloaded = isSet(env, "PULUMI_CLI_SKIP_DOWNLOAD") ? undefined : await download(folders.downloaded, progress, env);
    if (downloaded !== undefined) return downloaded;
    await inPlace(folders.built, (folder) => buildPulumi(path.join(folder, "bin"), progress, env));
    return usable(folders.built, "built", env);
  });
}

/**
 * The folder of a language host for Pulumi YAML: the one that came with the CLI, else one from the cache, else built.
 * @throws PrerequisiteError as {@link ensurePulumiCli}
 */
export async function ensureYamlHost(cli: PulumiCli, progress: Progress, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const program = "pulumi-language-yaml";
  if (findOnPath(program, { PATH: cli.binDir }) !== undefined) return cli.binDir;
  const cache = cacheFolder(env);
  const folder = path.join(cache, `${program}-${process.platform}-${process.arch}-${hashOf(YAML_MODULE_FILES)}`);
  makeFolder(cache);
  const waiting = (pid: number): void => progress(`Another command (process ${pid}) is building ${program}; waiting for it…`);
  await withFileLock(path.join(cache, "lock"), waiting, async () => {
    if (!fs.existsSync(folder)) await inPlace(folder, (temporary) => buildYamlHost(path.join(temporary, "bin"), progress, env));
  });
  return path.join(folder, "bin");
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  return path.join(env["XDG_CACHE_HOME"] || path.join(homeFolder(env), ".cache"), "s3-encryption-audit");
}

/** `pulumi` on PATH, if it is new enough and complete; what is wrong with it is said. */
async function findInstalled(progress: Progress, env: NodeJS.ProcessEnv): Promise<PulumiCli | undefined> {
  const command = findOnPath("pulumi", env);
  if (command === undefined) return undefined;
  const version = await versionOf(command, env);
  if (version === undefined || !isNewEnough(version)) {
    progress(`Pulumi on PATH is ${version ?? "broken"}; ${OLDEST.major}.${OLDEST.minor} or later is needed. Getting another one.`);
    return undefined;
  }
  const binDir = path.dirname(command);
  const missing = COMPANIONS.filter((name) => findOnPath(name, { PATH: `${binDir}${path.delimiter}${env["PATH"] ?? ""}` }) === undefined);
  if (missing.length > 0) {
    progress(`Pulumi ${version} on PATH lacks ${missing.join(" and ")}. Getting another one.`);
    return undefined;
  }
  return { command, binDir, version, source: "installed" };
}

/** The first of the cache's folders that holds a working CLI. */
async function findCached(folders: readonly string[], env: NodeJS.ProcessEnv): Promise<PulumiCli | undefined> {
  for (const folder of folders) {
    const command = path.join(folder, "bin", "pulumi");
    if (!fs.existsSync(command)) continue;
    const version = await versionOf(command, env);
    if (version !== undefined) return { command, binDir: path.dirname(command), version, source: "cached" };
    fs.rmSync(folder, { recursive: true, force: true }); // of another libc, or damaged: get it anew
  }
  return undefined;
}

/** Downloads a release with the Automation API's installer; undefined where Pulumi's site does not answer. */
async function download(folder: string, progress: Progress, env: NodeJS.ProcessEnv): Promise<PulumiCli | undefined> {
  try {
    const answer = await fetch(DOWNLOAD_SITE, { method: "HEAD", signal: AbortSignal.timeout(SITE_TIMEOUT_MILLISECONDS) });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
  } catch {
    progress("Pulumi's download site does not answer; building the CLI from its Go modules instead.");
    return undefined;
  }
  progress(`Downloading the Pulumi CLI ${sdkVersion} (about 150 MB)…`);
  // In a process of its own, because the installer starts others that an interrupt has to end.
  const script = 'require("@pulumi/pulumi/automation").PulumiCommand.install({ root: process.argv[1] }).catch((e) => { console.error(e.message); process.exit(1); })';
  try {
    await inPlace(folder, async (root) => {
      const work = runCommand(process.execPath, ["-e", script, root], { cwd: __dirname, env });
      const { exitCode, stderr } = await withHeartbeat(progress, "Downloading the Pulumi CLI", "1 to 3 minutes", work);
      if (exitCode !== 0) throw new PrerequisiteError(stderr.trim());
    });
    return await usable(folder, "downloaded", env);
  } catch (error) {
    if (!(error instanceof PrerequisiteError)) throw error;
    progress(`The download failed (${error.message.split("\n")[0] ?? ""}); building the CLI from its Go modules instead.`);
    return undefined;
  }
}

/** Lets work fill a folder beside its place, and moves the finished folder there in one step. */
async function inPlace(folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = fs.mkdtempSync(path.join(path.dirname(folder), UNFINISHED));
  try {
    await fill(temporary);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(temporary, folder);
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

const UNFINISHED = "unfinished-";

/** What a run that was killed has left behind. Called under the lock: nobody is filling any of it. */
function removeLeftovers(cache: string): void {
  for (const name of fs.readdirSync(cache)) {
    if (name.startsWith(UNFINISHED)) fs.rmSync(path.join(cache, name), { recursive: true, force: true });
  }
}

async function usable(folder: string, source: PulumiCli["source"], env: NodeJS.ProcessEnv): Promise<PulumiCli> {
  const found = await findCached([folder], env);
  if (found === undefined) throw new PrerequisiteError(`The Pulumi CLI in ${folder} does not run on this machine; install Pulumi: https://www.pulumi.com/docs/install/`);
  return { ...found, source };
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.accessSync(folder, fs.constants.W_OK);
  } catch {
    throw new PrerequisiteError(`${folder} cannot be written, and the Pulumi CLI is kept there; set XDG_CACHE_HOME to a folder that can`);
  }
}

/** The version that a CLI states, without its `v`; undefined where it does not run. */
async function versionOf(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { exitCode, stdout } = await runCommand(command, ["version"], { env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" } });
    return exitCode === 0 ? /v?(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1] : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error; // not of the system: an interrupt
    return undefined;
  }
}

/** Whether a release is one this project works with: the same major version, at least the oldest minor one. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major === OLDEST.major && minor >= OLDEST.minor;
}

/** The program that a shell would start under this name. */
export function findOnPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env["PATH"] ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return folders.map((folder) => path.join(folder, name)).find((file) => {
    try {
      fs.accessSync(file, fs.constants.X_OK);
      return fs.statSync(file).isFile();
    } catch {
      return false;
    }
  });
}

/** Changes whenever a pinned version or checksum changes, so that an old build is not taken for the new one. */
function hashOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(fs.readFileSync(file));
  return hash.digest("hex").slice(0, 12);
}

function isSet(env: NodeJS.ProcessEnv, name: string): boolean {
  return (env[name] ?? "") !== "";
}
