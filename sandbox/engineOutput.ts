/** The engine's JSON documents, with the parts this project reads. */

/** A resource in a stack's state. */
export interface ResourceState {
  urn: string;
  type: string;
  custom: boolean;
  id?: string;
  parent?: string;
  protect?: boolean;
  external?: boolean;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
}

/** What `pulumi stack export` writes. */
export interface Deployment {
  /** Every resource of the stack, itself and its providers included; empty after a destroy. */
  resources: ResourceState[];
  /** The stack's outputs. */
  outputs: Record<string, unknown>;
}

/** One step of a preview. */
export interface PreviewStep {
  /** `create`, `update`, `delete`, `replace`, `create-replacement`, `delete-replaced`, `read`, `same` … */
  op: string;
  urn: string;
  type: string;
  /** The properties that changed. */
  changed: string[];
  /** The properties that ask for the replacement. */
  replaceReasons: string[];
  newInputs: Record<string, unknown>;
  /** The resource leaves the stack and stays in AWS. */
  retained: boolean;
}

/** What `pulumi preview --json` writes. */
export interface Preview {
  steps: PreviewStep[];
  /** How many resources each operation touches: `{ create: 3, same: 1 }`. */
  summary: Record<string, number>;
  /** The messages of the program, the engine and the policies. */
  diagnostics: { severity: string; message: string; urn: string }[];
}

type Json = Record<string, unknown>;

/** Reads `pulumi stack export`. Throws where it is not what the engine documents. */
export function parseDeployment(text: string): Deployment {
  const { deployment } = JSON.parse(text) as { deployment?: Json };
  if (deployment === undefined) throw new Error("the stack export holds no deployment");
  const resources = ((deployment["resources"] ?? []) as Json[]).map((resource) => ({
    ...(resource as unknown as ResourceState),
    inputs: (resource["inputs"] ?? {}) as Json,
    outputs: (resource["outputs"] ?? {}) as Json,
  }));
  const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  return { resources, outputs: stack?.outputs ?? {} };
}

/** Reads `pulumi preview --json`; undefined where the engine stopped before it wrote one. */
export function parsePreview(text: string): Preview | undefined {
  const start = text.indexOf("{");
  if (start < 0) return undefined;
  const parsed = JSON.parse(text.slice(start)) as Json;
  const steps = ((parsed["steps"] ?? []) as Json[]).map((step): PreviewStep => {
    const state = (step["newState"] ?? step["oldState"] ?? {}) as Json;
    return {
      op: String(step["op"]),
      urn: String(step["urn"]),
      type: String(state["type"] ?? ""),
      changed: (step["diffReasons"] ?? []) as string[],
      replaceReasons: (step["replaceReasons"] ?? []) as string[],
      retained: String(step["op"]).startsWith("delete") && (step["oldState"] as Json | undefined)?.["retainOnDelete"] === true,
      newInputs: ((step["newState"] as Json | undefined)?.["inputs"] ?? {}) as Json,
    };
  });
  const diagnostics = ((parsed["diagnostics"] ?? []) as Json[]).map((one) => ({
    severity: String(one["severity"] ?? ""),
    message: String(one["message"] ?? ""),
    urn: String(one["urn"] ?? ""),
  }));
  return { steps, summary: (parsed["changeSummary"] ?? {}) as Record<string, number>, diagnostics };
}

/** What the program and the engine warned of, each once. */
export function warningsOf(preview: Pick<Preview, "diagnostics"> | undefined): string[] {
  return [...new Set((preview?.diagnostics ?? []).filter(({ severity }) => severity === "warning").map(({ message }) => message.trim().replace(/^warning: /, "")))];
}

/** What the engine said: of a preview its errors alone, since its whole answer lists every resource as well. */
export function failureText(command: string, { stdout, stderr, preview }: { stdout: string; stderr: string; preview?: Pick<Preview, "diagnostics"> | undefined }): string {
  const errors = (preview?.diagnostics ?? []).filter(({ severity }) => severity.startsWith("error")).map(({ message }) => message.trim());
  const said = errors.length > 0 ? [...new Set(errors)] : [stdout.trim(), stderr.trim()].filter((text) => text !== "");
  return `pulumi ${command} failed:\n${said.join("\n")}`.trim();
}
