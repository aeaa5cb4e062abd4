/**
 * Runs the real Pulumi engine without an AWS account: the CLI on a file backend in a folder, with the sandbox provider
 * attached in place of the AWS plugin. Everything is read from what the engine itself says (exit code, preview JSON,
 * exported state). With an account none of this is needed: `pulumi up` is all there is.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { runCommand, type CommandResult } from "../tools/childProcess";
import { homeFolder } from "../tools/home";
import { parseDeployment, parsePreview, type Deployment, type Preview } from "./engineOutput";
import type { SandboxAccount } from "./provider/account";
import { SandboxObjects } from "./provider/objects";
import { startSandboxProvider, type SandboxProviderServer } from "./provider/server";
import { recoverStack } from "./recovery";

/** What an engine needs to start. */
export interface EngineOptions {
  /** The Pulumi CLI, and the folder in which its language host and policy analyzer are. */
  cli: { command: string; binDir: string };
  /** The folder of the program's Pulumi.yaml. Nothing is written there. */
  project: string;
  /** The folder for state, configuration and Pulumi's own files; created where it is missing. */
  workspace: string;
  stack: string;
  /** The stack's configuration, as the text of a Pulumi.<stack>.yaml; default is the project's own file. */
  stackConfig?: string;
  /** Folders of policy packs that every preview and update runs. */
  policyPacks?: readonly PolicyPack[];
  /** More environment variables for the CLI and the program. */
  env?: NodeJS.ProcessEnv;
  /** Called with the CLI's output as it comes. */
  onOutput?: (text: string) => void;
}

/** A policy pack's folder, with its configuration if it gets one. */
export interface PolicyPack {
  folder: string;
  config?: Record<string, unknown>;
}

/** A preview's exit code, output and, where the engine got so far, its steps. */
export type PreviewResult = CommandResult & { preview: Preview | undefined };

const QUIET = ["--non-interactive", "--color", "never"];

/** One stack of one project on a file backend. Commands run one at a time; `close` ends the provider. */
export class Engine {
  private constructor(
    private readonly options: EngineOptions,
    private readonly provider: SandboxProviderServer,
  ) {}

  /** Starts the provider and selects the stack, creating it or recovering it from an interrupted run. */
  static async start(options: EngineOptions): Promise<Engine> {
    const provider = await startSandboxProvider(new SandboxObjects(path.join(path.resolve(options.workspace), "objects.json")));
    const engine = new Engine(
      { ...options, project: path.resolve(options.project), workspace: path.resolve(options.workspace) },
      provider,
    );
    try {
      await engine.select();
    } catch (error) {
      provider.close();
      throw error;
    }
    return engine;
  }

  /** What is in AWS, whatever the engine remembers: objects, and resources that a stack left behind. */
  get account(): SandboxAccount {
    return this.provider.account;
  }

  /** Ends the provider. The state stays in the workspace. */
  close(): void {
    this.provider.close();
  }

  /** `pulumi preview`: the steps the engine would take, and the program's messages. */
  async preview(...args: string[]): Promise<PreviewResult> {
    const result = await this.deploy("preview", ["--json", ...args]);
    return { ...result, preview: parsePreview(result.stdout) };
  }

  /**
   * `pulumi preview` of a configuration that is not the stack's own, with the steps of each replacement in their order.
   * Unlike other commands, several may run at a time.
   */
  async previewOf(stackConfig: string): Promise<PreviewResult> {
    const folder = fs.mkdtempSync(path.join(this.options.workspace, "preview-"));
    const file = path.join(folder, path.basename(this.configFile));
    fs.writeFileSync(file, this.salted(stackConfig));
    const result = await this.run(["preview", "--json", "--show-replacement-steps", "--stack", this.options.stack, "--config-file", file]);
    fs.rmSync(folder, { recursive: true });
    return { ...result, preview: parsePreview(result.stdout) };
  }

  /** `pulumi preview` as a person reads it. */
  previewText(...args: string[]): Promise<CommandResult> {
    return this.deploy("preview", args);
  }

  /** `pulumi up`. */
  up(...args: string[]): Promise<CommandResult> {
    return this.deploy("up", ["--yes", "--skip-preview", ...args]);
  }

  /** `pulumi refresh`. */
  refresh(...args: string[]): Promise<CommandResult> {
    return this.run(["refresh", "--yes", "--skip-preview", ...this.stackArgs(), ...args]);
  }

  /** `pulumi import` of the resources of a file. */
  import(file: string): Promise<CommandResult> {
    return this.run(["import", "--file", path.resolve(file), "--protect=false", "--generate-code=false", "--yes", "--skip-preview", ...this.stackArgs()]);
  }

  /** `pulumi refresh --preview-only`. */
  refreshPreview(...args: string[]): Promise<CommandResult> {
    return this.run(["refresh", "--preview-only", ...this.stackArgs(), ...args]);
  }

  /** `pulumi destroy`. */
  destroy(...args: string[]): Promise<CommandResult> {
    return this.run(["destroy", "--yes", "--skip-preview", ...this.stackArgs(), ...args]);
  }

