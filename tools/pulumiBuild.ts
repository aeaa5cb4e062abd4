/** Builds the Pulumi CLI from its public Go modules, at the versions and checksums pinned in tools/pulumi-cli/. */
import * as fs from "node:fs";
import * as path from "node:path";
import { runCommand } from "./childProcess";
import { PrerequisiteError } from "./exit";
import { elapsed, withHeartbeat, type Progress } from "./progress";

const modules = path.join(__dirname, "pulumi-cli");
const ANALYZER = "pulumi-analyzer-policy";

/** One program, the module folder it is built in, and its package. */
interface Target {
  program: string;
  folder: string;
  package: string;
  linkerFlags?: string;
}

const CLI_MODULE = path.join(modules, "cli");
const LANGUAGE_MODULE = path.join(modules, "language-nodejs");
const YAML_MODULE = path.join(modules, "language-yaml");

/** The files that pin what is built. */
export const MODULE_FILES: readonly string[] = [
  ...[CLI_MODULE, LANGUAGE_MODULE].flatMap((folder) => [path.join(folder, "go.mod"), path.join(folder, "go.sum")]),
  path.join(modules, ANALYZER),
];

/** The files that pin the language host of Pulumi YAML. */
export const YAML_MODULE_FILES: readonly string[] = ["go.mod", "go.sum"].map((file) => path.join(YAML_MODULE, file));

/** The version of the CLI that is built, as pinned in tools/pulumi-cli/cli/go.mod. */
export const BUILT_VERSION = pinnedVersion("github.com/pulumi/pulumi/pkg/v3");

const TARGETS: readonly Target[] = [
  {
    program: "pulumi",
    folder: CLI_MODULE,
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    // A CLI built without it calls itself a development build and asks for plugins of no version.
    linkerFlags: `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${BUILT_VERSION}`,
  },
  {
    // The last SDK release that has the language host in the module itself; the engine's protocol has not changed since.
    program: "pulumi-language-nodejs",
    folder: LANGUAGE_MODULE,
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  },
];

/**
 * Builds the CLI, its Node.js language host and its policy analyzer into a folder: 2 to 4 minutes on two cores, the
 * first time with a download of 200 MB of modules.
 *
 * @throws PrerequisiteError where Go is missing or too old, or modules cannot be had.
 */
export async function buildPulumi(binDir: string, progress: Progress, env: NodeJS.ProcessEnv): Promise<void> {
  await requireGo(env);
  const start = Date.now();
  progress(`Building the Pulumi CLI ${BUILT_VERSION} from its Go modules. This happens once and takes 2 to 4 minutes…`);
  fs.mkdirSync(binDir, { recursive: true });
  for (const target of TARGETS) await build(target, binDir, progress, env);
  const analyzer = path.join(binDir, ANALYZER);
  fs.copyFileSync(path.join(modules, ANALYZER), analyzer);
  fs.chmodSync(analyzer, 0o755);
  progress(`Built the Pulumi CLI ${BUILT_VERSION} in ${elapsed(start)}.`);
}

const YAML_TARGET: Target = {
  program: "pulumi-language-yaml",
  folder: YAML_MODULE,
  package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
};

/**
 * Builds the language host of Pulumi YAML into a folder. Only the tests of the components' package need it, and only where
 * the CLI was built as well: Pulumi's own download has it.
 *
 * @throws PrerequisiteError where Go is missing or too old, or modules cannot be had.
 */
export async function buildYamlHost(binDir: string, progress: Progress, env: NodeJS.ProcessEnv): Promise<void> {
  await requireGo(env);
  fs.mkdirSync(binDir, { recursive: true });
  await build(YAML_TARGET, binDir, progress, env);
}

async function build(target: Target, binDir: string, progress: Progress, env: NodeJS.ProcessEnv): Promise<void> {
  const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", "-p", "2", "-ldflags", `-s -w ${target.linkerFlags ?? ""}`.trim()];
  const args = ["build", ...flags, "-o", path.join(binDir, target.program), target.package];
  // Without cgo no C compiler is needed. A go.work above the checkout has no say here.
  const goEnv = { ...env, CGO_ENABLED: "0", GOWORK: "off" };
  const work = runCommand("go", args, { cwd: target.folder, env: goEnv });
  const { exitCode, stderr } = await withHeartbeat(progress, `Building ${target.program}`, "2 to 4 minutes in all", work);
  if (exitCode !== 0) throw new PrerequisiteError(explain(target.program, stderr));
}

/** One line on why a build failed, what to do, and then what Go said. */
export function explain(program: string, stderr: string): string {
  const said = stderr.trim();
  const install = "or install Pulumi: https://www.pulumi.com/docs/install/";
  if (/checksum mismatch|SECURITY ERROR/.test(said)) {
    return `Go refused a module of ${program} whose checksum is not the pinned one; check GOPROXY, ${install}\n${said}`;
  }
  if (/dial tcp|no such host|i\/o timeout|connection re(fused|set)|TLS handshake|proxyconnect|404 Not Found|50[234] [A-Z]/.test(said)) {
    return `Go could not download the modules of ${program}; check the network and GOPROXY, then run the command again, ${install}\n${said}`;
  }
  if (/no space left/.test(said)) {
    return `The disk is full: building ${program} needs 2 GB in the folders of \`go env GOCACHE GOMODCACHE\`, ${install}\n${said}`;
  }
  return `Building ${program} failed; update Go (https://go.dev/dl/), ${install}\n${said}`;
}

/** Go 1.21 is the first that fetches a newer toolchain by itself where a module asks for one. */
async function requireGo(env: NodeJS.ProcessEnv): Promise<void> {
  const advice = "install Pulumi 3.200 or later (https://www.pulumi.com/docs/install/), or Go 1.21 or later to build it (https://go.dev/dl/), then run the command again";
  let version: string;
  try {
    version = (await runCommand("go", ["env", "GOVERSION"], { env })).stdout.trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new PrerequisiteError(`There is neither a Pulumi CLI nor Go on this machine: ${advice}`);
  }
  const [, major = "0", minor = "0"] = /go(\d+)\.(\d+)/.exec(version) ?? [];
  if (Number(major) === 1 && Number(minor) < 21) {
    throw new PrerequisiteError(`There is no Pulumi CLI on this machine, and its Go is ${version}: ${advice}`);
  }
}

function pinnedVersion(module: string): string {
  const text = fs.readFileSync(path.join(CLI_MODULE, "go.mod"), "utf8");
  const version = text.split("\n").map((line) => line.trim().split(/\s+/)).find(([name]) => name === module)?.[1];
  if (version === undefined) throw new Error(`tools/pulumi-cli/cli/go.mod does not pin ${module}`);
  return version.replace(/^v/, "");
}