  /** Sets a configuration value of the stack (`path` addresses nested keys: `requirement.methods[0]`). */
  async setConfig(key: string, value: string, kind: { path?: boolean; secret?: boolean } = {}): Promise<void> {
    const flags = [...(kind.path === true ? ["--path"] : []), ...(kind.secret === true ? ["--secret"] : [])];
    await this.mustRun(["config", "set", ...flags, ...this.stackArgs(), "--", key, value]);
  }

  /** Replaces the stack's configuration by the text of a Pulumi.<stack>.yaml. */
  writeConfig(text: string): void {
    fs.writeFileSync(this.configFile, this.salted(text));
  }

  /** The stack's state as the engine recorded it. Throws where the engine has none to give. */
  async exportStack(): Promise<Deployment> {
    const { stdout } = await this.mustRun(["stack", "export", "--stack", this.options.stack], this.configFolder);
    return parseDeployment(stdout);
  }

  /** Any CLI command, in the project's folder unless told otherwise. */
  run(args: readonly string[], cwd = this.options.project): Promise<CommandResult> {
    const { cli, onOutput } = this.options;
    const hook = onOutput === undefined ? {} : { onOutput };
    return runCommand(cli.command, [...QUIET, ...args], { cwd, env: this.environment(), ...hook });
  }

  /** A configuration with the encryption salt of the stack's own, if it has one. */
  private salted(text: string): string {
    const file = this.configFile;
    const salt = fs.existsSync(file) ? /^encryptionsalt:.*$/m.exec(fs.readFileSync(file, "utf8"))?.[0] : undefined;
    const lines = salt === undefined || /^encryptionsalt:/m.test(text) ? [text] : [text.trimEnd(), salt, ""];
    return lines.join("\n").trimStart();
  }

  /** Writes configuration and backend folders, then selects the stack. */
  private async select(): Promise<void> {
    const { project, stack, stackConfig, workspace } = this.options;
    for (const folder of [this.configFolder, path.join(workspace, "home"), path.join(workspace, "state")]) {
      fs.mkdirSync(folder, { recursive: true });
    }
    // Creating a stack writes an encryption salt into Pulumi.<stack>.yaml: into a copy, not into the project.
    fs.copyFileSync(path.join(project, "Pulumi.yaml"), path.join(this.configFolder, "Pulumi.yaml"));
    const own = path.join(project, `Pulumi.${stack}.yaml`);
    this.writeConfig(stackConfig ?? (fs.existsSync(own) ? fs.readFileSync(own, "utf8") : ""));
    await this.mustRun(["stack", "select", "--create", stack], this.configFolder);
    await recoverStack(path.join(workspace, "state"), stack, (args) => this.mustRun(args, this.configFolder));
  }

  private deploy(command: "preview" | "up", args: readonly string[]): Promise<CommandResult> {
    return this.run([command, ...this.stackArgs(), ...this.policyArgs(), ...args]);
  }

  private policyArgs(): string[] {
    const packs = this.options.policyPacks ?? [];
    const configured = packs.some(({ config }) => config !== undefined);
    return packs.flatMap(({ folder, config }, index) => {
      const pack = ["--policy-pack", path.resolve(folder)];
      if (!configured) return pack;
      // The engine pairs packs with configurations by their order: beside a configured pack every other needs one too.
      const file = path.join(this.options.workspace, `policy-${index}.json`);
      fs.writeFileSync(file, JSON.stringify(config ?? {}));
      return [...pack, "--policy-pack-config", file];
    });
  }

  private async mustRun(args: readonly string[], cwd?: string): Promise<CommandResult> {
    const result = await this.run(args, cwd);
    if (result.exitCode === 0) return result;
    throw new Error(`pulumi ${args.join(" ")} failed with exit code ${result.exitCode}\n${result.stderr}${result.stdout}`);
  }

  private stackArgs(): string[] {
    return ["--stack", this.options.stack, "--config-file", this.configFile];
  }

  private get configFolder(): string {
    return path.join(this.options.workspace, "config");
  }

  private get configFile(): string {
    return path.join(this.configFolder, `Pulumi.${this.options.stack}.yaml`);
  }

  private environment(): NodeJS.ProcessEnv {
    const { cli, env, workspace } = this.options;
    return {
      ...withoutOutsideSettings(process.env),
      PATH: [cli.binDir, process.env["PATH"] ?? ""].join(path.delimiter),
      // Go's programs ask for it even where they are told of another folder.
      HOME: homeFolder(process.env),
      PULUMI_HOME: path.join(workspace, "home"),
      PULUMI_BACKEND_URL: pathToFileURL(path.join(workspace, "state")).href,
      PULUMI_CONFIG_PASSPHRASE: "sandbox",
      PULUMI_DEBUG_PROVIDERS: `aws:${this.provider.port}`,
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // The types are checked once, by the tests; at every run that would be most of a preview's time.
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      NO_COLOR: "1",
      ...env,
    };
  }
}

/**
 * The caller's settings for the world outside must not reach a run in the sandbox: another backend, real credentials, a
 * proxy, through which gRPC would send what the engine's own parts say to each other.
 */
function withoutOutsideSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(PULUMI|AWS)_|^(https?|grpc|all)_proxy$/i.test(name)));
}
